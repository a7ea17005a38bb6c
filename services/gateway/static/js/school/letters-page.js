// The letters come in parts; meanwhile a bar says how many. The school's file is read once more, for its names alone: this
// page has no way to send it.
import { ask } from "./asking.js";
import { letters } from "./letters.js";
import { opened } from "./opened.js";
import { Rules, stripped } from "./stripped.js";

const one = (id) => document.getElementById(id);
const arrived = () => document.querySelectorAll("[data-row-key]").length;

function progress(bar) {
  const all = Number(bar.max);
  const look = () => {
    bar.value = arrived();
    one("brief-zahl").textContent = bar.value;
    if (bar.value < all && document.readyState === "loading") return setTimeout(look, 200);
    letters.greet(); // those that came after the names
    one("brief-fortschritt-teil").hidden = true;
    one(bar.value < all ? "briefe-fehlen" : "briefe-fertig").hidden = false;
  };
  look();
}

async function show(found, rules, season) {
  one("namen-fragen").replaceChildren();
  const { people } = await stripped(found.records, found.columns, rules, season, found.header);
  letters.know(people);
  const some = Number(document.querySelector("[data-mit-namen]").textContent) > 0;
  one("namen-ergebnis").hidden = !some;
  one("namen-keine").hidden = some;
}

async function chosen(input, rules) {
  const none = () => ((one("namen-ergebnis").hidden = true), (one("namen-keine").hidden = false));
  one("namen-ergebnis").hidden = one("namen-keine").hidden = true;
  const found = input.files[0] && (await opened(input.files[0], rules, true).catch(none));
  if (!found) return;
  if (found.columns) return show({ ...found, header: true }, rules, input.dataset.season);
  const panel = one("am-platz-fragen").content.cloneNode(true);
  ask(panel, found, rules, (told) => show(told, rules, input.dataset.season));
  one("namen-fragen").replaceChildren(panel);
}

const bar = one("brief-fortschritt");
if (bar) {
  const rules = new Rules(JSON.parse(one("spalten").textContent));
  progress(bar);
  one("namen").addEventListener("change", ({ target }) => chosen(target, rules));
  chosen(one("namen"), rules); // chosen before this script was there
  one("drucken").addEventListener("click", () => print());
}
