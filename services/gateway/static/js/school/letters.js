// Letters with names: names are held in this page alone and joined with the codes here; nothing of it is sent or stored.
export const letters = {
  people: new Map(),

  know(people) {
    this.people = people;
    this.greet();
  },

  /** Puts „Hallo Aylin,“ and the line of name and class into every letter on the page that we know the name of. */
  greet(within = document) {
    for (const letter of within.querySelectorAll("[data-row-key]")) {
      const person = this.people.get(letter.dataset.rowKey);
      if (!person) continue;
      const called = person.first || person.last;
      letter.querySelector("[data-anrede]").textContent = `Hallo ${called},`;
      const shown = [[person.first, person.last].filter(Boolean).join(" "), person.form].filter(Boolean).join(" · ");
      for (const place of letter.querySelectorAll("[data-fuer]")) place.textContent = shown;
    }
    for (const count of within.querySelectorAll("[data-mit-namen]")) {
      const known = [...within.querySelectorAll("[data-row-key]")].filter((letter) => this.people.has(letter.dataset.rowKey));
      count.textContent = known.length;
    }
  },
};
