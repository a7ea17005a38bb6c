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
from services.search.query.phrases import CERTIFICATES, COMPANY, COMPANY_FORMS, NEAR, POSTAL_CODE, START
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
    employer: tuple[str, ...] = ()
    corrected: str | None = None
    spelling: dict[str, str] = field(default_factory=dict)
    taken: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, part: str, words: Iterable[str]) -> None:
        """Remember which words say a part; of none there is nothing to take back."""
        found = self.taken.get(part, frozenset()).union(words)
        self.taken.update({part: found} if found else {})

    def _as_typed(self, words: Iterable[str]) -> str:
        return " ".join(self.spelling.get(word, word) for word in words)

    def _without(self) -> dict[str, str]:
        """For each part the text that is left when people take it back; none where only fillers are left."""
        typed = [(word, set(folded.split())) for folded, word in self.spelling.items()]
        left = {part: [one for one in typed if not one[1] & words] for part, words in self.taken.items()}
        said = {part: any(folded - FILLER for _, folded in words) for part, words in left.items()}
        return {part: " ".join(word for word, _ in words) if said[part] else "" for part, words in left.items()}

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
            "rest": self._as_typed(word for word in self.words if word not in self.employer),
            "ignored": self._as_typed(self.ignored),
            "employer": self._as_typed(self.employer),
            "without": self._without(),
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
    _employer(parts)
    _place_after_in(parts, find_place)
    _occupation(parts, knowledge, correct=False)
    _trailing_place(parts, knowledge, find_place)
    if not parts.occupations and not any(knowledge.activities(word) for word in parts.words):
        _occupation(parts, knowledge, correct=True)
    _activities(parts, knowledge)
    if not parts.occupations and (parts.words or not parts.activities):
        _similar_occupation(parts, knowledge)
    parts.take("rest", parts.words)
    parts.words = [*parts.employer, *parts.words]
    return parts


def _cut(text: str, match: re.Match[str], parts: Understood, part: str) -> str:
    parts.take(part, match.group().split())
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _postal_code(folded: str, parts: Understood, find_place: FindPlace) -> str:
    match = POSTAL_CODE.search(folded)
    spot = find_place(match.group(1)) if match else None
    if match is None or spot is None:
        return folded
    parts.place = spot
    return _cut(folded, match, parts, "place")


def _start(folded: str, parts: Understood) -> str:
    match = START.search(folded)
    if match is None:
        return folded
    parts.start_year = int(match.group(1))
    return _cut(folded, match, parts, "start_year")


def _certificate(folded: str, parts: Understood) -> str:
    for pattern, value in CERTIFICATES:
        match = pattern.search(folded)
        if match:
            parts.certificate = value
            return _cut(folded, match, parts, "certificate")
    return folded


def _employer(parts: Understood) -> None:
    """ "Schmied GmbH", "Firma Koch": the name beside the word is a company's, whatever else it means."""
    words = parts.words
    for at, word in enumerate(words):
        begin, end = (at - 1, at + 1) if word in COMPANY_FORMS else (at, at + 2)
        if (word in COMPANY or word in COMPANY_FORMS) and begin >= 0 and end <= len(words):
            parts.employer = tuple(one for one in words[begin:end] if one not in COMPANY | COMPANY_FORMS)
            parts.take("employer", words[begin:end])
            parts.words = words[:begin] + words[end:]
            return


def _place_after_in(parts: Understood, find_place: FindPlace) -> None:
    words = parts.words
    for at, word in enumerate(words):
        if parts.place or word not in NEAR:
            continue
        for length in range(min(PLACE_WORDS, len(words) - at - 1), 0, -1):
            spot = find_place(" ".join(words[at + 1 : at + 1 + length]))
            if spot:
                parts.place = spot
                parts.take("place", words[at : at + 1 + length])
                parts.words = words[:at] + words[at + 1 + length :]
                break


def _occupation(parts: Understood, knowledge: Knowledge, *, correct: bool) -> None:
    """The longest run of words that is a name, typing errors corrected if asked for; of equals the longer word."""
    for length in range(min(knowledge.longest, len(parts.words)), 0, -1):
        runs = [parts.words[at : at + length] for at in range(len(parts.words) - length + 1)]
        for run in sorted(runs, key=lambda run: -len("".join(run))):
            name = _corrected(run, knowledge) if correct else " ".join(run)
            meaning = knowledge.meaning(name)
            if meaning and not all(word in FILLER for word in run):
                at = runs.index(run)
                parts.occupations, parts.occupation_words = meaning.occupations, name
                parts.occupation_typed = tuple(run)
                parts.take("occupation", run)
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
        doing = any(knowledge.activities(word) or word in knowledge.verbs for word in tail)
        if (doing and not parts.occupations) or tail[0] in FILLER:
            continue
        spot = find_place(" ".join(tail))
        if spot:
            parts.place, parts.words = spot, parts.words[:-length]
            parts.take("place", tail)
            return


def _activities(parts: Understood, knowledge: Knowledge) -> None:
    """In "Haare schneiden" the first word says enough; the verb beside it demands nothing more."""
    words = [word for word in parts.words if word not in FILLER]
    tags = {tag: None for word in words for tag in knowledge.activities(word)}
    used = [word for word in words if knowledge.activities(word) or (tags and word.endswith("en"))]
    parts.words = [word for word in words if word not in used]
    parts.activities, parts.activity_words = tuple(tags), tuple(used)
    parts.take("activity", used)


def _similar_occupation(parts: Understood, knowledge: Knowledge) -> None:
    """Nothing exact: what all of the rest sounds like, if that is sure. „Brot backen“ says more than „backen“."""
    order = " ".join(parts.spelling).split()
    words = sorted([*parts.activity_words, *parts.words], key=order.index)
    found = knowledge.candidates(" ".join(words), 3)
    if found and found[0].confidence >= CONFIDENCE["understood"]:
        likely = [one.id for one in found if one.confidence >= CONFIDENCE["guess"]]
        parts.occupations, parts.occupation_words = tuple(likely), " ".join(words)
        parts.occupation_typed = tuple(words)
        parts.take("occupation", words)
        parts.taken.pop("activity", None)
        parts.activities, parts.activity_words, parts.words = (), (), []
