"""One vacancy against many leavers: who would put it into the list, and by how much."""

from typing import NamedTuple

import numpy as np

from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import KM_A_DEGREE
from services.matching.kernel.fit import kilometres, marks, start_worth, way, worth
from services.matching.kernel.noise import STEPS, gumbel, seeded
from services.matching.kernel.tables import Bits, Floats, Ints, Known, Leavers, Singles, Terms, Vacancies


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


class Reached(NamedTuple):
    """Leavers for whom a vacancy is in reach: rows, km, what they think of it, and by how much it would gain a place
    in the list (minus infinity: not feasible)."""

    row: Ints
    km: Floats
    liking: Floats
    correlation: Floats
    wish: Floats
    margin: Floats
    bits: Bits


def no_reached(leavers: int) -> Reached:
    """Room for so many leavers."""
    km, liking, correlation, wish, margin = (np.empty(leavers) for _ in range(5))
    row, bits = np.empty(leavers, dtype=np.int64), np.empty(leavers, dtype=np.uint8)
    return Reached(row, km, liking, correlation, wish, margin, bits)


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
    worst: Singles, widest_km: float, into: Reached,
) -> int:  # fmt: skip
    """Fill in all who have the vacancy within their radius; how many.

    The margin is value (fit and noise without price) over what is `worst` in the list.
    """
    latitude, longitude = vacancies.latitude[v], vacancies.longitude[v]
    first = np.searchsorted(homes.latitude, latitude - widest_km / KM_A_DEGREE)
    last = np.searchsorted(homes.latitude, latitude + widest_km / KM_A_DEGREE, side="right")
    start, most, radius, row, kms = homes.start, homes.most_km, leavers.radius_km, into.row, into.km
    count = 0
    for p in range(first, last):
        km = kilometres(homes.latitude[p], homes.longitude[p], latitude, longitude)
        if km <= most[p]:
            for i in range(start[p], start[p + 1]):
                if km <= radius[i]:
                    row[count], kms[count] = i, km
                    count += 1
    _like(known, leavers, vacancies.occupation[v], terms, count, into)
    _weigh(known, leavers, vacancies, v, terms, offer, worst, count, into)
    return count


@compiled
def _like(known: Known, leavers: Leavers, o: int, terms: Terms, count: int, into: Reached) -> None:
    """`taste` for one occupation and many leavers, to the same bits."""
    profile, similarity, offered = known.interests[o], known.similarity, known.activities[o]
    family_start, family, interests, activities = (
        known.family_start,
        known.family,
        leavers.interests,
        leavers.activities,
    )
    wish_start, wishes, weights = leavers.wish_start, leavers.wish, leavers.wish_weight
    liked_start, liked = leavers.liked_start, leavers.liked
    for n in range(count):
        i = into.row[n]
        r = wish = related = 0.0
        for d in range(6):
            r += profile[d] * interests[i, d]
        for at in range(wish_start[i], wish_start[i + 1]):
            wished = wishes[at]
            for m in range(family_start[wished], family_start[wished + 1]):
                if family[m] == o:
                    wish = max(wish, weights[at])
            related = max(related, similarity[wished, o])
        liking = terms.interests * r + terms.wish * wish + terms.related * related
        liking = liking + (terms.activity if activities[i] & offered else 0.0)
        for at in range(liked_start[i], liked_start[i + 1]):
            if liked[at] == o:
                liking += terms.liked
        into.liking[n], into.correlation[n], into.wish[n] = liking, r, wish


@compiled
def _weigh(
    known: Known, leavers: Leavers, vacancies: Vacancies, v: int, terms: Terms, offer: Offer, worst: Singles,
    count: int, into: Reached,
) -> None:  # fmt: skip
    level, year, flexible, strict = (
        vacancies.level[v],
        vacancies.start_year[v],
        vacancies.flexible[v],
        vacancies.strict[v],
    )
    lesser, key, care = vacancies.lesser_known[v], vacancies.key[v], known.care[vacancies.occupation[v]]
    levels, years, keys, radius = leavers.level, leavers.start_year, leavers.key, leavers.radius_km
    row, km, liking, correlation, wish = into.row, into.km, into.liking, into.correlation, into.wish
    margin, bits = into.margin, into.bits
    for n in range(count):
        i = row[n]
        steps = max(level - levels[i], 0)
        start = start_worth(year, flexible, years[i], terms)
        bits[n] = marks(care, lesser, steps, correlation[n], wish[n], terms)
        if start == 0.0 or (strict and steps > 0):
            margin[n] = -np.inf
            continue
        fit = worth(liking[n], start, steps, terms) - way(km[n], radius[i], terms)
        chance = offer.noise * gumbel(seeded(keys[i], offer.seed), key) / STEPS
        margin[n] = fit + chance - offer.price - worst[i]
