"""Invented markets: what the recommender sees, and what is true.

Two kinds. `common`: tastes are largely shared, occupations differ in image, supply falls as Zipf's law; the protocol's.
`milder`: occupations in their real numbers, more private taste and less image.
"""

from dataclasses import dataclass

import numpy as np

from services.matching.evaluation.geography import Geography, Region, geography
from services.matching.features import LeaverRows
from services.matching.kernel.tables import Flags, Floats, Ints, Leavers, Terms, Vacancies
from services.matching.occupations import unit
from services.matching.rulebook import Rulebook
from shared.reference.occupations import is_group, lesser_known, occupations

YEAR = 2027
RADII = ((10, 20, 30, 40, 60), (0.15, 0.30, 0.28, 0.20, 0.07))  # km, matching.md § 2
WISHES = ((0, 1, 2, 3), (0.15, 0.30, 0.30, 0.25))
CERTIFICATES = ((0, 1, 2, 4), (0.07, 0.17, 0.43, 0.33))  # Regionalstatistik 2023, rounded
REQUIRED = ((0, 1, 2, 4), (0.35, 0.35, 0.25, 0.05))
CAPACITIES = {
    1.0: ((1,), (1.0,)),
    1.6: ((1, 2, 3, 5), (0.65, 0.2, 0.1, 0.05)),
    2.4: ((1, 2, 4, 8), (0.5, 0.25, 0.15, 0.1)),
}
AWARENESS = {"well": 1.0, "somewhat": 0.35, "hardly": 0.05}
WEIGHTS: dict[str, dict[str, float]] = {
    "right": {"interests": 1.2, "wish": 0.6, "related": 0.3, "distance": 0.8, "start": 0.15},
    "wrong": {"interests": 0.8, "wish": 0.9, "related": 0.2, "distance": 1.1, "start": 0.1},
    "wrong_other_way": {"interests": 1.7, "wish": 0.4, "related": 0.4, "distance": 0.5, "start": 0.3},
}
"""Weights of the truth: the design's, or far from them: the design's overrate interests, or underrate them."""


@dataclass(frozen=True)
class Kind:
    """How tastes are: standard deviations in utility units, the fear of the unknown, errors of measurement."""

    name: str
    zipf: float | None
    image: float
    taste: float
    employer: float
    pair: float
    unknown: float
    measured: float


KINDS = {
    kind.name: kind
    for kind in (
        Kind("common", 0.9, image=0.35, taste=0.2, employer=0.3, pair=0.15, unknown=0.3, measured=0.7),
        Kind("milder", None, image=0.15, taste=0.4, employer=0.2, pair=0.2, unknown=0.15, measured=0.7),
    )
}


@dataclass(frozen=True)
class Setting:
    """One market: a share of the region's real leavers, leavers a place, places a vacancy, which weights are true."""

    kind: Kind
    region: Region
    seed: int
    share: float = 1.0
    tightness: float = 1.45
    capacity: float = 1.6
    weights: str = "right"


@dataclass(frozen=True, eq=False)
class Truth:
    """What nobody sees: utility of each pair to the leaver and to the firm, who is feasible for whom, and chance."""

    utility: Floats
    hiring: Floats
    feasible: Flags
    km: Floats
    chance: Floats
    known: Floats
    popularity: Floats
    rural: Flags


@dataclass(frozen=True, eq=False)
class Town:
    """A market with its truth."""

    setting: Setting
    leavers: Leavers
    vacancies: Vacancies
    truth: Truth


@dataclass(frozen=True, eq=False)
class _Trades:
    """Occupations offered: their rows in the rulebook, shares of places, awareness and image."""

    row: Ints
    share: Floats
    aware: Floats
    image: Floats


