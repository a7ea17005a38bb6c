// The interest check in this browser: one picture at a time, answers kept here, the result computed here.
import "./offline.js";

const NAME = "hv.interessen";
const LETTERS = "RIASEC";
const ENOUGH = 12;
const form = document.getElementById("check");
const items = [...form.querySelectorAll("[data-item]")];
const parts = { questions: document.getElementById("fragen-teil"), result: document.getElementById("ergebnis-teil") };
const progress = document.getElementById("fortschritt");
const label = document.getElementById("fortschritt-text");
let answers = {};
let at = 0;

function load() {
  try {
    answers = JSON.parse(localStorage.getItem(NAME)) || {};
  } catch {
    answers = {};
  }
}

function keep() {
  try {
    localStorage.setItem(NAME, JSON.stringify(answers));
  } catch {
    /* private mode: for this page only */
  }
}

function scores() {
  const found = {};
  for (const letter of LETTERS) {
    const given = Object.entries(answers).filter(([key]) => key[0] === letter).map(([, value]) => Number(value));
    found[letter] = given.length ? Math.round((100 * given.reduce((a, b) => a + b)) / given.length) / 100 : 4;
  }
  return found;
}

function strongest(found) {
  const ranked = [...LETTERS].sort((a, b) => found[b] - found[a] || LETTERS.indexOf(a) - LETTERS.indexOf(b));
  return ranked.slice(0, found[ranked[2]] === found[ranked[1]] ? 3 : 2);
}

function hexagon(found) {
  return [...LETTERS].map((letter, i) => {
    const length = 80 * (0.1 + (0.9 * (found[letter] - 1)) / 6);
    return `${(length * Math.sin((i * Math.PI) / 3)).toFixed(1)},${(-length * Math.cos((i * Math.PI) / 3)).toFixed(1)}`;
  }).join(" ");
}

function showResult(focus) {
  const found = scores();
  const best = strongest(found);
  for (const one of document.querySelectorAll("[data-strong]")) one.hidden = !best.includes(one.dataset.strong);
  for (const meter of document.querySelectorAll("meter[data-score]")) meter.value = found[meter.dataset.score];
  for (const field of document.querySelectorAll("[data-send]")) field.value = found[field.dataset.send];
  document.querySelector("[data-hexagon]").setAttribute("points", hexagon(found));
  parts.result.hidden = false;
  parts.questions.hidden = true;
  if (focus) document.getElementById("ergebnis-titel").focus();
}

function showQuestion(index, focus) {
  at = Math.max(0, Math.min(items.length - 1, index));
  parts.result.hidden = true;
  parts.questions.hidden = false;
  items.forEach((item, i) => (item.hidden = i !== at));
  progress.value = Object.keys(answers).length;
  label.textContent = label.dataset.text.replace("1", at + 1);
  document.getElementById("zurueck").disabled = at === 0;
  if (focus) (items[at].querySelector("input:checked") || items[at].querySelector("input")).focus();
}

function next() {
  if (at < items.length - 1) showQuestion(at + 1, true);
  else if (Object.keys(answers).length >= ENOUGH) showResult(true);
  else showQuestion(items.findIndex((item) => !(item.dataset.item in answers)), true);
}

function restart() {
  answers = {};
  keep();
  form.reset();
  for (const input of form.querySelectorAll("input:checked")) input.checked = false;
  showQuestion(0, true);
}

// A click or tap goes on by itself; with the arrow keys one may look around first, Enter or the button goes on.
form.addEventListener("change", ({ target }) => {
  answers[target.name] = target.value;
  keep();
  progress.value = Object.keys(answers).length;
});
form.addEventListener("click", ({ target, detail }) => {
  if (target.type === "radio" && detail > 0) setTimeout(next, 200);
});
form.addEventListener("submit", (event) => (event.preventDefault(), next()));
document.getElementById("zurueck").addEventListener("click", () => showQuestion(at - 1, true));
document.getElementById("weiter-frage").addEventListener("click", next);
document.getElementById("nochmal").addEventListener("click", restart);
document.getElementById("antworten").addEventListener("click", () => showQuestion(0, true));

load();
for (const [name, value] of Object.entries(answers)) {
  const input = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  if (input) input.checked = true;
}
const open = items.findIndex((item) => !(item.dataset.item in answers));
if (open < 0) showResult(false);
else showQuestion(open, false);
form.classList.add("bereit");
