"""The best vacancies of each leaver, exactly: places nearest first, until no further one can enter."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import Desk, Field, Table, household, look_around, view
from services.matching.kernel.fit import way
from services.matching.kernel.heap import offer
from services.matching.kernel.noise import mix
from services.matching.kernel.tables import CARE, DISCOVERY, Bits, Floats, Ints, Known, Leavers, Numbers, Singles, Terms

CLASSES = 3
"""Heaps of a leaver: all places, discoveries, care."""


class Rooms(NamedTuple):
    """How many candidates of each class are kept, of one kind at most how many, and the size of a list."""

    room: Ints
    a_kind: Ints
    size: int


class Rows(NamedTuple):
    """Candidates of each leaver: row i has held[i]. `last` is the fit of the last place of a list by fit alone."""

    item: NDArray[np.int32]
    fit: NDArray[np.float32]
    bits: NDArray[np.uint8]
    held: Ints
    last: Singles


class Heaps(NamedTuple):
    """A leaver's heaps, one row a class; `best` is the most a vacancy of the class may be worth, `bar` what one
    must exceed to get in."""

    score: Floats
    item: Numbers
    size: Ints
    best: Floats
    bar: Floats


def no_rows(leavers: int, rooms: Rooms) -> Rows:
    """Room for the candidates of all leavers."""
    width = int(rooms.room.sum())
    return Rows(
        np.empty((leavers, width), dtype=np.int32),
        np.empty((leavers, width), dtype=np.float32),
        np.empty((leavers, width), dtype=np.uint8),
        np.zeros(leavers, dtype=np.int64),
        np.full(leavers, -np.inf, dtype=np.float32),
    )


def no_heaps(rooms: Rooms) -> Heaps:
    """Room for one leaver's heaps."""
    shape = (CLASSES, int(rooms.room.max()))
    sizes = np.zeros(CLASSES, np.int64)
    return Heaps(np.zeros(shape), np.zeros(shape, np.int32), sizes, np.zeros(CLASSES), np.zeros(CLASSES))


@compiled
def find_candidates(
    known: Known, leavers: Leavers, field: Field, terms: Terms, rooms: Rooms, first: int, last: int,
    desk: Desk, heaps: Heaps, rows: Rows,
) -> None:  # fmt: skip
    """Fill the rows first to last. Leavers who live together share the search for what is near."""
    at = first
    while at < last:
        end = household(leavers, at, last)
        most = leavers.radius_km[at:end].max()
        near = look_around(field.places, leavers.latitude[at], leavers.longitude[at], most, desk.around)
        for row in range(at, end):
            view(known, leavers, row, field.kinds, terms, desk.own, desk.table)
            _search(leavers, row, field, terms, rooms, near, desk, heaps)
            _write(field, rooms, desk.table, heaps, row, rows)
        at = end


@compiled
def _search(
    leavers: Leavers, row: int, field: Field, terms: Terms, rooms: Rooms, near: int, desk: Desk, heaps: Heaps
) -> None:
    _clear(desk.table, heaps)
    radius, key = leavers.radius_km[row], leavers.key[row]
    for n in range(near):
        if desk.around.km[n] > radius:
            break
        cost = way(desk.around.km[n], radius, terms)
        if _done(rooms, heaps, cost):
            break
        _visit(field, desk.around.place[n], key, cost, rooms, desk.table, heaps)


@compiled
def _clear(table: Table, heaps: Heaps) -> None:
    heaps.size[:] = 0
    heaps.best[:] = -np.inf
    for k in range(len(table.worth)):
        heaps.best[0] = max(heaps.best[0], table.worth[k])
        if table.bits[k] & DISCOVERY:
            heaps.best[1] = max(heaps.best[1], table.worth[k])
        if table.bits[k] & CARE:
            heaps.best[2] = max(heaps.best[2], table.worth[k])


@compiled
def _done(rooms: Rooms, heaps: Heaps, cost: float) -> bool:
    """No place this far or farther can enter any heap."""
    for c in range(CLASSES):
        full = heaps.size[c] == rooms.room[c] and heaps.best[c] - cost <= heaps.score[c, 0]
        if rooms.room[c] > 0 and heaps.best[c] > -np.inf and not full:
            return False
    return True


@compiled
def _visit(field: Field, place: int, leaver: np.uint64, cost: float, rooms: Rooms, table: Table, heaps: Heaps) -> None:
    """Look at a place's vacancies, every leaver from another one on: of many alike each finds some others."""
    begin, end = field.places.start[place], field.places.start[place + 1]
    turn = begin + np.int64(mix(leaver ^ field.vacancies.key[begin]) % np.uint64(end - begin))
    _look(field, turn, end, cost, rooms, table, heaps)
    _look(field, begin, turn, cost, rooms, table, heaps)


@compiled
def _look(field: Field, first: int, last: int, cost: float, rooms: Rooms, table: Table, heaps: Heaps) -> None:
    """One below all bars is not even counted: those of its kind that are farther away are below them too."""
    kinds, worths, marks, seen = field.kind, table.worth, table.bits, table.seen
    scores, items, sizes, bars, room, most = heaps.score, heaps.item, heaps.size, heaps.bar, rooms.room, rooms.a_kind
    for c in range(CLASSES):
        bar = np.inf if heaps.best[c] == -np.inf or room[c] == 0 else -np.inf
        bars[c] = scores[c, 0] if bar < 0.0 and sizes[c] == room[c] else bar
    low, discovery, care = bars[0], bars[1], bars[2]
    for v in range(first, last):
        kind = kinds[v]
        score = worths[kind] - cost
        if score <= low and score <= discovery and score <= care:
            continue
        bits, before = marks[kind], seen[kind]
        seen[kind] = before + 1
        for c in range(CLASSES):
            if score > bars[c] and before < most[c] and (c == 0 or bits & (DISCOVERY if c == 1 else CARE)):
                sizes[c] = offer(scores, items, c, room[c], sizes[c], score, v)
                bars[c] = scores[c, 0] if sizes[c] == room[c] else -np.inf
        low, discovery, care = bars[0], bars[1], bars[2]


@compiled
def _write(field: Field, rooms: Rooms, table: Table, heaps: Heaps, row: int, rows: Rows) -> None:
    """Best first; what is in several heaps once."""
    count = 0
    for c in range(CLASSES):
        size = heaps.size[c]
        order = np.argsort(-heaps.score[c, :size], kind="mergesort")
        for n in range(size):
            item = heaps.item[c, order[n]]
            if c > 0 and holds(rows.item, row, count, item):
                continue
            rows.item[row, count] = item
            rows.fit[row, count] = heaps.score[c, order[n]]
            rows.bits[row, count] = table.bits[field.kind[item]]
            count += 1
        if c == 0 and size >= rooms.size:
            rows.last[row] = rows.fit[row, rooms.size - 1]
    rows.held[row] = count


@compiled
def holds(items: Numbers, row: int, count: int, item: int) -> bool:
    """Whether an item is among the first ones of a row."""
    n = 0
    while n < count and items[row, n] != item:
        n += 1
    return n < count


@compiled
def covered(rows: Rows, vacancies: int) -> Bits:
    """In how many rows each vacancy is, up to 255."""
    found = np.zeros(vacancies, dtype=np.uint8)
    for row in range(len(rows.held)):
        for n in range(rows.held[row]):
            if found[rows.item[row, n]] < 255:
                found[rows.item[row, n]] += 1
    return found
