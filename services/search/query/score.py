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


def shuffled(query: Clause, day: date, *, alone: bool = False) -> Clause:
    """The query with a small share of chance that is the same all day, so that nobody is always last.

    `alone` leaves nothing but the chance.
    """
    chance = {"random_score": {"seed": zlib.crc32(day.isoformat().encode()), "field": "id"}}
    weighted = {**chance, "weight": BOOST["shuffle"]}
    return {
        "function_score": {
            "query": query, "functions": [weighted], "score_mode": "sum", "boost_mode": "replace" if alone else "sum"
        }
    }  # fmt: skip
