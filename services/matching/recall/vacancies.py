"""Which vacancies may fit a leaver."""

from collections.abc import Iterator, Sequence

import numpy as np

from services.matching.features import LEVELS, Seeker
from services.matching.fit import taste_of
from services.matching.recall.searching import ONLY_IDS, Index, Query, all_of, any_of, nearness_of, ranked, worth
from services.matching.rulebook import Rulebook

Home = tuple[float | None, float | None, int]
"""Degrees, and the year of the start."""


def vacancies_for(seekers: Sequence[Seeker], *, index: Index, book: Rulebook) -> Iterator[list[str]]:
    """For each leaver the ids of vacancies that may fit, among them lesser-known ones. Empty without a place.

    Raises:
        IndexAway, elastic_transport.TransportError, elasticsearch.ApiError: see `Index.search`.
    """
    whole = _whole(seekers, index, book)
    alone = [seeker for seeker in seekers if seeker.located and _home(seeker) not in whole]
    found = index.search("vacancies", [body for seeker in alone for body in _for_leaver(seeker, book)])
    for seeker in seekers:
        if seeker.located and _home(seeker) not in whole:
            yield list(dict.fromkeys([*next(found), *next(found)]))
        else:
            yield whole.get(_home(seeker), [])


def _home(seeker: Seeker) -> Home:
    return seeker.latitude, seeker.longitude, seeker.start_year


def _whole(seekers: Sequence[Seeker], index: Index, book: Rulebook) -> dict[Home, list[str]]:
    """All vacancies around the homes several of them share, as far as the widest radius goes: a cohort is recalled
    with a query a home. Homes with too many vacancies around are not among the keys."""
    neighbours: dict[Home, list[Seeker]] = {}
    for seeker in seekers:
        if seeker.located:
            neighbours.setdefault(_home(seeker), []).append(seeker)
    shared = {home: max(s.radius_km for s in group) for home, group in neighbours.items() if len(group) > 1}
    most = book.rules.recall.whole
    bodies = [_around(home, radius, most + 1) for home, radius in shared.items()]
    found = zip(shared, index.search("vacancies", bodies), strict=True)
    return {home: ids for home, ids in found if len(ids) <= most}


def _around(home: Home, radius_km: float, size: int) -> Query:
    latitude, longitude, start_year = home
    near = {"geo_distance": {"distance": f"{radius_km}km", "location": {"lat": latitude, "lon": longitude}}}
    years = {"terms": {"start_year": [start_year - 1, start_year, start_year + 1]}}
    return {"query": all_of(near, years), "size": size, **ONLY_IDS}


def _for_leaver(seeker: Seeker, book: Rulebook) -> Iterator[Query]:
    filters = _vacancy_filters(seeker)
    likes = _liked_occupations(seeker, book)
    nearness = nearness_of(seeker.latitude, seeker.longitude, seeker.radius_km, book.rules.fit.distance)
    yield ranked(filters, likes, [nearness], book.rules.recall.vacancies)
    lesser_known: Query = {"term": {"lesser_known": True}}
    yield ranked([*filters, lesser_known], likes, [nearness], book.rules.recall.lesser_known)


def _vacancy_filters(seeker: Seeker) -> list[Query]:
    place = {"lat": seeker.latitude, "lon": seeker.longitude}
    years = [seeker.start_year - 1, seeker.start_year + 1]
    above = [name for name, level in LEVELS.items() if name and level > seeker.level]
    return [
        {"geo_distance": {"distance": f"{seeker.radius_km}km", "location": place}},
        any_of(
            {"term": {"start_year": seeker.start_year}},
            {"bool": {"filter": [{"term": {"start_flexible": True}}, {"terms": {"start_year": years}}]}},
        ),
        {
            "bool": {
                "must_not": all_of({"term": {"certificate_strict": True}}, {"terms": {"certificate_required": above}})
            }
        },
    ]


def _liked_occupations(seeker: Seeker, book: Rulebook) -> list[Query]:
    """The best occupations in groups of about equal liking, each worth what it is above the last of them."""
    values = taste_of(seeker, book).liking[: book.known.unknown]
    best = np.argsort(-values, kind="stable")[: book.rules.recall.occupations + 1]
    steps = np.floor((values[best] - values[best[-1]]) / book.rules.recall.step).astype(int)
    groups: dict[int, list[str]] = {}
    for step, number in zip(steps.tolist(), best.tolist(), strict=True):
        if step > 0:
            groups.setdefault(step, []).append(book.known.facts[number].id)
    return [worth({"terms": {"occupation.id": ids}}, step * book.rules.recall.step) for step, ids in groups.items()]
