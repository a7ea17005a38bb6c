"""Vacancies in blocks: those at the same place together, places from south to north, and what is near a home."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.matching.kernel.compiled import compiled
from services.matching.kernel.fit import EARTH_KM, kilometres, marks, start_worth, taste, worth
from services.matching.kernel.tables import (
    Bits,
    Flags,
    Floats,
    Ints,
    Known,
    Leavers,
    Numbers,
    Taste,
    Terms,
    Vacancies,
    no_taste,
    rows_of,
)

KM_A_DEGREE = 111.0
"""A little less than a degree of latitude (111.195 km), so that nothing in reach is left out."""


class Places(NamedTuple):
    """Places with vacancies, by latitude; x, y, z on the unit sphere. Vacancies of p: start[p] to start[p + 1]."""

    latitude: Floats
    longitude: Floats
    x: Floats
    y: Floats
    z: Floats
    start: Ints


class Kinds(NamedTuple):
    """Vacancies that differ only in place, employer and number of places share a kind."""

    occupation: Ints
    level: Ints
    strict: Flags
    start_year: Ints
    flexible: Flags
    lesser_known: Flags


class Field(NamedTuple):
    """All vacancies of a market, ordered by place and key."""

    vacancies: Vacancies
    kind: Numbers
    kinds: Kinds
    places: Places


class Table(NamedTuple):
    """A leaver's view of each kind: worth at the doorstep (-inf: not feasible), bits, how many were looked at."""

    worth: Floats
    bits: Bits
    seen: Ints


class Around(NamedTuple):
    """Places near a home, nearest first; `order` is room for sorting."""

    place: Ints
    km: Floats


def field_of(vacancies: Vacancies) -> tuple[Field, Ints]:
    """The field of a market and the row each of its vacancies had before."""
    order = np.lexsort((vacancies.key, vacancies.longitude, vacancies.latitude))
    ordered: Vacancies = rows_of(vacancies, order)
    columns = [getattr(ordered, name).astype(np.int64) for name in Kinds._fields]
    _, first, kind = np.unique(_one_number(columns), return_index=True, return_inverse=True)
    kinds = Kinds(*(getattr(ordered, name)[first] for name in Kinds._fields))
    return Field(ordered, kind.reshape(-1).astype(np.int32), kinds, _places(ordered)), order


def _one_number(columns: Sequence[Ints]) -> Ints:
    """Rows of small numbers as one number each, in the same order."""
    whole = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        least = column.min(initial=0)
        whole = whole * (column.max(initial=0) - least + 1) + (column - least)
    return whole


def _places(ordered: Vacancies) -> Places:
    where = np.column_stack([ordered.latitude, ordered.longitude])
    new = np.ones(len(where), dtype=bool)
    new[1:] = (where[1:] != where[:-1]).any(axis=1)
    first = np.flatnonzero(new)
    latitude, longitude = where[first, 0].copy(), where[first, 1].copy()
    phi, theta = np.radians(latitude), np.radians(longitude)
    x, y, z = np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)
    return Places(latitude, longitude, x, y, z, np.append(first, len(where)).astype(np.int64))


def no_table(field: Field) -> Table:
    """Room for one leaver's view."""
    n = len(field.kinds.occupation)
    return Table(np.zeros(n), np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=np.int64))


class Desk(NamedTuple):
    """Room for the work on one home: taste, table, what is near."""

    own: Taste
    table: Table
    around: Around


def desk_of(known: Known, field: Field) -> Desk:
    """Room that one thread works in."""
    n = len(field.places.latitude)
    return Desk(no_taste(known), no_table(field), Around(np.zeros(n, dtype=np.int64), np.zeros(n)))


@compiled
def look_around(places: Places, latitude: float, longitude: float, most_km: float, around: Around) -> int:
    """Find the places within a distance, nearest first, equally near ones from south to north; how many."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    x, y, z = math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)
    least = math.cos(most_km / EARTH_KM) - 1e-12
    south = np.searchsorted(places.latitude, latitude - most_km / KM_A_DEGREE)
    north = np.searchsorted(places.latitude, latitude + most_km / KM_A_DEGREE, side="right")
    count = 0
    for p in range(south, north):
        if places.x[p] * x + places.y[p] * y + places.z[p] * z >= least:
            km = kilometres(latitude, longitude, places.latitude[p], places.longitude[p])
            if km <= most_km:
                around.place[count], around.km[count] = p, km
                count += 1
    order = np.argsort(around.km[:count], kind="mergesort")
    around.place[:count] = around.place[:count][order]
    around.km[:count] = around.km[:count][order]
    return count


@compiled
def view(known: Known, leavers: Leavers, row: int, kinds: Kinds, terms: Terms, own: Taste, table: Table) -> None:
    """What each kind is worth to a leaver."""
    taste(known, leavers, row, terms, own)
    level, year = leavers.level[row], leavers.start_year[row]
    for k in range(len(kinds.occupation)):
        o = kinds.occupation[k]
        start = start_worth(kinds.start_year[k], kinds.flexible[k], year, terms)
        steps = max(kinds.level[k] - level, 0)
        table.seen[k] = 0
        table.bits[k] = marks(known.care[o], kinds.lesser_known[k], steps, own.correlation[o], own.wish[o], terms)
        feasible = start > 0.0 and not (kinds.strict[k] and steps > 0)
        table.worth[k] = worth(own.liking[o], start, steps, terms) if feasible else -np.inf


@compiled
def household(leavers: Leavers, first: int, last: int) -> int:
    """The end of the run of leavers that live where the first does."""
    end = first + 1
    while (
        end < last
        and leavers.latitude[end] == leavers.latitude[first]
        and leavers.longitude[end] == leavers.longitude[first]
    ):
        end += 1
    return end
