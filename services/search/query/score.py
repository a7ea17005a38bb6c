"""What only changes the order of hits."""

import zlib
from datetime import date
from typing import Any

from services.search.boosts import BOOST
from services.search.query.understood import Spot, Understood

Clause = dict[str, Any]


def wanted(parts: Understood, spot: Spot | None, radius_km: int | None) -> list[Clause]:
    """Clauses that need not match."""
    clauses = []
    words = [*parts.words, *parts.ignored, *parts.activity_words, *parts.occupation_words.split()]
    if words:
        clauses.append({"match": {"description": {"query": " ".join(words), "boost": BOOST["description"]}}})
    if spot:
        clauses.append(_near(spot, radius_km))
    return clauses


def _near(spot: Spot, radius_km: int | None) -> Clause:
    """Halves at a third of the radius."""
    origin = {"lat": spot.latitude, "lon": spot.longitude}
    pivot = max(3, (radius_km or 100) // 3)
    return {"distance_feature": {"field": "location", "origin": origin, "pivot": f"{pivot}km", "boost": BOOST["near"]}}


def shuffled(query: Clause, day: date) -> Clause:
    """The query with a small share of chance that is the same all day, so that nobody is always last."""
    return _with(query, [_chance(day)], "sum")


def uncrowded(query: Clause, levels: tuple[tuple[str, ...], ...], day: date) -> Clause:
    """What fewest wish for first (see crowding), equals by the chance of the day; how well it fits does not count."""
    every = [id_ for level in levels for id_ in level]
    free = {"filter": {"bool": {"must_not": [{"terms": {"occupation.id": every}}]}}, "weight": len(levels) + 1}
    steps = [
        {"filter": {"terms": {"occupation.id": list(level)}}, "weight": len(levels) - place}
        for place, level in enumerate(levels)
    ]
    return _with(query, [_chance(day), free, *steps], "replace")


def _chance(day: date) -> Clause:
    chance = {"random_score": {"seed": zlib.crc32(day.isoformat().encode()), "field": "id"}}
    return {**chance, "weight": BOOST["shuffle"]}


def _with(query: Clause, functions: list[Clause], mode: str) -> Clause:
    return {"function_score": {"query": query, "functions": functions, "score_mode": "sum", "boost_mode": mode}}
