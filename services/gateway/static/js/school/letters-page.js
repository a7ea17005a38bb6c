// The school's file is read once more, for its names alone; this page has no way to send it.
import { letters } from "./letters.js";
import { opened } from "./opened.js";
import { Rules, stripped } from "./stripped.js";

const rules = new Rules(JSON.parse(document.getElementById("spalten").textContent));
const input = document.getElementById("namen");

input?.addEventListener("change", async () => {
  const found = input.files[0] && (await opened(input.files[0], rules).catch(() => null));
  const { people } = found?.columns ? await stripped(found.records, found.columns, rules, input.dataset.season, true) : { people: new Map() };
  letters.know(people);
  const some = Number(document.querySelector("[data-mit-namen]").textContent) > 0;
  document.getElementById("namen-ergebnis").hidden = !some;
  document.getElementById("namen-keine").hidden = some;
});
document.getElementById("drucken")?.addEventListener("click", () => print());
