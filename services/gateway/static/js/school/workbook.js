// An .xlsx read on the school's own computer: the visible sheets as records {line, cells}, dates as 07.06.2010.
const LIMIT = 60 * 1024 * 1024; // unpacked bytes of one part; more is no list of pupils

/** Day 0 of a workbook's dates; old ones made on a Mac count from 1904. */
export const epochOf = (from1904) => (from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30));

/** [[{line, cells}]] of the sheets that hold anything; null when it is not a workbook we can read. */
export async function sheets(bytes) {
  const parts = directory(bytes);
  if (!parts?.has("xl/workbook.xml") || typeof DecompressionStream === "undefined") return null;
  const xml = async (name) => (parts.has(name) ? new DOMParser().parseFromString(await unpacked(bytes, parts.get(name)), "text/xml") : null);
  const [workbook, links, strings, styles] = await Promise.all(
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"].map(xml),
  );
  const shared = all(strings, "si").map((one) => all(one, "t").filter((t) => t.parentNode.localName !== "rPh").map((t) => t.textContent).join(""));
  const dates = dateStyles(styles);
  dates.epoch = epochOf(/^(1|true)$/.test(all(workbook, "workbookPr")[0]?.getAttribute("date1904") ?? ""));
  const targets = new Map(all(links, "Relationship").map((one) => [one.getAttribute("Id"), one.getAttribute("Target")]));
  const found = [];
  for (const sheet of all(workbook, "sheet")) {
    if ((sheet.getAttribute("state") ?? "visible") !== "visible") continue;
    const id = sheet.getAttributeNS("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "id");
    const target = targets.get(id) ?? "";
    const content = await xml(target.startsWith("/") ? target.slice(1) : `xl/${target}`);
    const rows = padded(all(content, "row").map((row, at) => record(row, at + 1, shared, dates)));
    if (rows.length) found.push(rows);
  }
  return found;
}

/** The text of the list of people in a OneRoster archive; null when the file is no such archive. */
export async function peopleOf(bytes) {
  const parts = directory(bytes);
  const name = [...(parts?.keys() ?? [])].find((one) => /(^|\/)users\.csv$/i.test(one));
  return name ? unpacked(bytes, parts.get(name)) : null;
}

/** Rows that hold anything, each as wide as the widest: empty cells at a row's end are not in the file. */
export function padded(rows) {
  const filled = rows.filter(({ cells }) => cells.some((one) => one.trim()));
  const widest = Math.max(0, ...filled.map(({ cells }) => cells.length));
  for (const { cells } of filled) while (cells.length < widest) cells.push("");
  return filled;
}

const all = (node, name) => (node ? [...node.getElementsByTagNameNS("*", name)] : []);

function record(row, place, shared, dates) {
  const cells = [];
  for (const cell of all(row, "c")) {
    const letters = /^[A-Z]+/.exec(cell.getAttribute("r") ?? "")?.[0];
    const column = letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : cells.length;
    while (cells.length < column) cells.push("");
    cells[column] = text(cell, shared, dates);
  }
  return { line: Number(row.getAttribute("r")) || place, cells };
}

function text(cell, shared, dates) {
  const kind = cell.getAttribute("t") ?? "n", value = all(cell, "v")[0]?.textContent ?? "";
  if (kind === "s") return shared[Number(value)] ?? "";
  if (kind === "inlineStr") return all(cell, "t").map((t) => t.textContent).join("");
  if (kind === "b") return value === "1" ? "ja" : "nein";
  if (kind !== "n" || value === "") return value;
  if (dates.has(Number(cell.getAttribute("s") ?? 0))) return day(new Date(dates.epoch + Math.floor(Number(value)) * 86_400_000));
  return String(Number(value));
}

const two = (number) => String(number).padStart(2, "0");
export const day = (date) => `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`;

/** The cell formats that show a date: built in 14 to 22, or an own one with day, month or year. */
function dateStyles(styles) {
  const own = new Map(all(styles, "numFmt").map((one) => [one.getAttribute("numFmtId"), one.getAttribute("formatCode") ?? ""]));
  const formats = all(all(styles, "cellXfs")[0], "xf").map((one) => one.getAttribute("numFmtId"));
  const isDate = (id) => (Number(id) >= 14 && Number(id) <= 22) || /[dmy]/i.test((own.get(id) ?? "").replace(/"[^"]*"|\[[^\]]*\]|\\./g, ""));
  return new Set(formats.flatMap((id, at) => (isDate(id) ? [at] : [])));
}

/** Name → {method, start, size} from a zip's central directory; null when there is none. */
function directory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return null;
  const parts = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left--) {
    const length = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    parts.set(name, { method: view.getUint16(at + 10, true), start, size: view.getUint32(at + 20, true), whole: view.getUint32(at + 24, true) });
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

async function unpacked(bytes, { method, start, size, whole }) {
  if (whole > LIMIT) throw new RangeError("too large");
  const packed = bytes.subarray(start, start + size);
  if (method === 0) return new TextDecoder().decode(packed);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}