def town(setting: Setting, book: Rulebook) -> Town:
    """Draw a market; the same setting gives the same one."""
    numbers = np.random.default_rng([setting.seed, len(setting.region.name), sum(map(ord, setting.region.name))])
    place, trades = geography(setting.region), _trades(setting.kind, book, numbers)
    leavers, interests, homes = _leavers(setting, place, trades, book, numbers)
    vacancies = _vacancies(setting, place, trades, book, numbers)
    truth = _truth(setting, leavers, interests, vacancies, trades, book, numbers, place.rural[homes])
    return Town(setting, leavers, vacancies, truth)


def _trades(kind: Kind, book: Rulebook, numbers: np.random.Generator) -> _Trades:
    facts = [o for o in occupations().values() if not is_group(o) and o.valid_until is None and not o.secondary]
    contracts = np.array([float(o.contracts_2023 or 30) for o in facts])
    if kind.zipf is not None:
        rank = np.argsort(np.argsort(-contracts * np.exp(numbers.normal(0, 0.5, len(facts)))))
        contracts = (1.0 + rank) ** -kind.zipf
    aware = np.array([AWARENESS[o.known] for o in facts])
    image = numbers.normal(0, kind.image, len(facts))
    row = np.array([book.known.number[o.id] for o in facts], dtype=np.int64)
    return _Trades(row, contracts / contracts.sum(), aware, image)


def _leavers(
    setting: Setting, place: Geography, trades: _Trades, book: Rulebook, numbers: np.random.Generator
) -> tuple[Leavers, Floats, Ints]:
    n = round(place.people * setting.share)
    homes = place.draw(numbers, place.leavers, n)
    profiles = np.array([book.known.facts[row].riasec for row in trades.row])
    own = profiles[numbers.choice(len(profiles), size=n, p=trades.share)]
    interests = np.clip(0.6 * own + 0.4 * numbers.normal(3.6, 1.4, (n, 6)), 1, 7)
    measured = np.clip(interests + numbers.normal(0, setting.kind.measured, (n, 6)), 1, 7)
    wishes = _wishes(interests, trades, book, numbers)
    radius, level = numbers.choice(RADII[0], n, p=RADII[1]), numbers.choice(CERTIFICATES[0], n, p=CERTIFICATES[1])
    rows = LeaverRows(book)
    for i, home in enumerate(homes.tolist()):
        rows.add(
            measured[i].tolist(), [(book.known.facts[o].id,) for o in wishes[i]], key=int(numbers.integers(1 << 62)),
            latitude=place.latitude[home], longitude=place.longitude[home], radius_km=float(radius[i]),
            level=int(level[i]), start_year=YEAR,
        )  # fmt: skip
    return rows.table(), unit(interests), homes


def _wishes(interests: Floats, trades: _Trades, book: Rulebook, numbers: np.random.Generator) -> list[list[int]]:
    """By popularity, being known and interest; each one another occupation."""
    liking = np.exp(2 * unit(interests) @ book.known.interests[trades.row].T + trades.image)
    keys = np.log(liking * trades.share * trades.aware) + numbers.gumbel(size=liking.shape)
    best = np.argsort(-keys, axis=1)[:, :3]
    counts = numbers.choice(WISHES[0], len(best), p=WISHES[1])
    return [trades.row[row[:count]].tolist() for row, count in zip(best, counts, strict=True)]


