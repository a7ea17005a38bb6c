// The form of a place fills itself in when the occupation is chosen, and looks at the pay while it is typed.
const form = document.querySelector("[data-company]");
const field = (name) => form.elements[name];
const minima = JSON.parse(form.dataset.minima);
const hint = document.getElementById("vorschlag-hinweis");
let given = {}; // what we filled in; only that may be replaced, and not while somebody writes there
let asked = "";

async function suggest() {
  const text = field("occupation").value.trim();
  if (text.length < 3 || text === asked) return;
  asked = text;
  const answer = await fetch(new URL(`vorschlag?beruf=${encodeURIComponent(text)}`, form.action)).catch(() => null);
  const { values } = answer && answer.ok ? await answer.json() : {};
  if (!values || text !== field("occupation").value.trim()) return;
  for (const [name, value] of Object.entries(values)) {
    const input = field(name);
    if (!input || input === document.activeElement || name.startsWith("occupation") || (input.value && input.value !== given[name] && input.type !== "select-one")) continue;
    input.value = given[name] = value;
  }
  hint.textContent = hint.dataset.done;
}

function checkPay() {
  const year = field("start_date").value.slice(0, 4);
  const published = Object.keys(minima).filter((known) => known <= year).pop();
  for (let i = 0; i < 4; i++) {
    const input = field(`pay_per_month.${i}`);
    const least = minima[published]?.[i];
    const low = least && /^\d+$/.test(input.value) && Number(input.value) < least;
    let note = document.getElementById(`wenig-${i}`);
    if (!note) {
      note = Object.assign(document.createElement("p"), { id: `wenig-${i}`, className: "kern-hint schlecht" });
      note.setAttribute("aria-live", "polite");
      input.after(note);
    }
    note.textContent = low ? form.dataset.low.replace("9", least).replace("8", published) : "";
  }
}

field("occupation").addEventListener("change", suggest);
field("start_date").addEventListener("change", checkPay);
for (let i = 0; i < 4; i++) field(`pay_per_month.${i}`).addEventListener("input", checkPay);
