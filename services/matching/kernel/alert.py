"""One vacancy against many leavers: who would put it into the list, and by how much."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import KM_A_DEGREE
from services.matching.kernel.fit import kilometres, marks, start_worth, taste_of, way, worth
from services.matching.kernel.noise import STEPS, gumbel, seeded
from services.matching.kernel.tables import Bits, Floats, Ints, Known, Leavers, Singles, Taste, Terms, Vacancies


class Homes(NamedTuple):
    """Leavers by place: those of place p are rows start[p] to start[p + 1]; `most_km` is their largest radius.

    Places ascend by latitude.
    """

    latitude: Floats
    longitude: Floats
    most_km: Floats
    start: Ints


class Offer(NamedTuple):
    """A vacancy's price, and the noise that is its lottery: scale and seed."""

    price: float
    noise: float
    seed: int


def homes_of(leavers: Leavers) -> Homes:
    """The places of leavers that are ordered by latitude and longitude."""
    where = np.column_stack([leavers.latitude, leavers.longitude])
    new = np.ones(len(where), dtype=bool)
    new[1:] = (where[1:] != where[:-1]).any(axis=1)
    start = np.append(np.flatnonzero(new), len(where)).astype(np.int64)
    most = np.maximum.reduceat(leavers.radius_km, start[:-1]) if len(where) else np.zeros(0)
    return Homes(where[start[:-1], 0].copy(), where[start[:-1], 1].copy(), most, start)


@compiled
def alert(
    known: Known, leavers: Leavers, homes: Homes, vacancies: Vacancies, v: int, terms: Terms, offer: Offer,
    worst: Singles, widest_km: float, own: Taste, row: Ints, margin: Floats, bits: Bits,
) -> int:  # fmt: skip
    """Write rows, margins and bits of all for whom the vacancy is feasible; how many.

    The margin is value (fit and noise without price) over what is `worst` in the list.
    """
    latitude, longitude = vacancies.latitude[v], vacancies.longitude[v]
    first = np.searchsorted(homes.latitude, latitude - widest_km / KM_A_DEGREE)
    last = np.searchsorted(homes.latitude, latitude + widest_km / KM_A_DEGREE, side="right")
    count = 0
    for p in range(first, last):
        km = kilometres(homes.latitude[p], homes.longitude[p], latitude, longitude)
        if km <= homes.most_km[p]:
            for i in range(homes.start[p], homes.start[p + 1]):
                if km <= leavers.radius_km[i]:
                    count = _look(
                        known, leavers, i, vacancies, v, km, terms, offer, worst, own, row, margin, bits, count
                    )
    return count


@compiled
def _look(
    known: Known, leavers: Leavers, i: int, vacancies: Vacancies, v: int, km: float, terms: Terms, offer: Offer,
    worst: Singles, own: Taste, row: Ints, margin: Floats, bits: Bits, count: int,
) -> int:  # fmt: skip
    steps = max(vacancies.level[v] - leavers.level[i], 0)
    start = start_worth(vacancies.start_year[v], vacancies.flexible[v], leavers.start_year[i], terms)
    if start == 0.0 or (vacancies.strict[v] and steps > 0):
        return count
    o = vacancies.occupation[v]
    taste_of(known, leavers, i, o, terms, own)
    fit = worth(own.liking[o], start, steps, terms) - way(km, leavers.radius_km[i], terms)
    chance = offer.noise * gumbel(seeded(leavers.key[i], offer.seed), vacancies.key[v]) / STEPS
    row[count], margin[count] = i, fit + chance - offer.price - worst[i]
    bits[count] = marks(known.care[o], vacancies.lesser_known[v], steps, own.correlation[o], own.wish[o], terms)
    return count + 1


def room_for(leavers: int) -> tuple[Ints, Floats, NDArray[np.uint8]]:
    """Room for the answer about so many leavers."""
    return np.zeros(leavers, dtype=np.int64), np.zeros(leavers), np.zeros(leavers, dtype=np.uint8)
