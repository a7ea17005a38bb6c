"""The sparse graph of leavers and vacancies: both sides' candidates, or pairs that are given, leaver by leaver."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.candidates import Rows
from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import Desk, Field, view
from services.matching.kernel.fit import kilometres, score_one, way
from services.matching.kernel.noise import gumbel, seeded
from services.matching.kernel.tables import (
    Bits,
    Ints,
    Known,
    Leavers,
    Numbers,
    Singles,
    Taste,
    Terms,
    Vacancies,
    no_taste,
)


class Edges(NamedTuple):
    """Edges of leaver i lie between start[i] and start[i + 1]; `last` as in Rows; noise in sixteenths."""

    start: Ints
    item: Numbers
    fit: Singles
    bits: Bits
    noise: NDArray[np.int8]
    last: Singles


def no_edges(rows: Rows, extra_start: Ints) -> Edges:
    """Room for the edges of both sides."""
    start = np.zeros(len(rows.held) + 1, dtype=np.int64)
    np.cumsum(rows.held + np.diff(extra_start), out=start[1:])
    return _room(start, int(start[-1]), rows.last)


def _room(start: Ints, n: int, last: Singles) -> Edges:
    return Edges(
        start, np.empty(n, np.int32), np.empty(n, np.float32), np.empty(n, np.uint8), np.empty(n, np.int8), last
    )


def given_edges(
    known: Known, leavers: Leavers, vacancies: Vacancies, terms: Terms, seed: int, size: int, start: Ints, item: Numbers
) -> Edges:
    """The edges of leavers with the vacancies given for each, item[start[i]:start[i + 1]], as far as they are
    feasible; `last` is that of a list of `size`."""
    edges = _room(np.zeros_like(start), len(item), np.full(len(leavers.key), -np.inf, dtype=np.float32))
    _fill_given(known, leavers, vacancies, terms, seed, size, start, item, no_taste(known), edges)
    return edges


@compiled
def fill(
    known: Known, leavers: Leavers, field: Field, terms: Terms, seed: int, first: int, last: int,
    desk: Desk, rows: Rows, extra_start: Ints, extra: Numbers, edges: Edges,
) -> None:  # fmt: skip
    """Fill the edges of the leavers first to last: their own candidates, then those found from the other side."""
    for row in range(first, last):
        at = edges.start[row]
        for n in range(rows.held[row]):
            edges.item[at], edges.fit[at], edges.bits[at] = rows.item[row, n], rows.fit[row, n], rows.bits[row, n]
            at += 1
        if extra_start[row] < extra_start[row + 1]:
            view(known, leavers, row, field.kinds, terms, desk.own, desk.table)
        for n in range(extra_start[row], extra_start[row + 1]):
            _extra(leavers, row, field, terms, desk, extra[n], at, edges)
            at += 1
        stream = seeded(leavers.key[row], seed)
        for n in range(edges.start[row], at):
            edges.noise[n] = gumbel(stream, field.vacancies.key[edges.item[n]])


@compiled
def _extra(leavers: Leavers, row: int, field: Field, terms: Terms, desk: Desk, v: int, at: int, edges: Edges) -> None:
    vacancies, kind = field.vacancies, field.kind[v]
    km = kilometres(leavers.latitude[row], leavers.longitude[row], vacancies.latitude[v], vacancies.longitude[v])
    edges.item[at] = v
    edges.fit[at] = desk.table.worth[kind] - way(km, leavers.radius_km[row], terms)
    edges.bits[at] = desk.table.bits[kind]


@compiled
def _fill_given(
    known: Known, leavers: Leavers, vacancies: Vacancies, terms: Terms, seed: int, size: int, start: Ints,
    item: Numbers, own: Taste, edges: Edges,
) -> None:  # fmt: skip
    at, most = 0, np.diff(start).max() if len(start) > 1 else 0
    fit, feasible, km, bits = np.zeros(most), np.zeros(most, np.bool_), np.zeros(most), np.zeros(most, np.uint8)
    for row in range(len(leavers.key)):
        wanted, stream, begin = item[start[row] : start[row + 1]], seeded(leavers.key[row], seed), at
        score_one(known, leavers, row, vacancies, wanted, terms, own, fit, feasible, km, bits)
        for n in range(len(wanted)):
            if feasible[n]:
                edges.item[at], edges.fit[at], edges.bits[at] = wanted[n], fit[n], bits[n]
                edges.noise[at] = gumbel(stream, vacancies.key[wanted[n]])
                at += 1
        edges.start[row + 1] = at
        if at - begin >= size:
            edges.last[row] = np.sort(edges.fit[begin:at])[at - begin - size]
