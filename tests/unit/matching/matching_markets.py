"""Small markets for tests: occupations, vacancies and leavers, drawn from a seeded generator."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from services.matching import offered
from services.matching.features import Market
from services.matching.kernel.tables import Leavers
from services.matching.making import make_lists
from services.matching.occupations import build
from services.matching.packing import leavers_of, pack_vacancy
from services.matching.rulebook import Rulebook
from services.matching.weights import weights
from shared.contracts.candidate import Interests, LeaverProfile
from shared.contracts.documents import GeoPoint, VacancyDocument
from shared.contracts.vacancy import OccupationLabel
from shared.contracts.vocabulary import Certificate

CERTIFICATES: tuple[Certificate, ...] = ("none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")
TAGS = ("wood", "metal", "care", "office")


@dataclass(frozen=True)
class TestOccupation:
    """An occupation as matching wants it."""

    __test__ = False

    id: str
    name: str
    kldb2010: str
    riasec: tuple[float, float, float, float, float, float]
    parent: str | None = None
    daily: str = "Du machst etwas mit den Händen."
    activities: tuple[str, ...] = ()


def seeded(seed: int) -> random.Random:
    """A generator that always draws the same."""
    return random.Random(seed)


def occupation(random_: random.Random, number: int) -> TestOccupation:
    """A random occupation; codes share prefixes often."""
    code = "".join(random_.choice("12") for _ in range(4)) + random_.choice("234")
    scores = tuple(round(random_.uniform(1, 7), 1) for _ in range(6))
    tags = tuple(random_.sample(TAGS, random_.randrange(3)))
    return TestOccupation(f"beruf-{number}", f"Beruf {number}", code, scores, activities=tags)  # type: ignore[arg-type]


def small_book(seed: int = 1, count: int = 40) -> Rulebook:
    """A rulebook of random occupations with the real weights."""
    random_ = seeded(seed)
    return Rulebook(build([occupation(random_, n) for n in range(count)], weights()), weights())


def uuid(random_: random.Random) -> UUID:
    """A random id."""
    return UUID(int=random_.getrandbits(128))


def vacancy(random_: random.Random, book: Rulebook, **fixed: Any) -> VacancyDocument:
    """A random vacancy within some 30 km of Ludwigsburg; a third lesser known, few employers."""
    facts = random_.choice(book.known.facts)
    year = random_.choice((2027, 2027, 2027, 2028))
    values: dict[str, Any] = {
        "id": uuid(random_),
        "revision": 1,
        "title": f"Ausbildung {facts.name}",
        "occupation": OccupationLabel(id=facts.id, kldb2010=facts.kldb2010, name=facts.name),
        "known": "hardly",
        "lesser_known": random_.random() < 0.33,
        "employer": "Betrieb",
        "employer_id": UUID(int=random_.randrange(1, 12)),
        "training_kind": "dual",
        "places": 1,
        "start_date": date(year, 8, 1),
        "start_year": year,
        "start_flexible": random_.random() < 0.3,
        "certificate_required": random_.choice((None, *CERTIFICATES)),
        "certificate_strict": random_.random() < 0.2,
        "postal_code": "71634",
        "city": "Ludwigsburg",
        "location": GeoPoint(lat=48.9 + random_.uniform(-0.3, 0.3), lon=9.19 + random_.uniform(-0.4, 0.4)),
    }
    return VacancyDocument(**{**values, **fixed})


def profile(random_: random.Random, book: Rulebook, **fixed: Any) -> LeaverProfile:
    """A random leaver in Ludwigsburg; some without interests, wishes or certificate."""
    ids = [facts.id for facts in book.known.facts]
    values: dict[str, Any] = {
        "certificate": random_.choice((None, *CERTIFICATES)),
        "postal_code": "71634",
        "latitude": 48.9 + random_.uniform(-0.05, 0.05),
        "longitude": 9.19 + random_.uniform(-0.05, 0.05),
        "radius_km": random_.choice((5, 10, 25, 50)),
        "wishes": tuple(tuple(random_.sample(ids, random_.randrange(1, 3))) for _ in range(random_.randrange(4))),
        "interests": interests(random_) if random_.random() < 0.7 else None,
        "start_year": 2027,
        "activities": tuple(random_.sample(TAGS, random_.randrange(3))),
        "liked_occupations": tuple(random_.sample(ids, random_.randrange(2))),
    }
    return LeaverProfile(**{**values, **fixed})


def interests(random_: random.Random) -> Interests:
    """Random scores."""
    return Interests(**{letter: round(random_.uniform(1, 7), 1) for letter in "RIASEC"})


def market_of(vacancies: Sequence[VacancyDocument], book: Rulebook, prices: Sequence[float] = ()) -> Market:
    """Open vacancies, in the order of their ids, at prices."""
    found = [
        {"id": str(one.id), "packed": pack_vacancy(one, book), "price": price, "number": None, "open": True}
        for one, price in zip(vacancies, prices or [0.0] * len(vacancies), strict=True)
    ]
    return offered.market_of(offered.in_order(offered.offers_of(found)))


@dataclass(frozen=True)
class Made:
    """A list, those `shown` first, and what is noted of it."""

    vacancies: tuple[str, ...]
    shown: int
    discoveries: int
    care: int
    worst: float


def lists_of(people: Leavers, wanted: Sequence[Collection[str]], market: Market, book: Rulebook) -> list[Made]:
    """A list for each leaver out of what is wanted for each, as far as the market has it."""
    found = [np.array(sorted(market.row[id_] for id_ in some if id_ in market.row), np.int32) for some in wanted]
    start = np.cumsum([0, *map(len, found)]).astype(np.int64)
    kept = make_lists(people, start, np.concatenate([np.zeros(0, np.int32), *found]), market, book)
    return [
        Made(tuple(market.ids[row] for row in item[:held]), *noted)
        for item, held, *noted in zip(*(column.tolist() for column in kept), strict=True)
    ]


def list_of(id_: str, one: LeaverProfile, market: Market, book: Rulebook) -> Made:
    """The list of a leaver out of a whole market."""
    people = leavers_of([{"id": id_, "packed": None, "profile": one.wire()}], book)
    return lists_of(people, [market.ids], market, book)[0]
