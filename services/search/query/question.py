"""From a search as it comes to a question that can be put to Elasticsearch."""

from dataclasses import replace
from datetime import date

from services.search.boosts import CONFIDENCE, DEFAULT_RADIUS_KM
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import meant
from services.search.query.builder import Question
from services.search.query.order import Cursor
from services.search.query.understanding import FindPlace, Spot, Understood, understand
from shared.contracts.search import SearchQuery

SIMPLE_WORDS = 5
GUESSES = 3


def question(
    query: SearchQuery, cursor: Cursor | None, *, knowledge: Knowledge, find_place: FindPlace, today: date
) -> Question:
    """What was typed and chosen, put together; what was chosen wins over what the text says."""
    parts = understand(query.q, knowledge=knowledge, find_place=find_place)
    parts.occupations = meant(*parts.occupations)
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


def eased(asked: Question, *, knowledge: Knowledge, find_place: FindPlace) -> Question | None:
    """The question to ask where this one has no hit; None when there is nothing to ease."""
    parts = asked.parts
    if not parts.words:
        return None
    return _relaxed(asked, find_place) if parts.occupations or parts.activities else _guessed(asked, knowledge)


def _relaxed(asked: Question, find_place: FindPlace) -> Question:
    """The rest of the words demands nothing and only adds to the score; a place among them is one."""
    parts = replace(asked.parts, words=[], ignored=tuple(asked.parts.words), eased=True)
    spot = asked.spot or next((found for word in asked.parts.words if (found := find_place(word))), None)
    return replace(asked, parts=parts, spot=spot, radius_km=asked.radius_km or (DEFAULT_RADIUS_KM if spot else None))


def _guessed(asked: Question, knowledge: Knowledge) -> Question | None:
    """The occupations that the words may mean, none of them sure; said as a correction."""
    typed = tuple(asked.parts.words)
    found = [one for one in knowledge.candidates(" ".join(typed), GUESSES) if one.confidence >= CONFIDENCE["guess"]]
    if not found:
        return None
    parts = replace(
        asked.parts, words=[], occupations=meant(*(one.id for one in found)), occupation_words=" ".join(typed),
        occupation_typed=typed, corrected=found[0].name, eased=True,
    )  # fmt: skip
    return replace(asked, parts=parts)
