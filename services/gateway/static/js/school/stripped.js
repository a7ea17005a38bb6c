// Which columns may leave the school's computer, and a file that has no others. The server's tables say what a header means
// (#spalten); names and birth dates only feed the row key here, exactly as the server would make it.
import { Unreadable } from "./table.js";

export class Rules {
  /** @param {{table: object, profile: string[], memory: string[], sent: string[], keys: object}} facts */
  constructor(facts) {
    Object.assign(this, facts);
    this.wish = new RegExp(`^(?:${facts.wish})$`);
    this.interest = new RegExp(`^(?:${facts.interest})$`);
    this.data = new RegExp(`^(?:${facts.data})$`);
    this.invisible = new RegExp(facts.invisible, "g");
  }

  meaning(header) {
    const plain = folded(header);
    if (Object.hasOwn(this.table, plain)) return this.table[plain];
    if (this.wish.test(plain)) return "wish";
    const interest = this.interest.exec(plain);
    return interest ? `interest_${interest[1]}` : null;
  }

  /** How many cells are known headers; 0 for a row of data. */
  score(cells) {
    const filled = cells.filter((cell) => cell.trim());
    if (filled.some((cell) => this.data.test(cell.trim()))) return 0;
    const known = filled.filter((cell) => this.meaning(cell) !== null).length;
    return known >= Math.min(2, filled.length) ? known : 0;
  }
}

export function folded(text) {
  const plain = lower(text).replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue");
  return plain.replace(/^metadata\./, "").replace(/[^a-z0-9]/g, "");
}

const lower = (text) => text.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ");
const person = (text) => lower(text).split(/\s+/).filter(Boolean).join(" ");

/** The columns {name, meaning, leaves} under these meanings; the first of a meaning wins, three wishes may come. */
export function columnsOf(names, meanings, rules) {
  const complete = [..."riasec"].every((letter) => meanings.includes(`interest_${letter}`));
  const seen = new Set();
  return names.map((name, at) => {
    let meaning = meanings[at];
    if (meaning === "drop" || (seen.has(meaning) && meaning !== "wish")) meaning = null;
    if (meaning?.startsWith("interest_") && !complete) meaning = null;
    seen.add(meaning);
    return { name: name.trim() || `Spalte ${at + 1}`, meaning, leaves: meaning === "row_key" || rules.sent.includes(meaning) };
  });
}

/** True when a row can be told from others: by the school's own code, or by name and birth date. */
export function recognisable(columns) {
  const has = (meaning) => columns.some((column) => column.meaning === meaning);
  return has("row_key") || has("source_id") || (has("last_name") && has("birth_date"));
}

/** {file, people, mapping}: a CSV of what may leave, line for line as in the original; row key → what the school calls them;
 *  without a `header` the meanings of its columns. */
export async function stripped(records, columns, rules, season, header) {
  const at = new Map(columns.map((column, place) => [column.meaning, place]));
  const cell = (cells, meaning) => (at.has(meaning) ? (cells[at.get(meaning)] ?? "").replace(rules.invisible, "").trim() : "");
  const leaving = columns.map((column, place) => ({ ...column, place })).filter((column) => column.leaves && column.meaning !== "row_key");
  const names = ["Kennung", ...leaving.map(({ name, meaning }) => (rules.meaning(name) === meaning ? name : meaning))];
  const sign = at.has("row_key") ? null : await signer(rules.keys[season], season);
  const lines = header ? [names.map(quoted).join(";")] : [], people = new Map();
  for (const { line, cells: all } of records) {
    const cells = all.slice(columns.length).some((one) => one.trim()) ? all : all.slice(0, columns.length);
    while (lines.length < line - 1) lines.push("");
    if (cells.length !== columns.length) {
      lines.push(`${";".repeat(names.length)}x`); // a row of another width is refused as such, without its cells
      continue;
    }
    const key = await keyOf(cells, cell, at, sign);
    lines.push([key, ...leaving.map(({ place, meaning }) => harmless(cells[place], meaning))].map(quoted).join(";"));
    if (key) people.set(key, { first: cell(cells, "first_name"), last: cell(cells, "last_name"), form: formOf(cells, columns) });
  }
  const file = new File([lines.join("\r\n"), "\r\n"], "ohne-namen.csv", { type: "text/csv" });
  return { file, people, mapping: header ? [] : ["row_key", ...leaving.map(({ meaning }) => meaning)] };
}

const OWN_KEY = /^[A-Za-z0-9._-]{1,64}$/;
const NOT_IT = "?"; // refused by the server as the cell itself would be, without being the cell

/** A cell that slipped into the wrong column stays: line breaks, and letters or dates where a postal code should be. */
function harmless(text, meaning) {
  if (/[\r\n]/.test(text)) return NOT_IT;
  return meaning === "postal_code" && text.trim() && !/^\D{0,3}\d{1,5}$/.test(text.trim()) ? NOT_IT : text;
}

const quoted = (text) => {
  const flat = text.replace(/[\r\n]+/g, " ");
  return /[;"]/.test(flat) ? `"${flat.replace(/"/g, '""')}"` : flat;
};

const CLASS = /^(klasse|klassenbezeichnung|lerngruppe|stammklasse)$/;
const formOf = (cells, columns) => (cells[columns.findIndex(({ name }) => CLASS.test(folded(name)))] ?? "").trim();

async function keyOf(cells, cell, at, sign) {
  const own = cell(cells, "row_key");
  if (at.has("row_key")) return !own || OWN_KEY.test(own) ? own : NOT_IT;
  if (at.has("source_id")) return cell(cells, "source_id") && sign("source", cell(cells, "source_id"));
  const parts = ["last_name", "first_name", "birth_date"].filter((part) => at.has(part));
  if (parts.some((part) => !cell(cells, part))) return "";
  return sign("person", person(cell(cells, "last_name")), person(cell(cells, "first_name")), birth(cell(cells, "birth_date")));
}

function birth(text) {
  const plain = person(text);
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?: 0?0:00(?::00)?)?$/.exec(plain);
  const two = (part) => part.padStart(2, "0");
  if (german) return `${german[3].length === 2 ? "20" : ""}${german[3]}-${two(german[2])}-${two(german[1])}`;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?)?$/.exec(plain.toUpperCase());
  return iso ? `${iso[1]}-${two(iso[2])}-${two(iso[3])}` : plain;
}

/** The keyed hash of services/gateway/uploads/keys.py: HMAC-SHA-256, 160 bits, base 32. */
async function signer(secret, season) {
  if (!globalThis.crypto?.subtle) throw new Unreadable("unsicher");
  const bytes = Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (...parts) => {
    const message = new TextEncoder().encode([season, ...parts].join("\x1f"));
    return base32(new Uint8Array(await crypto.subtle.sign("HMAC", key, message)).subarray(0, 20));
  };
}

function base32(bytes) {
  let bits = 0, held = 0, text = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += "abcdefghijklmnopqrstuvwxyz234567"[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}
