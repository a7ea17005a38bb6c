// A file at the school's desk: its records, and its columns where a header says what they are.
import { read, recordsOf } from "./table.js";
import { columnsOf, recognisable } from "./stripped.js";

/** {records, columns}; without `columns` the school must say what is where (`names` if there is a header); null: not ours to read. */
export async function opened(file, rules) {
  const tables = await read(file).catch(() => null);
  const records = chosen(tables, rules);
  if (!records?.length) return null;
  if (!rules.score(records[0].cells)) return { records };
  const names = trimmed(records[0].cells);
  const columns = columnsOf(names, names.map((name) => rules.meaning(name)), rules);
  return recognisable(columns) ? { records: records.slice(1), columns } : { records: records.slice(1), names };
}

/** The first table that has a header, else the first. */
function chosen(tables, rules) {
  if (!tables) return null;
  const all = tables.map((table) => (typeof table === "string" ? recordsOf(table, (cells) => rules.score(cells)) : table));
  return all.find((records) => records.length && rules.score(records[0].cells)) ?? all[0];
}

function trimmed(cells) {
  let end = cells.length;
  while (end && !cells[end - 1].trim()) end--;
  return cells.slice(0, end);
}
