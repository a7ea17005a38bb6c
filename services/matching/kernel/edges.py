"""The sparse graph of leavers and vacancies: both sides' candidates, leaver by leaver."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.candidates import Rows
from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import Desk, Field, view
from services.matching.kernel.fit import kilometres, way
from services.matching.kernel.noise import gumbel, seeded
from services.matching.kernel.tables import Bits, Ints, Known, Leavers, Numbers, Singles, Terms


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
    n = int(start[-1])
    return Edges(
        start, np.empty(n, np.int32), np.empty(n, np.float32), np.empty(n, np.uint8), np.empty(n, np.int8), rows.last
    )


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
