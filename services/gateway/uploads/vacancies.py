"""A company's list of places (CSV or Excel) → vacancies as the API has them, row by row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.gateway.uploads.certificates import certificate_of
from services.gateway.uploads.columns import plain
from services.gateway.uploads.decode import decoded
from services.gateway.uploads.excel import sheets_of
from services.gateway.uploads.kinds import kind_of
from services.gateway.uploads.limits import MAX_FILE_BYTES
from services.gateway.uploads.model import Record
from services.gateway.uploads.refused import refused
from services.gateway.uploads.tables import DELIMITERS, bounded, records_of

MOST = 500
COLUMNS: Mapping[str, str] = {
    "external_id": "Nummer",
    "occupation": "Beruf",
    "title": "Überschrift",
    "places": "Plätze",
    "start_date": "Beginn",
    "duration_months": "Dauer in Monaten",
    "pay_0": "Vergütung 1. Jahr",
    "pay_1": "Vergütung 2. Jahr",
    "pay_2": "Vergütung 3. Jahr",
    "pay_3": "Vergütung 4. Jahr",
    "certificate_required": "Schulabschluss",
    "description": "Beschreibung",
    "street": "Straße",
    "postal_code": "PLZ",
    "city": "Ort",
    "contact_name": "Ansprechperson",
    "phone": "Telefon",
    "email": "E-Mail",
    "url": "Website",
    "apply_by": "Bewerben bis",
}
"""Meaning and heading of the columns, in the order of our template."""

_SYNONYMS = {
    "external_id": "id kennung lfdnr nr",
    "occupation": "ausbildungsberuf berufsbezeichnung ausbildung",
    "title": "titel stellentitel ueberschrift bezeichnung",
    "places": "anzahl anzahlplaetze plaetze ausbildungsplaetze",
    "start_date": "ausbildungsbeginn start startdatum",
    "duration_months": "dauer ausbildungsdauer monate",
    "pay_0": "verguetung verguetung1 gehalt1 lohn1 1jahr verguetung1jahr",
    "pay_1": "verguetung2 gehalt2 lohn2 2jahr",
    "pay_2": "verguetung3 gehalt3 lohn3 3jahr",
    "pay_3": "verguetung4 gehalt4 lohn4 4jahr",
    "certificate_required": "abschluss gewuenschterschulabschluss",
    "description": "text",
    "street": "strassehausnummer adresse",
    "postal_code": "postleitzahl",
    "city": "stadt arbeitsort",
    "contact_name": "ansprechpartner ansprechpartnerin kontakt name",
    "phone": "tel telefonnummer",
    "email": "mail emailadresse",
    "url": "internet homepage webseite",
    "apply_by": "bewerbungsschluss bewerbungsfrist frist",
}
_MEANINGS = {plain(heading): name for name, heading in COLUMNS.items()} | {
    word: name for name, words in _SYNONYMS.items() for word in words.split()
}
_NEEDED = {"occupation", "postal_code", "start_date"}
_DATES = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True)
class Listed:
    """The rows of a list as vacancies, each with its line, and the headings nothing was done with."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    unread: tuple[str, ...]


def read_vacancies(content: bytes, filename: str) -> Listed:
    """Read a list of places.

    Raises UploadRefused for a file that is not read at all, or without one of the columns needed.
    """
    if not content:
        raise refused("file_empty")
    if len(content) > MAX_FILE_BYTES:
        raise refused("file_too_large", limit=MAX_FILE_BYTES // 1024 // 1024)
    (_, header), *records = _records(content, filename) or [(0, ())]
    names = [_MEANINGS.get(plain(cell)) for cell in header]
    if not set(names) >= _NEEDED:
        raise refused("vacancy_columns_missing", columns=", ".join(COLUMNS[name] for name in sorted(_NEEDED)))
    if len(records) > MOST:
        raise refused("too_many_rows", limit=MOST)
    rows = tuple((line, _vacancy(dict(zip(names, cells, strict=False)))) for line, cells in records)
    return Listed(rows, tuple(cell for cell, name in zip(header, names, strict=True) if cell.strip() and not name))


def template() -> str:
    """An empty list for Excel: the headings and one example."""
    example = (
        "1", "Dachdecker/in", "", "2", f"01.08.{date.today().year + 1}", "36", "978", "1153", "1319",
        "", "", "", "", "56130", "Bad Ems", "Frau Muster", "02603 1234", "", "", "",
    )  # fmt: skip
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([tuple(COLUMNS.values()), example])
    return "\N{BYTE ORDER MARK}" + text.getvalue()


def _records(content: bytes, filename: str) -> list[Record]:
    kind = kind_of(content, filename)
    if kind in ("xlsx", "xls"):
        return next((sheet for sheet in sheets_of(content, kind) if sheet), [])
    if kind != "text":
        raise refused("file_type_not_supported")
    text, _ = decoded(content)
    delimiter = max(DELIMITERS, key=lambda mark: _known(text.partition("\n")[0].split(mark)))
    return list(bounded(records_of(text, delimiter)))


def _known(cells: list[str]) -> int:
    return sum(plain(cell) in _MEANINGS for cell in cells)


def _vacancy(cells: dict[str | None, str]) -> dict[str, Any]:
    given = {name: value.strip() for name, value in cells.items() if name and value.strip()}
    found: dict[str, Any] = {name: given[name] for name in ("external_id", "title") if name in given}
    found |= {name: _whole(given[name]) for name in ("places", "duration_months") if name in given}
    found |= {name: _day(given[name]) for name in ("start_date", "apply_by") if name in given}
    found["occupation"] = {"title": given.get("occupation", "")}
    found["pay_per_month"] = list(_pay(given))
    found["location"] = {name: given[name] for name in ("street", "city") if name in given}
    found["location"]["postal_code"] = _whole(given.get("postal_code", "")).zfill(5)
    contact = {"name": "contact_name", "phone": "phone", "email": "email", "url": "url"}
    found["contact"] = {name: given[column] for name, column in contact.items() if column in given} or None
    if "certificate_required" in given:
        found["certificate_required"] = certificate_of(given["certificate_required"])
    return found | {"description": given.get("description", "")}


def _whole(text: str) -> str:
    """Excel gives whole numbers as 36.0."""
    return re.sub(r"[.,]0+$", "", text)


def _pay(given: dict[str, str]) -> Iterator[str]:
    for year in range(4):
        text = given.get(f"pay_{year}")
        if not text:
            return
        yield re.sub(r"[.](?=\d{3}\b)", "", _whole(re.sub(r"[€\s]", "", text)))


def _day(text: str) -> str:
    """German or ISO; what is neither stays for the validation to name."""
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    return text
