"""Lesser-known places beside the hits, never among them; and help when there is no hit."""

from typing import Any

from services.search.boosts import DISCOVER
from services.search.query.builder import Question, Request, compatible
from services.search.query.score import shuffled, wanted
from services.search.query.understood import Understood


def request(question: Question, related: tuple[str, ...]) -> Request:
    """One place each of lesser-known occupations: the related ones when something was asked, else any near."""
    allowed: list[dict[str, Any]] = [{"term": {"lesser_known": True}}, *compatible(question)]
    if related:
        allowed.append({"terms": {"occupation.id": list(related)}})
    query = {
        "bool": {
            "filter": allowed,
            "must_not": [{"terms": {"occupation.id": list(question.parts.occupations)}}],
            "should": wanted(Understood(), question.spot, question.radius_km),
            "minimum_should_match": 0,
        }
    }
    return {
        "query": shuffled(query, question.day),
        "collapse": {"field": "occupation.id"},
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "size": DISCOVER * 2,  # some may be hits already
    }


def occupations_near(question: Question) -> Request:
    """The occupations with most vacancies among what the filters allow."""
    return {
        "query": {"bool": {"filter": compatible(question)}},
        "size": 0,
        "aggs": {"names": {"terms": {"field": "occupation.name.whole", "size": 5}}},
    }


def reason(name: str, asked: str | None, place: str | None, distance_km: float | None) -> str:
    """Why this is shown, in plain German."""
    where = "in deiner Nähe"
    if distance_km is not None and place:
        where = f"nur {distance_km:.0f} km von {place}" if distance_km >= 1 else f"direkt in {place}"
    kin = f" und verwandt mit {asked}" if asked else ""
    return f"{name}: wenig bekannt, {where}{kin}."
