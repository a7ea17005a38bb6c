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
    Taste,
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
    """How many a vacancy still wants, its price, the noise that is its lottery (scale and seed), and how many
    discoveries and care places a list should have."""

    wanted: int
    price: float
    noise: float
    seed: int
    discoveries: int
    care: int


class Place(NamedTuple):
    """A vacancy as seen from one home: how far it is, and what it asks for."""

    km: float
    level: int
    start_year: int
    flexible: bool
    strict: bool
    lesser_known: bool
    key: np.uint64
    care: bool


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
    known: Known, leavers: Leavers, homes: Homes, noted: Standing, vacancies: Vacancies, v: int, terms: Terms,
    offered: Offer, widest_km: float, into: Reached,
) -> tuple[int, int]:  # fmt: skip
    """Find those who are to be shown a vacancy: how many rows are open, and how many gain most.

    The margin is value (fit and noise without price) over what is `worst` in the list.
    """
    latitude, longitude, o = vacancies.latitude[v], vacancies.longitude[v], vacancies.occupation[v]
    degrees = widest_km / KM_A_DEGREE
    first = np.searchsorted(homes.latitude, latitude - degrees)
    last = np.searchsorted(homes.latitude, latitude + degrees, side="right")
    east = degrees / math.cos(math.radians(min(89.0, abs(latitude) + degrees)))
    liked, own, count, size = _liked(known, o), _room(homes), 0, 0
    for p in range(first, last):
        if abs(homes.longitude[p] - longitude) > east:
            continue
        km, begin = kilometres(homes.latitude[p], homes.longitude[p], latitude, longitude), homes.start[p]
        end = _reach(leavers.radius_km, begin, homes.start[p + 1], km)
        if end > begin:
            place = Place(km, vacancies.level[v], vacancies.start_year[v], vacancies.flexible[v], vacancies.strict[v],
                          vacancies.lesser_known[v], vacancies.key[v], known.care[o])  # fmt: skip
            _like(known, leavers, o, terms, liked, begin, end, own)
            count, size = _weigh(leavers, noted, place, terms, offered, begin, end, own, count, size, into)
    return count, size


@compiled
def _room(homes: Homes) -> Taste:
    n = 0
    for p in range(len(homes.latitude)):
        n = max(n, homes.start[p + 1] - homes.start[p])
    return Taste(np.empty(n), np.empty(n), np.empty(n), np.empty(0))


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
def _like(known: Known, leavers: Leavers, o: int, terms: Terms, liked: Liked, begin: int, end: int, own: Taste) -> None:
    """`taste` for one occupation and the leavers of a place, to the same bits."""
    profile, activities, tags = known.interests[o], known.activities[o], leavers.activities
    wish_start, wishes, weights = leavers.wish_start, leavers.wish, leavers.wish_weight
    liked_start, likes, interests = leavers.liked_start, leavers.liked, leavers.interests
    near, is_wish = liked.near, liked.wished
    for i in range(begin, end):
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
        own.liking[i - begin], own.correlation[i - begin], own.wish[i - begin] = liking, r, wish


@compiled
def _weigh(
    leavers: Leavers, noted: Standing, place: Place, terms: Terms, offered: Offer, begin: int, end: int,
    own: Taste, count: int, size: int, into: Reached,
) -> tuple[int, int]:  # fmt: skip
    levels, years, radius, keys, worst = leavers.level, leavers.start_year, leavers.radius_km, leavers.key, noted.worst
    margins, rows, found, discoveries, cares = into.margin, into.row, into.open, noted.discoveries, noted.care
    liking, correlation, wish, wanted = own.liking, own.correlation, own.wish, offered.wanted
    for i in range(begin, end):
        n, steps = i - begin, max(place.level - levels[i], 0)
        start = start_worth(place.start_year, place.flexible, years[i], terms)
        if start == 0.0 or (place.strict and steps > 0):
            continue
        if worst[i] == -np.inf:
            found[count] = i
            count += 1
            continue
        fit = worth(liking[n], start, steps, terms) - way(place.km, radius[i], terms)
        most = fit + offered.noise * MOST_NOISE - offered.price - worst[i]
        if wanted <= 0 or (size == wanted and most < margins[0, 0]):
            continue
        chance = offered.noise * gumbel(seeded(keys[i], offered.seed), place.key) / STEPS
        margin = fit + chance - offered.price - worst[i]
        bits = marks(place.care, place.lesser_known, steps, correlation[n], wish[n], terms)
        missing = bits & DISCOVERY > 0 and discoveries[i] < offered.discoveries
        if margin > 0.0 or missing or (bits & CARE > 0 and cares[i] < offered.care):
            size = offer(margins, rows, 0, wanted, size, margin, i)
    return count, size
