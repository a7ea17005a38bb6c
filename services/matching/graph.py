"""The two-sided graph of a market: each leaver's best vacancies, and leavers for the vacancies few would see."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.matching.crew import Crew
from services.matching.kernel import edges as edges_
from services.matching.kernel.candidates import Rooms, Rows, covered, find_candidates, no_heaps, no_rows
from services.matching.kernel.edges import Edges
from services.matching.kernel.field import KM_A_DEGREE, Field, desk_of, field_of
from services.matching.kernel.overlooked import find_leavers, overlooked_of, pairs
from services.matching.kernel.tables import Ints, Known, Leavers, Numbers, Terms, Vacancies, rows_of
from services.matching.rulebook import Rulebook
from services.matching.weights import CandidateCounts

STRIPS_A_THREAD = 4
"""Overlooked vacancies are looked after strip by strip, from south to north, each by one thread. A strip asks all who
are in reach, and their taste costs most: so none is lower than what it reaches beyond itself, nor are they many."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Edges of leavers (ordered by place and key) and vacancies of a field; `leaver_row` and `vacancy_row` are
    the rows they had in the market given."""

    edges: Edges
    field: Field
    leavers: Leavers
    leaver_row: Ints
    vacancy_row: Ints


def graph_of(leavers: Leavers, vacancies: Vacancies, book: Rulebook, crew: Crew) -> Graph:
    """Find the candidates of both sides."""
    order = np.lexsort((leavers.key, leavers.longitude, leavers.latitude))
    sorted_leavers = leavers_at(leavers, order)
    field, vacancy_row = field_of(vacancies)
    known, terms, counts = book.known.known, book.terms, book.rules.candidates
    rows = _own_candidates(known, sorted_leavers, field, terms, rooms_of(counts, book.rules.choice.size), crew)
    start, extra = _from_the_other_side(known, sorted_leavers, field, terms, counts.overlooked, rows, crew)
    edges = edges_.no_edges(rows, start)
    seed = book.rules.choice.seed

    def fill(first: int, last: int) -> None:
        desk = desk_of(known, field)
        edges_.fill(known, sorted_leavers, field, terms, seed, first, last, desk, rows, start, extra, edges)

    crew.each(len(order), fill)
    return Graph(edges, field, sorted_leavers, order, vacancy_row)


def rooms_of(counts: CandidateCounts, size: int) -> Rooms:
    """How many candidates each class of a leaver has."""
    room = np.array([counts.leaver, counts.discoveries, counts.care], dtype=np.int64)
    a_kind = np.array([max(counts.a_kind, size), counts.discoveries_a_kind, counts.care], dtype=np.int64)
    return Rooms(room, a_kind, size)


def leavers_at(leavers: Leavers, rows: Ints) -> Leavers:
    """These leavers, with their wishes and liked occupations, in this order."""
    wish_start, wishes = _spans(leavers.wish_start, rows)
    liked_start, liked = _spans(leavers.liked_start, rows)
    spans: dict[str, Any] = {
        "wish_start": wish_start, "wish": leavers.wish[wishes], "wish_weight": leavers.wish_weight[wishes],
        "liked_start": liked_start, "liked": leavers.liked[liked],
    }  # fmt: skip
    plain = {name: getattr(leavers, name)[rows] for name in Leavers._fields if name not in spans}
    return Leavers(**plain, **spans)


def _spans(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the entries of these rows begin once in order, and which they are."""
    lengths = np.diff(start)[rows]
    begins = np.append(0, np.cumsum(lengths))
    entries = np.arange(begins[-1]) - np.repeat(begins[:-1] - start[rows], lengths)
    return begins.astype(np.int64), entries.astype(np.int64)


def _own_candidates(known: Known, leavers: Leavers, field: Field, terms: Terms, rooms: Rooms, crew: Crew) -> Rows:
    rows = no_rows(len(leavers.key), rooms)

    def find(first: int, last: int) -> None:
        desk, heaps = desk_of(known, field), no_heaps(rooms)
        find_candidates(known, leavers, field, terms, rooms, first, last, desk, heaps, rows)

    crew.each(len(leavers.key), find)
    return rows


def _from_the_other_side(
    known: Known, leavers: Leavers, field: Field, terms: Terms, room: int, rows: Rows, crew: Crew
) -> tuple[Ints, Numbers]:
    """Vacancies added to each leaver's candidates: of leaver i between start[i] and start[i + 1]."""
    few = np.flatnonzero(covered(rows, len(field.kind)) < room).astype(np.int64)
    strips = _strips(leavers, field, few, crew)
    found: dict[int, tuple[Numbers, Numbers]] = {}

    def search(first: int, last: int) -> None:
        for strip in range(first, last):
            part = few[len(few) * strip // strips : len(few) * (strip + 1) // strips]
            if len(part):
                found[strip] = _search_strip(known, leavers, field, terms, room, rows, part)

    crew.each(strips, search)
    nothing = np.zeros(0, dtype=np.int32)
    leaver = np.concatenate([nothing, *(found[strip][0] for strip in sorted(found))])
    vacancy = np.concatenate([nothing, *(found[strip][1] for strip in sorted(found))])
    start = np.append(0, np.cumsum(np.bincount(leaver, minlength=len(leavers.key)))).astype(np.int64)
    return start, vacancy[np.lexsort((vacancy, leaver))]


def _strips(leavers: Leavers, field: Field, few: Ints, crew: Crew) -> int:
    height = float(np.ptp(field.vacancies.latitude[few])) * KM_A_DEGREE if len(few) else 0.0
    reach = 2 * float(leavers.radius_km.max(initial=1.0))
    return min(max(round(height / reach), crew.threads), STRIPS_A_THREAD * crew.threads)


def _search_strip(
    known: Known, leavers: Leavers, field: Field, terms: Terms, room: int, rows: Rows, part: Ints
) -> tuple[Numbers, Numbers]:
    strip, _ = field_of(rows_of(field.vacancies, part))
    found = overlooked_of(strip, part, room)
    margin = float(leavers.radius_km.max(initial=0.0)) / KM_A_DEGREE
    first = np.searchsorted(leavers.latitude, strip.places.latitude[0] - margin)
    last = np.searchsorted(leavers.latitude, strip.places.latitude[-1] + margin, side="right")
    find_leavers(known, leavers, terms, int(first), int(last), desk_of(known, strip), rows, found)
    return pairs(found)
