"""From a search as it comes to a question that can be put to Elasticsearch."""

from dataclasses import replace
from datetime import date

from services.search.boosts import DEFAULT_RADIUS_KM
from services.search.occupations.knowledge import Knowledge
from services.search.query.builder import Question
from services.search.query.order import Cursor
from services.search.query.understanding import FindPlace, Spot, Understood, understand
from shared.contracts.search import SearchQuery

SIMPLE_WORDS = 5


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


def simplified(asked: Question) -> Question:
    """The same question with a few words of the rest only."""
    return replace(asked, parts=replace(asked.parts, words=asked.parts.words[:SIMPLE_WORDS]))


def relaxed(asked: Question) -> Question:
    """The same question with the rest of the words demanding nothing: they only add to the score."""
    return replace(asked, parts=replace(asked.parts, words=[], ignored=tuple(asked.parts.words)))
