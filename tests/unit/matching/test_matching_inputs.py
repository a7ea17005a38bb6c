"""What lists may depend on: every other field is changed, and ranked lists are the same byte for byte."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from matching_grounds import Ground, ground
from matching_markets import interests, list_of, market_of, seeded, small_book

from services.matching.crew import Crew
from services.matching.features import seeker_of
from services.matching.graph import graph_of
from services.matching.packing import pack_leaver, pack_vacancy, unpack_leavers, unpack_vacancies
from services.matching.solvers import band
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import GeoPoint, VacancyDocument
from shared.contracts.vacancy import OccupationLabel

BOOK = small_book(5, count=20)
OTHER_OF_VACANCY: dict[str, Any] = {
    "revision": 99, "external_id": "X", "title": "Anders", "known": "well", "employer": "Anders GmbH",
    "description": "beliebt, beliebt, beliebt", "training_kind": "health", "start_date": date(2031, 1, 2),
    "duration_months": 12, "part_time_possible": True, "pay_per_month": (2000,), "postal_code": "10115",
    "city": "Berlin", "kreis_ags": "11000", "land": "11", "apply_by": date(2026, 12, 24),
    "published_at": datetime(2026, 1, 1, tzinfo=UTC), "synthetic": True,
}  # fmt: skip
"""`known` counts only through lesser_known, start_date only through start_year."""
OTHER_OF_LEAVER: dict[str, Any] = {"postal_code": "71638", "land": "09"}
ALLOWED_OF_VACANCY: dict[str, Any] = {
    "occupation": OccupationLabel(id=BOOK.known.facts[3].id, kldb2010="11111", name="Anders"),
    "lesser_known": True, "employer_id": UUID(int=77), "places": 4, "start_year": 2029, "start_flexible": True,
    "certificate_required": "hochschulreife", "certificate_strict": True, "location": GeoPoint(lat=48.7, lon=9.0),
}  # fmt: skip
"""Beside the id, which is the key of the noise."""
ALLOWED_OF_LEAVER: dict[str, Any] = {
    "certificate": "none", "latitude": 48.5, "longitude": 9.5, "radius_km": 33, "wishes": ((BOOK.known.facts[1].id,),),
    "interests": interests(seeded(3)), "start_year": 2030, "activities": ("wood",),
    "liked_occupations": (BOOK.known.facts[2].id,),
}  # fmt: skip


def changed(market: Ground, of_leavers: dict[str, Any], of_vacancies: dict[str, Any]) -> Ground:
    """The same people and places with other values."""
    profiles = {id_: one.model_copy(update=of_leavers) for id_, one in market.profiles.items()}
    documents = [document.model_copy(update=of_vacancies) for document in market.documents]
    return Ground(profiles, documents, market.leavers, market.vacancies)


def lists_of_a_round(market: Ground) -> bytes:
    """Prices and lists of everyone, from packed features as a round has them."""
    people = [pack_leaver(seeker_of(id_, one, BOOK), BOOK) for id_, one in market.profiles.items()]
    offers = [pack_vacancy(document, BOOK) for document in market.documents]
    tables = (
        unpack_leavers(_ids(market.profiles), *_joined(people), BOOK),
        unpack_vacancies(_ids(str(document.id) for document in market.documents), *_joined(offers)),
    )
    lists = band(graph_of(*tables, BOOK, Crew(1)), BOOK, 10, Crew(1))
    return lists.prices.tobytes() + lists.shown.tobytes()


def lists_made_singly(market: Ground) -> str:
    """What the service keeps and shows of each leaver, and what it notes."""
    offers = market_of(market.documents, BOOK)
    return repr([list_of(id_, one, offers, BOOK) for id_, one in market.profiles.items()])


def _ids(names: Any) -> Any:
    return np.frombuffer(b"".join(UUID(name).bytes for name in names), dtype=np.uint8).reshape(-1, 16)


def _joined(parts: list[bytes]) -> Any:
    return np.frombuffer(b"".join(parts), np.uint8), np.cumsum([0, *map(len, parts)])[:-1].astype(np.int64)


def test_every_field_is_allowed_or_changed() -> None:
    assert set(OTHER_OF_VACANCY) | set(ALLOWED_OF_VACANCY) | {"id"} == set(VacancyDocument.model_fields)
    assert set(OTHER_OF_LEAVER) | set(ALLOWED_OF_LEAVER) == set(LeaverProfile.model_fields)


def test_nothing_but_the_allowed_facts_changes_a_list() -> None:
    market = ground(7, 60, 80, BOOK)
    other = changed(market, OTHER_OF_LEAVER, OTHER_OF_VACANCY)
    assert lists_of_a_round(other) == lists_of_a_round(market)
    more_places = changed(market, OTHER_OF_LEAVER, {**OTHER_OF_VACANCY, "places": 40})
    assert lists_made_singly(more_places) == lists_made_singly(market)
    other.documents.reverse()
    assert lists_made_singly(other) == lists_made_singly(market)


def test_each_allowed_fact_changes_what_is_compared() -> None:
    market = ground(7, 60, 80, BOOK)
    ordinary = lists_of_a_round(market)
    for name, value in ALLOWED_OF_LEAVER.items():
        assert lists_of_a_round(changed(market, {name: value}, {})) != ordinary, name
    for name, value in ALLOWED_OF_VACANCY.items():
        half = changed(market, {}, {name: value}).documents[:40] + market.documents[40:]
        mixed = Ground(market.profiles, half, market.leavers, market.vacancies)
        assert lists_of_a_round(mixed) != ordinary, name
