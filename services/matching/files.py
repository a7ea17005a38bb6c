"""A market from CSV files and its lists into one. Columns by name (docs/matching.md); certificates are strict."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.matching.classes import is_code, little_known, occupation_id, rulebook_of_classes, wish
from services.matching.features import LEVELS, LeaverRows
from services.matching.graph import Graph
from services.matching.kernel.tables import Leavers, Vacancies
from services.matching.rulebook import Rulebook
from services.matching.solvers import Lists, shown_vacancies
from shared.reference.places import PostalCode, postal_code

LETTERS = ("R", "I", "A", "S", "E", "C")
WISHES = ("wish1", "wish2", "wish3")
TRUE = {"", "true", "yes", "ja", "1"}
NO_PLACES = 1
Row = dict[str, str]


class FileWrong(ValueError):
    """A market file does not hold what it should; the text says which line and why, in German."""


@dataclass(frozen=True, eq=False)
class FileMarket:
    """Both sides with the ids of the files, in the order of the files, and the rulebook with their classes."""

    leaver_ids: Sequence[str]
    vacancy_ids: Sequence[str]
    leavers: Leavers
    vacancies: Vacancies
    book: Rulebook


def read_market(leavers: Path, vacancies: Path) -> FileMarket:
    """Both files.

    Raises:
        FileWrong: a line cannot be understood.
        OSError: a file cannot be read.
    """
    people, offers = _rows(leavers, ("id", "postal_code")), _rows(vacancies, ("id", "kldb2010", "postal_code"))
    codes = {row["kldb2010"] for row in offers} | {row.get(name, "") for row in people for name in WISHES}
    book = rulebook_of_classes(frozenset(code for code in codes if is_code(code)))
    ids = [row["id"] for row in people], [row["id"] for row in offers]
    return FileMarket(*ids, _leavers(people, leavers, book), _vacancies(offers, vacancies, book), book)


def _rows(path: Path, needed: Iterable[str]) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise FileWrong(f"{path.name}: Es fehlen die Spalten {', '.join(missing)}.")
        return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]


def _leavers(rows: Sequence[Row], path: Path, book: Rulebook) -> Leavers:
    table = LeaverRows(book)
    for line, row in enumerate(rows, start=2):
        try:
            _add_leaver(table, row)
        except (ValueError, KeyError) as error:
            raise FileWrong(f"{path.name}, Zeile {line}: {error}") from error
    return table.table()


def _add_leaver(table: LeaverRows, row: Row) -> None:
    place = _place(row["postal_code"])
    scores = [row.get(letter, "") for letter in LETTERS]
    table.add(
        [float(score) for score in scores] if all(scores) else None,
        [wish(row[name]) if row.get(name) else () for name in WISHES],
        key=_key(row["id"]),
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=float(row.get("radius_km") or 25),
        level=_level(row.get("certificate", "")),
        start_year=int(row.get("start_year") or 0),
    )


def _vacancies(rows: Sequence[Row], path: Path, book: Rulebook) -> Vacancies:
    employers: dict[str, int] = {}
    columns: list[tuple[object, ...]] = []
    for line, row in enumerate(rows, start=2):
        try:
            columns.append(_vacancy(row, employers, book))
        except (ValueError, KeyError) as error:
            raise FileWrong(f"{path.name}, Zeile {line}: {error}") from error
    kinds = (np.uint64, np.int64, np.int64, float, float, np.int64, bool, np.int64, bool, bool, np.int64, float)
    sides = zip(*columns, strict=True) if columns else [()] * len(kinds)
    return Vacancies(*(np.array(side, dtype=kind) for side, kind in zip(sides, kinds, strict=True)))


def _vacancy(row: Row, employers: dict[str, int], book: Rulebook) -> tuple[object, ...]:
    """The values in the order of Vacancies. Without an employer named each vacancy has its own."""
    place, word = _place(row["postal_code"]), row["kldb2010"]
    return (
        _key(row["id"]),
        book.known.number_of(occupation_id(word)),
        employers.setdefault(row.get("employer") or f"\0{row['id']}", len(employers)),
        place.latitude,
        place.longitude,
        _level(row.get("certificate_required", "")),
        row.get("certificate_strict", "").lower() in TRUE,
        int(row.get("start_year") or 0),
        row.get("start_flexible", "-").lower() in TRUE,
        little_known(word, place.land),
        max(int(row.get("places") or NO_PLACES), 0),
        0.0,
    )


def _place(code: str) -> PostalCode:
    found = postal_code(code.zfill(5))
    if found is None:
        raise ValueError(f"Die Postleitzahl {code!r} gibt es nicht.")
    return found


def _level(certificate: str) -> int:
    for name, level in LEVELS.items():
        if certificate == (name or ""):
            return level
    raise ValueError(f"Den Abschluss {certificate!r} kennen wir nicht.")


def _key(id_: str) -> int:
    return int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=8).digest(), "big")


def write_lists(path: Path, market: FileMarket, graph: Graph, lists: Lists) -> int:
    """One line for each place of each list; how many leavers have none."""
    leaver, vacancy, edge = shown_vacancies(graph, lists)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("leaver_id", "rank", "vacancy_id", "fit", "price"))
        writer.writerows(_lines(market, graph, lists, leaver.tolist(), vacancy.tolist(), edge.tolist()))
    return len(market.leaver_ids) - len(np.unique(leaver))


def _lines(
    market: FileMarket, graph: Graph, lists: Lists, leavers: list[int], vacancies: list[int], edges: list[int]
) -> Iterator[tuple[str, int, str, str, str]]:
    before, rank = -1, 0
    for leaver, vacancy, edge in zip(leavers, vacancies, edges, strict=True):
        rank = rank + 1 if leaver == before else 1
        before = leaver
        price = lists.prices[graph.edges.item[edge]]
        yield (market.leaver_ids[leaver], rank, market.vacancy_ids[vacancy],
               f"{graph.edges.fit[edge]:.6f}", f"{price:.6f}")  # fmt: skip
