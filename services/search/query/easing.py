"""Understanding a text otherwise than it stands, when as it stands it has no hit."""

from dataclasses import replace

from services.search.boosts import CONFIDENCE
from services.search.occupations.filler import FILLER
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import meant, near_place
from services.search.query.builder import Question
from services.search.query.phrases import NEAR
from services.search.query.question import radius
from services.search.query.understanding import PLACE_WORDS, FindPlace
from services.search.query.understood import Spot, Understood

GUESSES = 3


def eased(asked: Question, *, knowledge: Knowledge, find_place: FindPlace) -> Question | None:
    """The question to ask where this one has no hit; None when there is nothing to ease."""
    parts = asked.parts
    placed = None if asked.spot else _placed(asked, knowledge, find_place)
    if placed or parts.training_kind:
        return placed or _any_kind(asked)
    if not parts.words:
        return None
    return _relaxed(asked, find_place) if parts.occupations or parts.activities else _guessed(asked, knowledge)


def _placed(asked: Question, knowledge: Knowledge, find_place: FindPlace) -> Question | None:
    """The longest run of words that is a misspelt place; neither a word of names of occupations nor of activities."""
    words = asked.parts.words
    for length in range(min(PLACE_WORDS, len(words)), 0, -1):
        for at in range(len(words) - length, -1, -1):
            run, before = words[at : at + length], words[:at][-1:]
            if any(word in FILLER or knowledge.spelling.knows(word) or knowledge.activities(word) for word in run):
                continue
            name = " ".join(run)
            spot = near_place(name, said=not NEAR.isdisjoint(before))
            if spot and not find_place(name):
                return replace(asked, parts=_at(asked.parts, run, spot), spot=spot, radius_km=radius(asked.query))
    return None


def _at(parts: Understood, run: list[str], spot: Spot) -> Understood:
    """The parts with these words as a place."""
    left = [word for word in parts.words if word not in run and word not in NEAR]
    corrected = ", ".join(name for name in (parts.corrected, spot.name) if name)
    taken = {part: words for part, words in parts.taken.items() if part != "rest"}
    found = replace(parts, words=left, place=spot, eased=parts.eased + 1, taken=taken, corrected=corrected)
    found.take("place", run)
    found.take("rest", left)
    return found


def _any_kind(asked: Question) -> Question:
    """Any kind of training where there is none of the kind that the text says."""
    said = asked.parts.taken["training_kind"]
    ignored = tuple(folded for folded in asked.parts.spelling if not said.isdisjoint(folded.split()))
    parts = replace(asked.parts, training_kind=None, ignored=ignored, eased=asked.parts.eased + 1)
    return replace(asked, parts=parts, query=asked.query.model_copy(update={"training_kind": None}))


def _relaxed(asked: Question, find_place: FindPlace) -> Question:
    """The rest of the words demands nothing and only adds to the score; a place among them is one."""
    words = asked.parts.words
    ignored = (*asked.parts.ignored, *words)
    parts = replace(asked.parts, words=[], employer=(), ignored=ignored, eased=asked.parts.eased + 1)
    spot = asked.spot or next((found for word in words if (found := find_place(word))), None)
    return replace(asked, parts=parts, spot=spot, radius_km=radius(asked.query) if spot else None)


def _guessed(asked: Question, knowledge: Knowledge) -> Question | None:
    """The occupations that the words may mean, none of them sure; said as a correction."""
    typed = tuple(asked.parts.words)
    found = [one for one in knowledge.candidates(" ".join(typed), GUESSES) if one.confidence >= CONFIDENCE["guess"]]
    if not found:
        return None
    parts = replace(
        asked.parts, words=[], occupations=meant(*(one.id for one in found)), occupation_words=" ".join(typed),
        occupation_typed=typed, corrected=found[0].name, eased=asked.parts.eased + 1,
    )  # fmt: skip
    return replace(asked, parts=parts)
