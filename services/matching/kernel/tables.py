"""What the kernel works on: columns side by side. All arrays, so that compiled code can read them.

Occupations, employers and places are dense numbers; degrees are WGS 84; distances are km as the crow flies.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]

DISCOVERY, FITTING, CARE, SOFT = 1, 2, 4, 8
"""Bits of a pair: a lesser-known place not wished for; interests agree; care that suits; certificate short."""


class Known(NamedTuple):
    """The occupations; the last row is „one we do not know“.

    `interests` n×6, centred and of unit length; `similarity` n×n, 0..1; the family of o (what a wish for it means)
    is family[family_start[o]:family_start[o + 1]]; `activities` are bits.
    """

    interests: Floats
    similarity: Singles
    family_start: Ints
    family: Ints
    activities: Keys
    care: Flags


class Terms(NamedTuple):
    """The weights of the fit in utility units, and from which correlation on interests count as agreeing."""

    interests: float
    wish: float
    related: float
    distance: float
    start: float
    start_flexible: float
    certificate_step: float
    activity: float
    liked: float
    fitting: float
    caring: float


class Leavers(NamedTuple):
    """Leavers, row by row. Wishes and liked occupations of row i lie between start[i] and start[i + 1]."""

    key: Keys
    latitude: Floats
    longitude: Floats
    radius_km: Floats
    level: Ints
    start_year: Ints
    interests: Floats
    activities: Keys
    wish_start: Ints
    wish: Ints
    wish_weight: Floats
    liked_start: Ints
    liked: Ints


class Vacancies(NamedTuple):
    """Vacancies, row by row. `places` are open positions, `load` applications they had from elsewhere."""

    key: Keys
    occupation: Ints
    employer: Ints
    latitude: Floats
    longitude: Floats
    level: Ints
    strict: Flags
    start_year: Ints
    flexible: Flags
    lesser_known: Flags
    places: Ints
    load: Floats


class Taste(NamedTuple):
    """One leaver's view of every occupation: `liking` in utility units, Pearson's r, wish 0..1, nearness to a wish."""

    liking: Floats
    correlation: Floats
    wish: Floats
    related: Floats


def rows_of(table: Any, rows: NDArray[Any]) -> Any:
    """The same table with these rows only; for tables without `start` columns."""
    return type(table)(*(column[rows] for column in table))


def no_taste(known: Known) -> Taste:
    """Room for one leaver's taste."""
    return Taste(*(np.zeros(len(known.care)) for _ in Taste._fields))
