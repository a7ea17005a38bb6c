"""Recall from Elasticsearch: which vacancies may fit a leaver, which leavers a vacancy. Read only, ids only.

The queries follow shared/contracts/documents.py. They order by an approximation of the fit made of plain
clauses (no scripts); what they find is scored exactly afterwards, so they may bring too much, never too little
of the best.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from elasticsearch import Elasticsearch

from services.matching.features import LEVELS, Seeker
from services.matching.fit import taste_of
from services.matching.rulebook import Rulebook
from shared.contracts.documents import VacancyDocument
from shared.runtime.errors import Passing

SEARCHES_AT_ONCE = 50
_HALF_SCALE = 3.0  # interests go from 1 to 7
_SLIM = ["responses.status", "responses.error", "responses.hits.hits.fields.id"]
_AWAY = {404, 429, 502, 503, 504}  # 404: search has not made the indices yet
Query = dict[str, Any]


class IndexAway(Passing):
    """Elasticsearch is away, busy, or its indices are not made yet."""


@dataclass(frozen=True)
class Index:
    """Where to search: the client and the installation's prefix."""

    client: Elasticsearch
    prefix: str

    def search(self, name: str, bodies: Sequence[Query]) -> Iterator[list[str]]:
        """The ids each query finds, best first, many queries a request.

        Raises:
            IndexAway: trying again later makes sense.
            ValueError: Elasticsearch refused a query.
        """
        for start in range(0, len(bodies), SEARCHES_AT_ONCE):
            searches = [part for body in bodies[start : start + SEARCHES_AT_ONCE] for part in ({}, body)]
            answer = self.client.msearch(index=f"{self.prefix}-{name}", searches=searches, filter_path=_SLIM)
            for response in answer["responses"]:
                yield _ids(response)


def _ids(response: dict[str, Any]) -> list[str]:
    if response["status"] in _AWAY:
        raise IndexAway(response["error"]["type"])
    if response["status"] != 200:
        raise ValueError(f"query refused: {response['error']['type']}: {response['error'].get('reason')}")
    return [hit["fields"]["id"][0] for hit in response.get("hits", {}).get("hits", [])]


def vacancies_for(seekers: Sequence[Seeker], *, index: Index, book: Rulebook) -> Iterator[list[str]]:
    """For each leaver the ids of vacancies that may fit, among them lesser-known ones. Empty without a place.

    Raises:
        IndexAway, elastic_transport.TransportError, elasticsearch.ApiError: see `Index.search`.
    """
    bodies = [body for seeker in seekers if seeker.located for body in _for_leaver(seeker, book)]
    found = index.search("vacancies", bodies)
    for seeker in seekers:
        yield list(dict.fromkeys([*next(found), *next(found)])) if seeker.located else []


def _for_leaver(seeker: Seeker, book: Rulebook) -> Iterator[Query]:
    filters = _vacancy_filters(seeker)
    likes = _liked_occupations(seeker, book)
    nearness = _nearness(seeker.latitude, seeker.longitude, seeker.radius_km, book.rules.fit.distance)
    yield _ranked(filters, likes, [nearness], book.rules.recall.vacancies)
    lesser_known: Query = {"term": {"lesser_known": True}}
    yield _ranked([*filters, lesser_known], likes, [nearness], book.rules.recall.lesser_known)


def _vacancy_filters(seeker: Seeker) -> list[Query]:
    place = {"lat": seeker.latitude, "lon": seeker.longitude}
    years = [seeker.start_year - 1, seeker.start_year + 1]
    above = [name for name, level in LEVELS.items() if name and level > seeker.level]
    return [
        {"geo_distance": {"distance": f"{seeker.radius_km}km", "location": place}},
        _any(
            {"term": {"start_year": seeker.start_year}},
            {"bool": {"filter": [{"term": {"start_flexible": True}}, {"terms": {"start_year": years}}]}},
        ),
        {
            "bool": {
                "must_not": _all({"term": {"certificate_strict": True}}, {"terms": {"certificate_required": above}})
            }
        },
    ]


def _liked_occupations(seeker: Seeker, book: Rulebook) -> list[Query]:
    """The best occupations in groups of about equal liking, each worth what it is above the last of them."""
    worth = taste_of(seeker, book).liking[: book.known.unknown]
    best = np.argsort(-worth, kind="stable")[: book.rules.recall.occupations + 1]
    steps = np.floor((worth[best] - worth[best[-1]]) / book.rules.recall.step).astype(int)
    groups: dict[int, list[str]] = {}
    for step, number in zip(steps.tolist(), best.tolist(), strict=True):
        if step > 0:
            groups.setdefault(step, []).append(book.known.facts[number].id)
    return [_worth({"terms": {"occupation.id": ids}}, step * book.rules.recall.step) for step, ids in groups.items()]


def leavers_for(vacancies: Sequence[VacancyDocument], *, index: Index, book: Rulebook) -> Iterator[list[str]]:
    """For each vacancy the ids of the leavers in whose radius it may be and whom it may fit best.

    Raises:
        IndexAway, elastic_transport.TransportError, elasticsearch.ApiError: see `Index.search`.
    """
    return index.search("candidates", [_for_vacancy(vacancy, book) for vacancy in vacancies])


