// No header that we know: the school says what is in which column. Examples are shown here and sent nowhere; what was said
// (meanings, no cells) is remembered in this browser, so that the letters need not ask again.
import { columnsOf, recognisable } from "./stripped.js";
import { width } from "./table.js";

export const EXAMPLES = 3;
const NAME = "hv.spalten";

function remembered(columns) {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept?.length === columns ? kept : [];
  } catch {
    return [];
  }
}

function remember(meanings) {
  try {
    localStorage.setItem(NAME, JSON.stringify(meanings));
  } catch {
    /* private mode: asked again */
  }
}

/** Fills the panel; `then` gets {records, columns, header} once the answer tells people apart. */
export function ask(panel, { records, names }, rules, then) {
  const columns = names?.length ?? width(records), before = remembered(columns);
  const rows = panel.querySelector("[data-spalten]"), pattern = panel.querySelector("template");
  for (let at = 0; at < columns; at++) {
    const row = pattern.content.cloneNode(true), select = row.querySelector("select"), label = row.querySelector("label");
    select.id = `bedeutung-${at}`;
    select.setAttribute("aria-describedby", `beispiel-${at}`);
    label.htmlFor = select.id;
    label.append(` ${at + 1}${names?.[at] ? `: ${names[at]}` : ""}`);
    select.value = (names && rules.meaning(names[at])) ?? before[at] ?? "";
    const example = row.querySelector("[data-beispiel]");
    example.id = `beispiel-${at}`;
    example.textContent = records.slice(0, EXAMPLES).map(({ cells }) => cells[at]).filter(Boolean).join(" · ");
    rows.append(row);
  }
  const missing = panel.querySelector("[data-fehlt]");
  panel.querySelector("button").addEventListener("click", () => {
    const meanings = [...rows.querySelectorAll("select")].map((select) => select.value || null);
    const told = columnsOf(Array.from({ length: columns }, (_, at) => names?.[at] ?? ""), meanings, rules);
    missing.hidden = recognisable(told);
    if (!missing.hidden) return missing.focus();
    remember(meanings);
    then({ records, columns: told, header: Boolean(names) });
  });
}
