"""From a search as it comes to a question that can be put to Elasticsearch."""

from datetime import date

from services.search.boosts import DEFAULT_RADIUS_KM, RADIUS_STEPS_KM
from services.search.occupations.knowledge import Knowledge
from services.search.query.builder import Question
from services.search.query.order import Cursor
from services.search.query.understanding import FindPlace, Spot, Understood, understand
from shared.contracts.search import SearchQuery


def question(
    query: SearchQuery, cursor: Cursor | None, *, knowledge: Knowledge, find_place: FindPlace, today: date
) -> Question:
    """What was typed and chosen, put together; what was chosen wins over what the text says."""
    parts = understand(query.q, knowledge=knowledge, find_place=find_place)
    spot = _spot(query, parts, find_place)
    radius = cursor.radius_km if cursor else query.radius_km or DEFAULT_RADIUS_KM
    merged = {
        "certificate": query.certificate or parts.certificate,
        "start_year": query.start_year or parts.start_year,
    }
    return Question(
        query=query.model_copy(update=merged),
        parts=parts,
        doing=knowledge.doing(parts.activities),
        spot=spot,
        radius_km=radius if spot else None,
        day=cursor.day if cursor else today,
    )


def _spot(query: SearchQuery, parts: Understood, find_place: FindPlace) -> Spot | None:
    chosen = find_place(query.where[:200]) if query.where.strip() else None
    if chosen is None and query.lat is not None and query.lon is not None:
        chosen = Spot("deinem Standort", query.lat, query.lon)
    return chosen or parts.place


def wider(radius_km: int | None) -> tuple[int, ...]:
    """The radii to try after this one; none without a place."""
    return tuple(step for step in RADIUS_STEPS_KM if radius_km and step > radius_km)
