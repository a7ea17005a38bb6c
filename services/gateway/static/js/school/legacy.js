// An .xls, the format of Excel until 2003, read on the school's own computer. The library (SheetJS, Apache-2.0) is loaded only then.
import { day, epochOf, padded } from "./workbook.js";

const SCRIPT = "/static/vendor/xlsx.full.min.js";
let loading;

function library() {
  loading ??= new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: SCRIPT, onload: () => done(globalThis.XLSX), onerror: failed }));
  });
  return loading;
}

/** [[{line, cells}]] of the visible sheets that hold anything; null when it is none we can read, as one with a password. */
export async function legacySheets(bytes) {
  const XLSX = await library();
  let book;
  try {
    book = XLSX.read(bytes, { type: "array", cellNF: true, cellFormula: false, cellHTML: false });
  } catch {
    return null;
  }
  const epoch = epochOf(book.Workbook?.WBProps?.date1904);
  const visible = book.SheetNames.filter((_, at) => !book.Workbook?.Sheets?.[at]?.Hidden);
  return visible.map((name) => rows(XLSX, book.Sheets[name], epoch)).filter((found) => found.length);
}

function rows(XLSX, sheet, epoch) {
  if (!sheet["!ref"]) return [];
  const { e: end } = XLSX.utils.decode_range(sheet["!ref"]);
  const found = [];
  for (let r = 0; r <= end.r; r++) {
    const cells = Array.from({ length: end.c + 1 }, (_, c) => text(XLSX, sheet[XLSX.utils.encode_cell({ r, c })], epoch));
    found.push({ line: r + 1, cells });
  }
  return padded(found);
}

function text(XLSX, cell, epoch) {
  if (cell?.v === undefined || cell.t === "e") return "";
  if (cell.t === "b") return cell.v ? "ja" : "nein";
  if (cell.t !== "n") return String(cell.v);
  return XLSX.SSF.is_date(cell.z ?? "") ? day(new Date(epoch + Math.floor(cell.v) * 86_400_000)) : String(cell.v);
}
