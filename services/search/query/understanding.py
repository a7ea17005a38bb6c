"""What a free text asks for: occupation, place, certificate, start, activities, and the rest.

Everything is found in the folded text and taken out of it, in this order: postal code, start year,
certificate, place after a word such as "in", occupation by a known name, trailing place, misspelt occupation,
activities, a similar occupation. What is left must be covered by title, occupation label or employer
(users.md 1).
"""

import re
from collections.abc import Callable, Iterable

from services.search.boosts import CONFIDENCE
from services.search.occupations.filler import FILLER
from services.search.occupations.fold import fold
from services.search.occupations.knowledge import Knowledge, is_workshop
from services.search.query.phrases import CERTIFICATES, COMPANY, COMPANY_FORMS, NEAR, POSTAL_CODE, START, TRAINING_KINDS
from services.search.query.understood import Spot, Understood
from shared.contracts.vocabulary import without_invisible

MAX_LETTERS, MAX_WORDS = 600, 24
PLACE_WORDS = 4


FindPlace = Callable[[str], Spot | None]


def understand(text: str, *, knowledge: Knowledge, find_place: FindPlace) -> Understood:
    """The parts of a text of any length; only its beginning counts."""
    typed = without_invisible(text[:MAX_LETTERS])
    folded = " ".join(fold(typed).split()[:MAX_WORDS])
    parts = Understood(spelling={fold(word): word for word in typed.split()})
    folded = _postal_code(folded, parts, find_place)
    folded = _start(folded, parts)
    folded = _phrase(folded, parts, "certificate", CERTIFICATES)
    folded = _phrase(folded, parts, "training_kind", TRAINING_KINDS)
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


def _phrase(folded: str, parts: Understood, part: str, phrases: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, value in phrases:
        match = pattern.search(folded)
        if match:
            setattr(parts, part, value)
            return _cut(folded, match, parts, part)
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
    """The longest run of words that is a name, typing errors corrected if asked for; of equals the longer word, but
    "Druckerei Zimmermann" prints."""
    for length in range(min(knowledge.longest, len(parts.words)), 0, -1):
        runs = [parts.words[at : at + length] for at in range(len(parts.words) - length + 1)]
        shop = runs[0] if is_workshop(runs[0][-1]) else None
        for run in sorted(runs, key=lambda run: (run is not shop, -len("".join(run)))):
            name = _corrected(run, knowledge) if correct else " ".join(run)
            meaning = knowledge.meaning(name) if knowledge.certain(" ".join(run), name) else None
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
