// The school's file is read here, on its own computer; only columns without names take its place in the form. What the
// browser knows of people stays in this page, for the letters.
import { opened } from "./opened.js";
import { Rules, columnsOf, recognisable, stripped } from "./stripped.js";
import { width } from "./table.js";

const EXAMPLES = 3;
const rules = new Rules(JSON.parse(document.getElementById("spalten").textContent));
const input = document.getElementById("file");
const season = document.getElementById("season");
const box = document.getElementById("am-platz");
let known = null; // {records, columns}: the file last read

let busy = null; // the reading under way: nothing is sent until it has ended

input.addEventListener("change", () => waitFor(looked(input.files[0])));
season.addEventListener("change", () => known && waitFor(handOver()));
input.form.addEventListener(
  "submit",
  async (event) => {
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await busy;
    input.form.requestSubmit(event.submitter);
  },
  true,
);

function waitFor(work) {
  busy = work.finally(() => (busy = null));
}

if (input.files.length) waitFor(looked(input.files[0])); // chosen before this script was there
document.getElementById("pruefen").disabled = false;

async function looked(file) {
  known = null;
  show("");
  if (!file) return;
  const found = await opened(file, rules);
  if (!found) return show("am-server");
  if (!found.columns) return ask(found.records, found.names);
  known = found;
  await handOver();
}

/** The file without names takes the place of the file: whatever sends the form sends only that. */
async function handOver() {
  const { file, people } = await stripped(known.records, known.columns, rules, season.value);
  const held = new DataTransfer();
  held.items.add(file);
  input.files = held.files;
  show("am-platz-gelesen", (panel) => {
    fill(panel, "zeilen", known.records.length.toLocaleString("de-DE"));
    fill(panel, "beispiele", [...people.values()].slice(0, EXAMPLES).map(({ first, last }) => `${first} ${last}`.trim()).filter(Boolean).join(", "));
    panel.querySelector("[data-beispiele]").parentNode.hidden = !panel.querySelector("[data-beispiele]").textContent;
    list(panel, "bleibt", known.columns.filter((column) => !column.leaves).map((column) => column.name));
    list(panel, "geht", known.columns.filter((column) => column.leaves).map((column) => column.name));
  });
}

/** No header that we know: the school says what is in which column. Examples are shown here and sent nowhere. */
function ask(records, names) {
  input.value = "";
  const columns = names?.length ?? width(records);
  show("am-platz-fragen", (panel) => {
    const rows = panel.querySelector("[data-spalten]"), pattern = panel.querySelector("template");
    for (let at = 0; at < columns; at++) {
      const row = pattern.content.cloneNode(true), select = row.querySelector("select"), label = row.querySelector("label");
      select.id = `bedeutung-${at}`;
      select.setAttribute("aria-describedby", `beispiel-${at}`);
      label.htmlFor = select.id;
      label.append(` ${at + 1}${names?.[at] ? `: ${names[at]}` : ""}`);
      select.value = (names && rules.meaning(names[at])) ?? "";
      const example = row.querySelector("[data-beispiel]");
      example.id = `beispiel-${at}`;
      example.textContent = records.slice(0, EXAMPLES).map(({ cells }) => cells[at]).filter(Boolean).join(" · ");
      rows.append(row);
    }
    const button = panel.querySelector("button"), missing = panel.querySelector("[data-fehlt]");
    button.addEventListener("click", async () => {
      const meanings = [...rows.querySelectorAll("select")].map((select) => select.value || null);
      const told = columnsOf(Array.from({ length: columns }, (_, at) => names?.[at] ?? ""), meanings, rules);
      missing.hidden = recognisable(told);
      if (!missing.hidden) return missing.focus();
      known = { records, columns: told };
      await handOver();
    });
  });
}

function show(id, prepare) {
  box.replaceChildren();
  if (!id) return;
  const panel = document.getElementById(id).content.cloneNode(true);
  prepare?.(panel);
  box.append(panel);
}

const fill = (panel, name, text) => (panel.querySelector(`[data-${name}]`).textContent = text);

function list(panel, name, items) {
  const place = panel.querySelector(`[data-${name}]`);
  place.replaceChildren(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  place.closest("[data-teil]").hidden = !items.length;
}
