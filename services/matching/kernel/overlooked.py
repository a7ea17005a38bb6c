"""The other side: for each vacancy in few leavers' candidates the leavers who lose least by being shown it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.candidates import Rows, holds
from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import Desk, Field, household, look_around, view
from services.matching.kernel.fit import way
from services.matching.kernel.heap import offer
from services.matching.kernel.tables import Floats, Ints, Known, Leavers, Numbers, Terms

BOTTOM = -9.0
"""Stands for the last place of a list that is not full; below every fit."""


class Overlooked(NamedTuple):
    """Vacancies of part of a field (a field of its own), and a heap of leavers for each, by margin.

    `bar` is what a margin must exceed to get into a full heap.
    """

    field: Field
    bar: Floats
    margin: Floats
    leaver: Numbers
    size: Ints
    original: Ints


def overlooked_of(field: Field, original: Ints, room: int) -> Overlooked:
    """Room for the leavers of each vacancy; `original` is the vacancy's number in the whole field."""
    n = len(original)
    bar = np.full(n, -np.inf)
    return Overlooked(field, bar, np.zeros((n, room)), np.zeros((n, room), np.int32), np.zeros(n, np.int64), original)


@compiled
def find_leavers(
    known: Known, leavers: Leavers, terms: Terms, first: int, last: int, desk: Desk, rows: Rows, found: Overlooked
) -> None:
    """Offer the vacancies to the leavers first to last."""
    at = first
    while at < last:
        end = household(leavers, at, last)
        most = leavers.radius_km[at:end].max()
        near = look_around(found.field.places, leavers.latitude[at], leavers.longitude[at], most, desk.around)
        if near > 0:
            for row in range(at, end):
                if desk.around.km[0] <= leavers.radius_km[row]:
                    view(known, leavers, row, found.field.kinds, terms, desk.own, desk.table)
                    _offer_all(leavers, row, terms, near, desk, rows, found)
        at = end


@compiled
def _offer_all(leavers: Leavers, row: int, terms: Terms, near: int, desk: Desk, rows: Rows, found: Overlooked) -> None:
    radius, start = leavers.radius_km[row], found.field.places.start
    kinds, worths, bar, original, size = found.field.kind, desk.table.worth, found.bar, found.original, found.size
    least, room = max(rows.last[row], BOTTOM), found.margin.shape[1]
    for n in range(near):
        if desk.around.km[n] > radius:
            break
        cost, place = way(desk.around.km[n], radius, terms), desk.around.place[n]
        for v in range(start[place], start[place + 1]):
            margin = worths[kinds[v]] - cost - least
            if margin > bar[v] and not holds(rows.item, row, rows.held[row], original[v]):
                size[v] = offer(found.margin, found.leaver, v, room, size[v], margin, row)
                if size[v] == room:
                    bar[v] = found.margin[v, 0]


def pairs(found: Overlooked) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Leavers and vacancies (numbers of the whole field) of what was found."""
    held = np.arange(found.leaver.shape[1])[None, :] < found.size[:, None]
    vacancy = np.broadcast_to(found.original[:, None], held.shape)
    return found.leaver[held], vacancy[held].astype(np.int32)
