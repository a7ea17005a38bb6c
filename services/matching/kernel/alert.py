"""One vacancy against many leavers: who would put it into the list, and by how much."""

import math
from typing import NamedTuple

import numpy as np

from services.matching.kernel.compiled import compiled
from services.matching.kernel.field import KM_A_DEGREE
from services.matching.kernel.fit import kilometres, marks, start_worth, way, worth
from services.matching.kernel.heap import offer
from services.matching.kernel.noise import STEPS, gumbel, seeded
from services.matching.kernel.tables import (
    CARE,
    DISCOVERY,
    Flags,
    Floats,
    Ints,
    Known,
    Leavers,
    Numbers,
    Singles,
    Terms,
    Vacancies,
)

MOST_NOISE = 127 / STEPS


class Homes(NamedTuple):
    """Leavers by place: those of place p are rows start[p] to start[p + 1], the largest radius first.

    Places ascend by latitude.
    """

    latitude: Floats
    longitude: Floats
    start: Ints


class Standing(NamedTuple):
    """What is noted of lists, row by row; `worst` is minus infinity where any vacancy may come."""

    worst: Singles
    discoveries: Ints
    care: Ints


class Offer(NamedTuple):
    """A vacancy's price, the noise that is its lottery (scale and seed), and how many discoveries and care places a
    list should have."""

    price: float
    noise: float
    seed: int
    discoveries: int
    care: int


class Liked(NamedTuple):
    """How an occupation is near each other one: as what is wished for, and 0..1."""

    wished: Flags
    near: Singles


class Reached(NamedTuple):
    """Rows whose list is not full, and a heap of those who gain most by margin."""

    open: Numbers
    margin: Floats
    row: Numbers


def no_reached(leavers: int, wanted: int) -> Reached:
    """Room for all who may be reached."""
    return Reached(np.empty(leavers, np.int32), np.zeros((1, max(wanted, 1))), np.zeros((1, max(wanted, 1)), np.int32))


def homes_of(leavers: Leavers) -> Homes:
    """The places of leavers that are ordered by latitude, longitude and radius."""
    where = np.column_stack([leavers.latitude, leavers.longitude])
    new = np.ones(len(where), dtype=bool)
    new[1:] = (where[1:] != where[:-1]).any(axis=1)
    start = np.append(np.flatnonzero(new), len(where)).astype(np.int64)
    return Homes(where[start[:-1], 0].copy(), where[start[:-1], 1].copy(), start)


@compiled
def alert(
    known: Known, leavers: Leavers, homes: Homes, standing: Standing, vacancies: Vacancies, v: int, terms: Terms,
    offered: Offer, wanted: int, widest_km: float, into: Reached,
) -> tuple[int, int]:  # fmt: skip
    """Find those who are to be shown a vacancy: how many rows are open, and how many gain most, at most `wanted`.

    The margin is value (fit and noise without price) over what is `worst` in the list.
    """
    latitude, longitude = vacancies.latitude[v], vacancies.longitude[v]
    first = np.searchsorted(homes.latitude, latitude - widest_km / KM_A_DEGREE)
    last = np.searchsorted(homes.latitude, latitude + widest_km / KM_A_DEGREE, side="right")
    liked, count, size = _liked(known, vacancies.occupation[v]), 0, 0
    narrow = math.cos(math.radians(min(89.0, abs(latitude) + widest_km / KM_A_DEGREE))) * KM_A_DEGREE
    for p in range(first, last):
        if abs(homes.longitude[p] - longitude) * narrow > widest_km:
            continue
        km, begin = kilometres(homes.latitude[p], homes.longitude[p], latitude, longitude), homes.start[p]
        end = _reach(leavers.radius_km, begin, homes.start[p + 1], km)
        if end > begin:
            count, size = _weigh(known, leavers, standing, vacancies, v, terms, offered, wanted, liked, km, begin, end,
                                 count, size, into)  # fmt: skip
    return count, size


@compiled
def _reach(radius: Floats, begin: int, end: int, km: float) -> int:
    """Where those end whose radius is large enough."""
    while begin < end:
        middle = (begin + end) // 2
        if radius[middle] >= km:
            begin = middle + 1
        else:
            end = middle
    return end


@compiled
def _liked(known: Known, o: int) -> Liked:
    wished = np.zeros(len(known.care), dtype=np.bool_)
    for other in range(len(known.care)):
        for member in known.family[known.family_start[other] : known.family_start[other + 1]]:
            if member == o:
                wished[other] = True
    return Liked(wished, known.similarity[:, o].copy())


@compiled
def _weigh(
    known: Known, leavers: Leavers, standing: Standing, vacancies: Vacancies, v: int, terms: Terms, offered: Offer,
    wanted: int, liked: Liked, km: float, begin: int, end: int, count: int, size: int, into: Reached,
) -> tuple[int, int]:  # fmt: skip
    """`taste` and fit for one occupation and the leavers of a place, to the same bits."""
    o, level, year, flexible = (
        vacancies.occupation[v],
        vacancies.level[v],
        vacancies.start_year[v],
        vacancies.flexible[v],
    )
    strict, lesser, key, care = vacancies.strict[v], vacancies.lesser_known[v], vacancies.key[v], known.care[o]
    profile, activities, care, worst = known.interests[o], known.activities[o], known.care[o], standing.worst
    levels, years, interests, radius = leavers.level, leavers.start_year, leavers.interests, leavers.radius_km
    wish_start, wishes, weights = leavers.wish_start, leavers.wish, leavers.wish_weight
    liked_start, likes, most = leavers.liked_start, leavers.liked, offered.noise * MOST_NOISE
    near, is_wish, margins, rows, found = liked.near, liked.wished, into.margin, into.row, into.open
    discoveries, cares, tags, keys = standing.discoveries, standing.care, leavers.activities, leavers.key
    for i in range(begin, end):
        start, steps = start_worth(year, flexible, years[i], terms), max(level - levels[i], 0)
        if start == 0.0 or (strict and steps > 0):
            continue
        r = wish = related = 0.0
        for d in range(6):
            r += profile[d] * interests[i, d]
        for at in range(wish_start[i], wish_start[i + 1]):
            wished = wishes[at]
            if is_wish[wished]:
                wish = max(wish, weights[at])
            related = max(related, near[wished])
        liking = terms.interests * r + terms.wish * wish + terms.related * related
        liking = liking + (terms.activity if tags[i] & activities else 0.0)
        for at in range(liked_start[i], liked_start[i + 1]):
            if likes[at] == o:
                liking += terms.liked
        fit = worth(liking, start, steps, terms) - way(km, radius[i], terms)
        if worst[i] == -np.inf:
            found[count] = i
            count += 1
            continue
        if wanted <= 0 or (size == wanted and fit + most - offered.price - worst[i] < margins[0, 0]):
            continue
        margin = fit + offered.noise * gumbel(seeded(keys[i], offered.seed), key) / STEPS - offered.price - worst[i]
        bits = marks(care, lesser, steps, r, wish, terms)
        gains = margin > 0.0 or (bits & DISCOVERY > 0 and discoveries[i] < offered.discoveries)
        if gains or (bits & CARE > 0 and cares[i] < offered.care):
            size = offer(margins, rows, 0, wanted, size, margin, i)
    return count, size
