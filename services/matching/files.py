"""A market from CSV files and its lists into one. Columns by name (docs/matching.md); certificates are strict."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.matching.classes import is_code, little_known, occupation_id, rulebook_of_classes, wish
from services.matching.features import LEVELS, LeaverRows
from services.matching.graph import Graph
from services.matching.kernel.tables import Leavers, Vacancies, rows_of
from services.matching.rulebook import Rulebook
from services.matching.solvers import Lists, shown_vacancies
from services.matching.tables import Row, number, table, told, whole, write_table, yes
from shared.reference.places import PostalCode, postal_code

LETTERS = ("R", "I", "A", "S", "E", "C")
WISHES = ("wish1", "wish2", "wish3")


@dataclass(frozen=True, eq=False)
class FileMarket:
    """Both sides with the ids of the files, in the order of the files, and the rulebook with their classes."""

    leaver_ids: Sequence[str]
    vacancy_ids: Sequence[str]
    leavers: Leavers
    vacancies: Vacancies
    book: Rulebook


def read_market(leavers: Path, vacancies: Path) -> FileMarket:
    """Both files; vacancies without a free place are left out.

    Raises:
        FileWrong: a file cannot be read or a line not be understood.
    """
    people, offers = table(leavers, ("id", "postal_code")), table(vacancies, ("id", "kldb2010", "postal_code"))
    codes = {row["kldb2010"] for row in offers} | {row.get(name, "") for row in people for name in WISHES}
    book = rulebook_of_classes(frozenset(code for code in codes if is_code(code)))
    offered = _vacancies(offers, vacancies, book)
    free = np.flatnonzero(offered.places > 0)
    ids = [row["id"] for row in people], [offers[row]["id"] for row in free.tolist()]
    return FileMarket(*ids, _leavers(people, leavers, book), rows_of(offered, free), book)


def _leavers(rows: Sequence[Row], path: Path, book: Rulebook) -> Leavers:
    made = LeaverRows(book)
    for line, row in enumerate(rows, start=2):
        with told(path, line):
            _add_leaver(made, row)
    return made.table()


def _add_leaver(made: LeaverRows, row: Row) -> None:
    place = _place(row["postal_code"])
    scores = [number(row, letter) for letter in LETTERS]
    radius = number(row, "radius_km", 25.0) or 0.0
    if radius <= 0:
        raise ValueError("radius_km muss größer als 0 sein.")
    made.add(
        [score for score in scores if score is not None] if None not in scores else None,
        [wish(row[name]) if row.get(name) else () for name in WISHES],
        key=_key(row["id"]),
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=radius,
        level=_level(row.get("certificate", "")),
        start_year=whole(row, "start_year", 0),
    )


def _vacancies(rows: Sequence[Row], path: Path, book: Rulebook) -> Vacancies:
    employers: dict[str, int] = {}
    columns: list[tuple[object, ...]] = []
    for line, row in enumerate(rows, start=2):
        with told(path, line):
            columns.append(_vacancy(row, employers, book))
    kinds = (np.uint64, np.int64, np.int64, float, float, np.int64, bool, np.int64, bool, bool, np.int64, float)
    sides = zip(*columns, strict=True) if columns else [()] * len(kinds)
    return Vacancies(*(np.array(side, dtype=kind) for side, kind in zip(sides, kinds, strict=True)))


def _vacancy(row: Row, employers: dict[str, int], book: Rulebook) -> tuple[object, ...]:
    """The values in the order of Vacancies. Without an employer named each vacancy has its own."""
    place, word = _place(row["postal_code"]), row["kldb2010"]
    occupation = book.known.number_of(occupation_id(word))
    if occupation == book.known.unknown:
        raise ValueError(f"Den Beruf {word!r} kennen wir nicht (kldb2010: fünf Ziffern).")
    return (
        _key(row["id"]),
        occupation,
        employers.setdefault(row.get("employer") or f"\0{row['id']}", len(employers)),
        place.latitude,
        place.longitude,
        _level(row.get("certificate_required", "")),
        yes(row, "certificate_strict", True),
        whole(row, "start_year", 0),
        yes(row, "start_flexible", False),
        little_known(word, place.land),
        whole(row, "places", 1),
        0.0,
    )


def _place(code: str) -> PostalCode:
    found = postal_code(code.zfill(5))
    if found is None:
        raise ValueError(f"Die Postleitzahl {code!r} gibt es nicht.")
    return found


def _level(certificate: str) -> int:
    for name, level in LEVELS.items():
        if certificate.lower() == (name or ""):
            return level
    raise ValueError(f"Den Abschluss {certificate!r} kennen wir nicht.")


def _key(id_: str) -> int:
    return int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=8).digest(), "big")


def write_lists(path: Path, market: FileMarket, graph: Graph, lists: Lists) -> int:
    """One line for each place of each list; how many leavers have none.

    Raises:
        FileWrong: the file cannot be written; then the one that was there before is as it was.
    """
    leaver, vacancy, edge = shown_vacancies(graph, lists)
    write_table(
        path,
        ("leaver_id", "rank", "vacancy_id", "fit", "price"),
        _lines(market, graph, lists, leaver.tolist(), vacancy.tolist(), edge.tolist()),
    )
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
