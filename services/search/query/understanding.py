"""What a free text asks for: occupation, place, certificate, start, activities, and the rest.

Everything is found in the folded text and taken out of it, in this order: postal code, start year,
certificate, place after a word such as "in", occupation by a known name, trailing place, misspelt occupation,
activities, a similar occupation. What is left must be covered by title, occupation label or employer
(users.md 1).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from services.search.boosts import CONFIDENCE
from services.search.occupations.filler import FILLER
from services.search.occupations.fold import fold
from services.search.occupations.knowledge import Knowledge
from services.search.query.phrases import CERTIFICATES, NEAR, POSTAL_CODE, START
from shared.contracts.vocabulary import Certificate, without_invisible

MAX_LETTERS, MAX_WORDS = 600, 24
PLACE_WORDS = 4


@dataclass(frozen=True)
class Spot:
    """A place on the map; degrees, WGS 84."""

    name: str
    latitude: float
    longitude: float
    postal_code: str | None = None


FindPlace = Callable[[str], Spot | None]


@dataclass
class Understood:
    """The parts of a query. `occupations` are ids; `occupation_words` the words that mean them, corrected.

    `ignored` words are in no vacancy together with the rest; they demand nothing. `eased`: not all was understood as
    it stands, because that has no hit.
    """

    words: list[str] = field(default_factory=list)
    occupations: tuple[str, ...] = ()
    occupation_words: str = ""
    occupation_typed: tuple[str, ...] = ()
    place: Spot | None = None
    certificate: Certificate | None = None
    start_year: int | None = None
    activities: tuple[str, ...] = ()
    activity_words: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    eased: bool = False
    corrected: str | None = None
    spelling: dict[str, str] = field(default_factory=dict)

    def _as_typed(self, words: Iterable[str]) -> str:
        return " ".join(self.spelling.get(word, word) for word in words)

    def shown(self, knowledge: Knowledge) -> dict[str, Any]:
        """What people see and may undo; empty parts are left out."""
        parts = {
            "occupations": [{"id": id_, "name": knowledge.entries[id_].name} for id_ in self.occupations[:10]],
            "occupation_text": self._as_typed(self.occupation_words.split()),
            "place": self.place and {"name": self.place.name, "postal_code": self.place.postal_code},
            "certificate": self.certificate,
            "start_year": self.start_year,
            "activities": list(self.activities),
            "activity_text": self._as_typed(self.activity_words),
            "rest": self._as_typed(self.words),
            "ignored": self._as_typed(self.ignored),
        }
        return {name: value for name, value in parts.items() if value}


def understand(text: str, *, knowledge: Knowledge, find_place: FindPlace) -> Understood:
    """The parts of a text of any length; only its beginning counts."""
    typed = without_invisible(text[:MAX_LETTERS])
    folded = " ".join(fold(typed).split()[:MAX_WORDS])
    parts = Understood(spelling={fold(word): word for word in typed.split()})
    folded = _postal_code(folded, parts, find_place)
    folded = _start(folded, parts)
    folded = _certificate(folded, parts)
    parts.words = folded.split()
    _place_after_in(parts, find_place)
    _occupation(parts, knowledge, correct=False)
    _trailing_place(parts, knowledge, find_place)
    if not parts.occupations and not any(knowledge.activities(word) for word in parts.words):
        _occupation(parts, knowledge, correct=True)
    _activities(parts, knowledge)
    if not (parts.occupations or parts.activities):
        _similar_occupation(parts, knowledge)
    return parts


def _cut(text: str, match: re.Match[str]) -> str:
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _postal_code(folded: str, parts: Understood, find_place: FindPlace) -> str:
    match = POSTAL_CODE.search(folded)
    spot = find_place(match.group(1)) if match else None
    if match is None or spot is None:
        return folded
    parts.place = spot
    return _cut(folded, match)


def _start(folded: str, parts: Understood) -> str:
    match = START.search(folded)
    if match is None:
        return folded
    parts.start_year = int(match.group(1))
    return _cut(folded, match)


def _certificate(folded: str, parts: Understood) -> str:
    for pattern, value in CERTIFICATES:
        match = pattern.search(folded)
        if match:
            parts.certificate = value
            return _cut(folded, match)
    return folded


def _place_after_in(parts: Understood, find_place: FindPlace) -> None:
    words = parts.words
    for at, word in enumerate(words):
        if parts.place or word not in NEAR:
            continue
        for length in range(min(PLACE_WORDS, len(words) - at - 1), 0, -1):
            spot = find_place(" ".join(words[at + 1 : at + 1 + length]))
            if spot:
                parts.place = spot
                parts.words = words[:at] + words[at + 1 + length :]
                break


def _occupation(parts: Understood, knowledge: Knowledge, *, correct: bool) -> None:
    """The longest run of words that is a name, typing errors corrected if asked for."""
    for length in range(min(knowledge.longest, len(parts.words)), 0, -1):
        for at in range(len(parts.words) - length + 1):
            run = parts.words[at : at + length]
            name = _corrected(run, knowledge) if correct else " ".join(run)
            meaning = knowledge.meaning(name)
            if meaning and not all(word in FILLER for word in run):
                parts.occupations, parts.occupation_words = meaning.occupations, name
                parts.occupation_typed = tuple(run)
                parts.corrected = meaning.name if correct else None
                parts.words = parts.words[:at] + parts.words[at + length :]
                return


def _corrected(run: list[str], knowledge: Knowledge) -> str:
    """Words that say what one does, and fillers, are spelt right already."""
    fine = (word in FILLER or bool(knowledge.activities(word)) for word in run)
    return " ".join(word if keep else knowledge.corrected(word) for word, keep in zip(run, fine, strict=True))


def _trailing_place(parts: Understood, knowledge: Knowledge, find_place: FindPlace) -> None:
    """ "Kfz Mechaniker Ludwigsburg", "Ludwigsburg": the last words, unless they say what one does."""
    if parts.place:
        return
    for length in range(min(PLACE_WORDS, len(parts.words)), 0, -1):
        tail = parts.words[-length:]
        if any(knowledge.activities(word) for word in tail) or tail[0] in FILLER:
            continue
        spot = find_place(" ".join(tail))
        if spot:
            parts.place, parts.words = spot, parts.words[:-length]
            return


def _activities(parts: Understood, knowledge: Knowledge) -> None:
    """In "Haare schneiden" the first word says enough; the verb beside it demands nothing more."""
    words = [word for word in parts.words if word not in FILLER]
    tags = {tag: None for word in words for tag in knowledge.activities(word)}
    used = [word for word in words if knowledge.activities(word) or (tags and word.endswith("en"))]
    parts.words = [word for word in words if word not in used]
    parts.activities, parts.activity_words = tuple(tags), tuple(used)


def _similar_occupation(parts: Understood, knowledge: Knowledge) -> None:
    """Nothing exact: a name that is very near to all of the rest, with what else it may mean."""
    found = knowledge.candidates(" ".join(parts.words), 3)
    if found and found[0].confidence >= CONFIDENCE["understood"]:
        likely = [one.id for one in found if one.confidence >= CONFIDENCE["guess"]]
        parts.occupations, parts.occupation_words = tuple(likely), " ".join(parts.words)
        parts.occupation_typed = tuple(parts.words)
        parts.words = []
