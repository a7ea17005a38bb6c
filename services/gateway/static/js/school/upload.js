// The school's file is read here, on its own computer; only columns without names take its place in the form. What the
// browser knows of people stays in this page, for the letters.
import { EXAMPLES, ask } from "./asking.js";
import { opened } from "./opened.js";
import { Rules, stripped } from "./stripped.js";

const rules = new Rules(JSON.parse(document.getElementById("spalten").textContent));
const input = document.getElementById("file");
const season = document.getElementById("season");
const box = document.getElementById("am-platz");
let known = null; // {records, columns, header}: the file last read
let turn = 0; // the newest reading; what older ones find is dropped
let busy = null; // the newest reading under way: nothing is sent until it has ended

input.addEventListener("change", taken);
season.addEventListener("change", () => known && begin(handOver));
input.form.addEventListener(
  "submit",
  async (event) => {
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await busy;
    if (input.files.length && !box.querySelector("[data-am-server]")) input.form.requestSubmit(event.submitter);
  },
  true,
);
taken(); // chosen before this script was there
document.getElementById("pruefen").disabled = false;

/** Takes the file out of the form at once; only one without names comes back. */
function taken() {
  const file = input.files[0];
  input.value = "";
  known = null;
  show("");
  if (file) begin((mine) => looked(file, mine));
}

function begin(work) {
  const mine = ++turn;
  busy = work(mine)
    .catch((error) => mine === turn && refused(error))
    .finally(() => mine === turn && (busy = null));
}

async function looked(file, mine) {
  const found = await opened(file, rules).catch((error) => {
    if (error.reason === "server" && mine === turn) return askToSend(file);
    throw error;
  });
  if (!found || mine !== turn) return;
  if (!found.columns) return show("am-platz-fragen", (panel) => ask(panel, found, rules, (told) => ((known = told), begin(handOver))));
  known = { ...found, header: true };
  await handOver(mine);
}

/** What went wrong, in the words of its panel; the form stays without a file. */
function refused(error) {
  input.value = "";
  const panel = `am-platz-${error.reason ?? "fremd"}`;
  show(document.getElementById(panel) ? panel : "am-platz-fremd", (shown) => {
    const place = shown.querySelector("[data-zeile]");
    if (place) place.textContent = error.line;
  });
}

/** Only the server reads this kind: the school decides whether the file goes there with its names. */
function askToSend(file) {
  show("am-server", (panel) => panel.querySelector("button").addEventListener("click", () => (put(file), show("am-server-gewaehlt"))));
}

function put(file) {
  const held = new DataTransfer();
  held.items.add(file);
  input.files = held.files;
}

/** The file without names takes the place of the file: whatever sends the form sends only that. */
async function handOver(mine) {
  const { file, people, mapping } = await stripped(known.records, known.columns, rules, season.value, known.header);
  if (mine !== turn) return;
  put(file);
  show("am-platz-gelesen", (panel) => {
    fill(panel, "zeilen", known.records.length.toLocaleString(document.documentElement.lang));
    fill(panel, "beispiele", [...people.values()].slice(0, EXAMPLES).map(({ first, last }) => `${first} ${last}`.trim()).filter(Boolean).join(", "));
    panel.querySelector("[data-beispiele]").parentNode.hidden = !panel.querySelector("[data-beispiele]").textContent;
    list(panel, "bleibt", known.columns.filter((column) => !column.leaves).map((column) => column.name));
    list(panel, "geht", known.columns.filter((column) => column.leaves).map((column) => column.name));
    const inputs = mapping.map((meaning, at) => Object.assign(document.createElement("input"), { type: "hidden", name: `mapping.${at + 1}`, value: meaning }));
    panel.firstElementChild.append(...inputs);
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
