// A school's export, read on the school's own computer: bytes → records {line, cells}. As services/gateway/uploads reads
// it, so that both find the same lines; what cannot be read here is null, and the server reads it in memory.
import { sheets } from "./workbook.js";

const DELIMITERS = [";", ",", "\t", "|"];
const SAMPLE = 20;

/** {tables: [[{line, cells}]]} of a text or a workbook; null for what only the server can read (.xls, OneRoster). */
export async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return sheets(bytes);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return null;
  const text = decoded(bytes);
  return text === null ? null : [text];
}

function decoded(bytes) {
  for (const [name, ...mark] of [["utf-8", 0xef, 0xbb, 0xbf], ["utf-16le", 0xff, 0xfe], ["utf-16be", 0xfe, 0xff]])
    if (mark.every((byte, at) => bytes[at] === byte)) return new TextDecoder(name).decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The records of a text, with the delimiter under which its first line looks most like a header. */
export function recordsOf(text, score) {
  const announced = /^"?sep=([;,\t|])"?\r?\n/i.exec(text);
  const body = announced ? "\n" + text.slice(announced[0].length) : text; // the line stays counted
  const tried = (announced ? [announced[1]] : DELIMITERS).map((mark) => {
    const records = split(body, mark);
    return { records, rank: [score(records[0]?.cells ?? []), width(records)] };
  });
  tried.sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1]);
  return tried[0].records;
}

/** How many columns most of the first rows have. */
export function width(records) {
  const counts = new Map();
  for (const { cells } of records.slice(0, SAMPLE)) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** RFC 4180: quotes may hold delimiters and line ends; a record's line is the one it starts in. */
function split(text, delimiter) {
  const records = [];
  let cells = [], cell = "", quoted = false, line = 1, start = 1;
  const close = () => (cells.push(cell), (cell = ""));
  const end = () => {
    close();
    if (cells.some((one) => one.trim())) records.push({ line: start, cells });
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    const turn = sign === "\n" || (sign === "\r" && text[at + 1] !== "\n");
    if (turn) line++;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') (cell += '"', at++);
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === delimiter) close();
    else if (turn) (end(), (start = line));
    else if (sign !== "\r") cell += sign;
  }
  end();
  return records;
}
