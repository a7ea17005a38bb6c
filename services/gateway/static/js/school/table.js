// A school's export, read on the school's own computer: bytes → records {line, cells}. As services/gateway/uploads reads
// it, so that both find the same lines; what cannot be read here is null, and the server reads it in memory.
import { legacySheets } from "./legacy.js";
import { peopleOf, sheets } from "./workbook.js";

/** A file that is not read here; `reason` names the panel that says why, `line` where. */
export class Unreadable extends Error {
  constructor(reason, line = 0) {
    super(reason);
    Object.assign(this, { reason, line });
  }
}

const DELIMITERS = [";", ",", "\t", "|"];
const SAMPLE = 20;

/** The tables of a file: the sheets of a workbook as records, or one text. Throws Unreadable; "server" for what the server can read.
 *  For `names` alone the list of people of a OneRoster archive is enough. */
export async function read(file, names = false) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const found = await sheets(bytes);
    const people = found || !names ? null : await peopleOf(bytes);
    if (people !== null) return [people];
    if (!found) throw new Unreadable(/\.zip$/i.test(file.name) ? "server" : "fremd");
    return found;
  }
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) {
    const found = await legacySheets(bytes);
    if (!found?.length) throw new Unreadable("server");
    return found;
  }
  return [decoded(bytes)];
}

function decoded(bytes) {
  for (const [name, ...mark] of [["utf-8", 0xef, 0xbb, 0xbf], ["utf-16le", 0xff, 0xfe], ["utf-16be", 0xfe, 0xff]])
    if (mark.every((byte, at) => bytes[at] === byte)) return new TextDecoder(name).decode(bytes);
  if (bytes.includes(0)) throw new Unreadable("fremd");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  text = text.replace(/\x1a$/, "");
  const controls = text.match(/[\x00-\x08\x0e-\x1f\x7f]/g)?.length ?? 0;
  if (controls > Math.max(1, text.length * 0.005)) throw new Unreadable("fremd");
  return text;
}

/** The records of a text, with the delimiter under which its first line looks most like a header. */
export function recordsOf(text, score) {
  const announced = /^"?sep=([;,\t|])"?\r?\n/i.exec(text);
  const body = announced ? "\n" + text.slice(announced[0].length) : text; // the line stays counted
  const tried = (announced ? [announced[1]] : DELIMITERS).map((mark) => {
    const records = split(body, mark, false);
    return { mark, rank: [score(records[0]?.cells ?? []), width(records)] };
  });
  tried.sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1]);
  return split(body, tried[0].mark, true);
}

/** How many columns most of the first rows have. */
export function width(records) {
  const counts = new Map();
  for (const { cells } of records.slice(0, SAMPLE)) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** RFC 4180: quotes may hold delimiters and line ends; a record's line is the one it starts in. A quote that is never closed, or
 *  closed before the cell ends, would carry other rows along: `strict` refuses the file. */
function split(text, delimiter, strict) {
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
      else {
        quoted = false;
        if (strict && ![delimiter, "\n", "\r", undefined].includes(text[at + 1])) throw new Unreadable("anfuehrung", start);
      }
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === delimiter) close();
    else if (turn) (end(), (start = line));
    else if (sign !== "\r") cell += sign;
  }
  if (quoted && strict) throw new Unreadable("anfuehrung", start);
  end();
  return records;
}