def _for_vacancy(vacancy: VacancyDocument, book: Rulebook) -> Query:
    number = book.known.number_of(vacancy.occupation.id)
    clauses = [*_wishes(vacancy.occupation.id, number, book), *_liked(vacancy.occupation.id, number, book)]
    functions = [*_interests(book.known.interests[number], book), *_nearness_by_radius(vacancy, book)]
    return _ranked(_leaver_filters(vacancy, book), clauses, functions, book.rules.recall.leavers)


def _leaver_filters(vacancy: VacancyDocument, book: Rulebook) -> list[Query]:
    years = [vacancy.start_year + off for off in ((-1, 0, 1) if vacancy.start_flexible else (0,))]
    filters: list[Query] = [
        _any(*(_all(group, _within(vacancy, radius)) for radius, group in _radius_groups(book))),
        {"terms": {"profile.start_year": years}},
    ]
    level = LEVELS[vacancy.certificate_required]
    if vacancy.certificate_strict and level > 0:
        enough = [name for name, step in LEVELS.items() if name and step >= level]
        filters.append({"terms": {"profile.certificate": enough}})
    return filters


def _radius_groups(book: Rulebook) -> Iterator[tuple[int, Query]]:
    """Groups of leavers by their own radius, with the largest radius of each in km."""
    below = 0
    for radius in book.rules.recall.radii:
        yield radius, {"range": {"profile.radius_km": {"gt": below, "lte": radius}}}
        below = radius


def _within(vacancy: VacancyDocument, radius: int) -> Query:
    return {"geo_distance": {"distance": f"{radius}km", "location": vacancy.location.wire()}}


def _wishes(occupation: str, number: int, book: Rulebook) -> Iterator[Query]:
    """Leavers who wish for the occupation itself, then those who wish for something near it."""
    if number == book.known.unknown:
        return
    family = [book.known.facts[member].id for member in book.known.families[number]]
    yield _worth({"terms": {"wish_occupations": family}}, book.rules.fit.wish)
    near = book.known.similarity[number, : book.known.unknown]
    for low, high in ((0.4, 0.6), (0.6, 0.8), (0.8, 1.1)):
        ids = [book.known.facts[row].id for row in np.flatnonzero((near >= low) & (near < high))]
        if ids:
            yield _worth({"terms": {"wish_occupations": ids}}, book.rules.fit.related * low)


def _liked(occupation: str, number: int, book: Rulebook) -> Iterator[Query]:
    yield _worth({"term": {"profile.liked_occupations": occupation}}, book.rules.fit.liked)
    if number != book.known.unknown and book.known.facts[number].activities:
        yield _worth(
            {"terms": {"profile.activities": list(book.known.facts[number].activities)}}, book.rules.fit.activity
        )


def _interests(profile: Iterable[float], book: Rulebook) -> Iterator[Query]:
    """The covariance of both profiles up to a constant, from linear decays: they fall from 1 to 0 over 1..7.

    Divided by the length a leaver's profile usually has, it stands for the correlation. A decay gives 1 where
    the field is missing, so each counts only for leavers with interests.
    """
    weight = book.rules.fit.interests * 2 * _HALF_SCALE / book.rules.recall.interests_length
    for letter, value in zip("RIASEC", profile, strict=True):
        field = f"profile.interests.{letter}"
        origin = 7.0 if value > 0 else 1.0
        if abs(value) > 1e-9:
            yield {
                "filter": {"exists": {"field": field}},
                "linear": {field: {"origin": origin, "scale": _HALF_SCALE, "decay": 0.5}},
                "weight": weight * abs(float(value)),
            }


def _nearness_by_radius(vacancy: VacancyDocument, book: Rulebook) -> Iterator[Query]:
    for radius, group in _radius_groups(book):
        yield {
            "filter": group,
            **_nearness(vacancy.location.lat, vacancy.location.lon, radius, book.rules.fit.distance),
        }


def _nearness(latitude: float, longitude: float, radius_km: float, weight: float) -> Query:
    """Falls from `weight` at the place to 0 at the radius."""
    where = {"origin": {"lat": latitude, "lon": longitude}, "scale": f"{radius_km / 2}km", "decay": 0.5}
    return {"linear": {"location": where}, "weight": weight}


def _ranked(filters: Sequence[Query], clauses: Sequence[Query], functions: Sequence[Query], size: int) -> Query:
    """Filtered documents by the sum of clauses and functions; ids only, from doc values."""
    return {
        "query": {
            "function_score": {
                "query": {"bool": {"filter": list(filters), "should": list(clauses)}},
                "functions": list(functions),
                "score_mode": "sum",
                "boost_mode": "sum",
            }
        },
        "size": size,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["id"],
        "track_total_hits": False,
    }


def _worth(clause: Query, boost: float) -> Query:
    return {"constant_score": {"filter": clause, "boost": round(boost, 6)}}


def _any(*clauses: Query) -> Query:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _all(*clauses: Query) -> Query:
    return {"bool": {"filter": list(clauses)}}
