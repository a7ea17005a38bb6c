"""Vacancies as lists name them: packed features, price, number in a round; out of memory or the database."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching import store
from services.matching.features import Market
from services.matching.ids import Buffer, Names, ids_in, ids_of, texts_of
from services.matching.kernel.tables import Ints
from services.matching.packing import VACANCY, pack_vacancy, unpack_vacancies
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.contracts.documents import VacancyDocument
from shared.runtime.database import Connection

OFFER = np.dtype([
    ("id", "u1", (16,)), ("packed", "u1", (VACANCY.itemsize,)), ("price", "<f8"), ("number", "<i8"), ("known", "?"),
    ("open", "?"),
])  # fmt: skip
"""`packed` is zeros where it is not `known` for our occupations; `number` is that in the round in use, -1: none."""
Offers = NDArray[np.void]
Known = Callable[[int, Buffer, Ints, Collection[int]], Offers | None]
"""Vacancies by id and by number in a round from memory, which must know what some transactions have written; None: not
known now."""
_NOTHING = bytes(VACANCY.itemsize)


def unknown(round_: int, ids: Buffer, numbers: Ints, after: Collection[int]) -> None:
    """There is no memory."""


def offers_of(rows: Collection[Mapping[str, Any]]) -> Offers:
    """Rows of vacancies, features packed for our occupations or null."""
    found = np.zeros(len(rows), OFFER)
    found["id"] = ids_of(rows)
    packed = b"".join(row["packed"] or _NOTHING for row in rows)
    found["packed"] = np.frombuffer(packed, dtype=np.uint8).reshape(-1, VACANCY.itemsize)
    found["known"] = [row["packed"] is not None for row in rows]
    found["number"] = [-1 if row["number"] is None else row["number"] for row in rows]
    for name in ("price", "open"):
        found[name] = [row[name] for row in rows]
    return found


def closed(ids: Buffer) -> Offers:
    """Vacancies of which nothing is known but that nobody may have them."""
    found = np.zeros(len(ids), OFFER)
    found["id"], found["number"] = ids, -1
    return found


def in_order(offers: Offers) -> Offers:
    """Each once (with its number, if one has it), in the order of their ids: equal input gives equal lists."""
    halves = np.ascontiguousarray(offers["id"]).view(">u8").reshape(-1, 2).astype(np.uint64)
    order = np.argsort(halves[:, 0], kind="stable")
    if (halves[order[1:], 0] == halves[order[:-1], 0]).any():
        order = np.lexsort((-offers["number"], halves[:, 1], halves[:, 0]))
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (halves[order[1:]] != halves[order[:-1]]).any(axis=1)
        order = order[first]
    return np.take(offers, order)


def market_of(offers: Offers) -> Market:
    """The same vacancies as the kernel reads them, row for row."""
    ids, packed = np.ascontiguousarray(offers["id"]), np.ascontiguousarray(offers["packed"]).reshape(-1)
    at = np.arange(len(offers), dtype=np.int64) * VACANCY.itemsize
    return Market(Names(ids), unpack_vacancies(ids, packed, at), np.ascontiguousarray(offers["price"]))


def look_up(
    connection: Connection,
    at: Standing,
    ids: Buffer,
    numbers: Ints,
    book: Rulebook,
    known: Known = unknown,
    after: Collection[int] = (),
) -> Offers:
    """Vacancies with these ids and those that have these numbers in the round in use, in order, closed ones too;
    `known` is asked first."""
    found = known(at.round, ids, numbers, after)
    if found is None:
        found = offers_of(store.features(connection, at, ids, numbers, book.reference))
    found = in_order(found)
    _complete(connection, found, book)
    return found


def open_offers(connection: Connection, at: Standing, vacancies: Iterable[str], book: Rulebook) -> Offers:
    """Those of the vacancies that are open."""
    found = look_up(connection, at, ids_in(vacancies), np.zeros(0, np.int64), book)
    return only_open(found)


def only_open(offers: Offers) -> Offers:
    """Those that somebody may have."""
    found: Offers = offers[offers["open"]]
    return found


def _complete(connection: Connection, offers: Offers, book: Rulebook) -> None:
    """Pack features that were packed for other occupations, out of whole documents."""
    rows = np.flatnonzero(offers["open"] & ~offers["known"])
    if not len(rows):
        return
    names = texts_of(offers["id"][rows])
    documents = store.documents(connection, names)
    for row, id_ in zip(rows.tolist(), names, strict=True):
        if id_ not in documents:
            offers["open"][row] = False  # closed in between
            continue
        packed = pack_vacancy(VacancyDocument.received(documents[id_]), book)
        offers["packed"][row], offers["known"][row] = np.frombuffer(packed, dtype=np.uint8), True