def _vacancies(
    setting: Setting, place: Geography, trades: _Trades, book: Rulebook, numbers: np.random.Generator
) -> Vacancies:
    values, weights = CAPACITIES[setting.capacity]
    m = max(1, round(place.people * setting.share / setting.tightness / float(np.dot(values, weights))))
    at, trade = place.draw(numbers, place.vacancies, m), numbers.choice(len(trades.row), size=m, p=trades.share)
    facts = [book.known.facts[row] for row in trades.row[trade]]
    known = [lesser_known(occupations()[fact.id], place.codes[p].land) for fact, p in zip(facts, at, strict=True)]
    return Vacancies(
        key=numbers.integers(1 << 62, size=m).astype(np.uint64), occupation=trades.row[trade],
        employer=numbers.integers(max(1, m // 2), size=m), latitude=place.latitude[at], longitude=place.longitude[at],
        level=numbers.choice(REQUIRED[0], m, p=REQUIRED[1]).astype(np.int64), strict=np.ones(m, dtype=bool),
        start_year=np.full(m, YEAR), flexible=np.zeros(m, dtype=bool), lesser_known=np.array(known, dtype=bool),
        places=numbers.choice(values, m, p=weights).astype(np.int64), load=np.zeros(m),
    )  # fmt: skip


def _truth(
    setting: Setting, leavers: Leavers, interests: Floats, vacancies: Vacancies, trades: _Trades, book: Rulebook,
    numbers: np.random.Generator, rural: Flags,
) -> Truth:  # fmt: skip
    kind, n, m = setting.kind, len(leavers.key), len(vacancies.key)
    where = {row: at for at, row in enumerate(trades.row.tolist())}
    trade = np.array([where[row] for row in vacancies.occupation.tolist()], dtype=np.int64)
    km = _kilometres(leavers, vacancies)
    real = leavers._replace(interests=interests)
    weights = book.terms._replace(**WEIGHTS[setting.weights])
    utility = _seen(real, vacancies, km, weights, book)
    utility += (
        trades.image[trade] + kind.employer * numbers.normal(0, 1, vacancies.employer.max() + 1)[vacancies.employer]
    )
    utility += (kind.taste * numbers.normal(0, 1, (n, len(trades.row))))[:, trade]
    utility += kind.pair * numbers.normal(0, 1, (n, m)) - kind.unknown * (1 - trades.aware[trade])
    grade = numbers.normal(0, 1, n) + 0.3 * (leavers.level - 2)
    r = interests @ book.known.interests[vacancies.occupation].T
    hiring = 0.5 * grade[:, None] + 0.5 * r + 0.4 * numbers.normal(0, 1, (n, m))
    feasible = (km <= leavers.radius_km[:, None]) & (leavers.level[:, None] >= vacancies.level)
    popularity = np.log(trades.share * trades.aware)[trade] + trades.image[trade]
    return Truth(utility, hiring, feasible, km, numbers.random((n, m)), trades.aware[trade], popularity, rural)


def _kilometres(leavers: Leavers, vacancies: Vacancies) -> Floats:
    """Between all homes and all places."""
    homes, home = np.unique(np.column_stack([leavers.latitude, leavers.longitude]), axis=0, return_inverse=True)
    places, place = np.unique(np.column_stack([vacancies.latitude, vacancies.longitude]), axis=0, return_inverse=True)
    return _between(homes, places)[home.reshape(-1)[:, None], place.reshape(-1)[None, :]]


def _between(homes: Floats, places: Floats) -> Floats:
    here, there = np.radians(homes[:, 0])[:, None], np.radians(places[:, 0])[None, :]
    east = np.radians(places[None, :, 1] - homes[:, None, 1])
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(east / 2) ** 2
    km: Floats = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    return km


def _seen(leavers: Leavers, vacancies: Vacancies, km: Floats, terms: Terms, book: Rulebook) -> Floats:
    """The part of the utility that has the form of the score; dense, and written apart from the kernel."""
    known, n = book.known.known, len(leavers.key)
    liking = terms.interests * leavers.interests @ known.interests.T
    for i in range(n):
        wish, related = np.zeros(len(known.care)), np.zeros(len(known.care))
        for at in range(leavers.wish_start[i], leavers.wish_start[i + 1]):
            o = leavers.wish[at]
            family = known.family[known.family_start[o] : known.family_start[o + 1]]
            wish[family] = np.maximum(wish[family], leavers.wish_weight[at])
            related = np.maximum(related, known.similarity[o])
        liking[i] += terms.wish * wish + terms.related * related
    seen: Floats = liking[:, vacancies.occupation] - terms.distance * km / leavers.radius_km[:, None] + terms.start
    return seen
