// A file at the school's desk: its records, and its columns where a header says what they are.
import { Unreadable, read, recordsOf } from "./table.js";
import { columnsOf, recognisable } from "./stripped.js";

/** {records, columns}; without `columns` the school must say what is where (`names` if there is a header). Throws Unreadable. */
export async function opened(file, rules, forNames = false) {
  const records = chosen(await read(file, forNames), rules);
  if (!records?.length) throw new Unreadable("leer");
  if (!rules.score(records[0].cells)) return { records };
  const names = trimmed(records[0].cells);
  const columns = columnsOf(names, names.map((name) => rules.meaning(name)), rules);
  return recognisable(columns) ? { records: records.slice(1), columns } : { records: records.slice(1), names };
}

/** The first table that has a header, else the first. */
function chosen(tables, rules) {
  const all = tables.map((table) => (typeof table === "string" ? recordsOf(table, (cells) => rules.score(cells)) : table));
  return all.find((records) => records.length && rules.score(records[0].cells)) ?? all[0];
}

function trimmed(cells) {
  let end = cells.length;
  while (end && !cells[end - 1].trim()) end--;
  return cells.slice(0, end);
}
