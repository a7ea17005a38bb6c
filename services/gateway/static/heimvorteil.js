// Everything works without this file. With it: suggestions while typing, one click where two would do harm,
// and the keyboard's focus on what is new.
document.documentElement.classList.add("js");

// Suggestions: <input list="…" data-suggest="/api/…?q=">; what a slower answer brings late is dropped.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  let waiting, asked;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = (asked = input.value.trim());
      if (text.length < 2) return;
      const answer = await fetch(input.dataset.suggest + encodeURIComponent(text)).catch(() => null);
      if (!answer || !answer.ok || text !== asked) return;
      const { items } = await answer.json();
      input.list.replaceChildren(...items.map((item) => new Option("", item.text || item.name)));
    }, 150);
  });
}

// A form that must not be sent twice; coming back with the browser's arrow makes it usable again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") event.preventDefault();
    form.ariaBusy = "true";
  });
  addEventListener("pageshow", () => (form.ariaBusy = "false"));
}

// Another file than the one looked at: what was said of that one goes.
document.getElementById("file")?.addEventListener("change", () => document.getElementById("ergebnis").replaceChildren());

function focusNews(within) {
  const news = within.querySelector("[data-focus]");
  if (news) news.focus({ preventScroll: news.getBoundingClientRect().top > 0 && within === document });
}
focusNews(document);
document.addEventListener("htmx:afterSwap", () => focusNews(document.getElementById("ergebnis") || document));
