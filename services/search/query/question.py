"""From a search as it comes to a question that can be put to Elasticsearch."""

from dataclasses import replace
from datetime import date

from services.search.boosts import DEFAULT_RADIUS_KM
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import meant, near_place
from services.search.query.builder import Question
from services.search.query.order import Cursor
from services.search.query.understanding import FindPlace, understand
from services.search.query.understood import Spot, Understood
from shared.contracts.search import SearchQuery

SIMPLE_WORDS = 5


def question(
    query: SearchQuery, cursor: Cursor | None, *, knowledge: Knowledge, find_place: FindPlace, today: date
) -> Question:
    """What was typed and chosen, put together; what was chosen wins over what the text says."""
    parts = understand(query.q, knowledge=knowledge, find_place=find_place)
    parts.occupations = meant(*parts.occupations)
    spot = _spot(query, parts, find_place)
    around = cursor.radius_km if cursor else radius(query)
    parts.training_kind = None if query.training_kind else parts.training_kind
    parts.exact = frozenset(word for word in parts.words if near_place(word))
    merged = {
        "certificate": query.certificate or parts.certificate,
        "start_year": query.start_year or parts.start_year,
        "training_kind": query.training_kind or parts.training_kind,
    }
    return Question(
        query=query.model_copy(update=merged),
        parts=parts,
        doing=knowledge.doing(parts.activities),
        spot=spot,
        radius_km=around if spot else None,
        day=cursor.day if cursor else today,
    )


def radius(query: SearchQuery) -> int:
    """How far people want to go, in km."""
    return query.radius_km or DEFAULT_RADIUS_KM


def _spot(query: SearchQuery, parts: Understood, find_place: FindPlace) -> Spot | None:
    named = query.where.strip()[:200]
    chosen = find_place(named) if named else None
    if named and chosen is None and (chosen := near_place(named, said=True)):
        parts.where = chosen.name
    if chosen is None and query.lat is not None and query.lon is not None:
        chosen = Spot("deinem Standort", query.lat, query.lon)
    return chosen or parts.place


def simplified(asked: Question) -> Question:
    """The same question with a few words of the rest only."""
    return replace(asked, parts=replace(asked.parts, words=asked.parts.words[:SIMPLE_WORDS]))
