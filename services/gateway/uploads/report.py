"""The report of an upload as CSV for a German Excel: semicolon, UTF-8 with BOM, formula-safe (R2.5)."""

import csv
import io
from collections.abc import Iterable, Iterator

from services.gateway.uploads.model import Row
from shared.contracts.vocabulary import formula_safe

_HEADER = ("Zeile", "Schlüssel", "Ergebnis", "Art", "Spalte", "Code", "Meldung", "Hinweis")
_STATUS = {"ok": "gelesen", "rejected": "abgelehnt", "duplicate": "doppelt"}


def report_csv(rows: Iterable[Row]) -> bytes:
    """One line a problem, one line for a row without any."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in rows:
        writer.writerows([formula_safe(cell) for cell in line] for line in _lines(row))
    return target.getvalue().encode("utf-8-sig")


def _lines(row: Row) -> Iterator[list[str]]:
    start = [str(row.line), row.row_key or "", _STATUS[row.status]]
    found = [("Fehler", one) for one in row.errors] + [("Warnung", one) for one in row.warnings]
    for kind, one in found:
        yield [*start, kind, one.column, one.code, one.message, one.hint or ""]
    if not found:
        yield [*start, "", "", "", "", ""]
