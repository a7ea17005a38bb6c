"""Which leavers a vacancy may fit."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from services.matching.features import LEVELS
from services.matching.recall.searching import Index, Query, all_of, any_of, nearness_of, ranked, worth
from services.matching.rulebook import Rulebook
from shared.contracts.documents import VacancyDocument

_HALF_SCALE = 3.0  # interests go from 1 to 7


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
    return ranked(_leaver_filters(vacancy, book), clauses, functions, book.rules.recall.leavers)


def _leaver_filters(vacancy: VacancyDocument, book: Rulebook) -> list[Query]:
    years = [vacancy.start_year + off for off in ((-1, 0, 1) if vacancy.start_flexible else (0,))]
    filters: list[Query] = [
        any_of(*(all_of(group, _within(vacancy, radius)) for radius, group in _radius_groups(book))),
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
    yield worth({"terms": {"wish_occupations": family}}, book.rules.fit.wish)
    near = book.known.similarity[number, : book.known.unknown]
    for low, high in ((0.4, 0.6), (0.6, 0.8), (0.8, 1.1)):
        ids = [book.known.facts[row].id for row in np.flatnonzero((near >= low) & (near < high))]
        if ids:
            yield worth({"terms": {"wish_occupations": ids}}, book.rules.fit.related * low)


def _liked(occupation: str, number: int, book: Rulebook) -> Iterator[Query]:
    yield worth({"term": {"profile.liked_occupations": occupation}}, book.rules.fit.liked)
    if number != book.known.unknown and book.known.facts[number].activities:
        yield worth(
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
            **nearness_of(vacancy.location.lat, vacancy.location.lon, radius, book.rules.fit.distance),
        }
