"""What search knows of occupations: their names, how they are misspelt, what one does in them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.search.boosts import CONFIDENCE, SPELLING
from services.search.occupations.entry import Entry
from services.search.occupations.features import one_form
from services.search.occupations.filler import without_filler
from services.search.occupations.fold import fold, stem
from services.search.occupations.grams import alike, grams
from services.search.occupations.initials import Initials
from services.search.occupations.learning import learn
from services.search.occupations.similar import Guess, Known, Learn, Similar
from services.search.occupations.sound import alike as sound_alike
from services.search.occupations.spelling import Spelling
from shared.contracts.search import OccupationCandidate


@dataclass(frozen=True, slots=True)
class Name:
    """A name people use, and the occupations it may mean. `official` names win over other ones."""

    text: str
    occupations: tuple[str, ...]
    official: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a folded text means exactly: the occupations, and the name that says so.

    An official name of several occupations is that of the first one, the others are its Fachrichtungen.
    """

    occupations: tuple[str, ...]
    name: str
    official: bool = False


SHORTEST_WORKSHOP = 7
_TRAINING = re.compile(r"(?<=[a-z]{4})(?:ausbildung|ausbildungsplatz|lehre|lehrling|lehrstelle|azubi|beruf|stelle)$")


class Knowledge:
    """Built once, then only read.

    `activity_words` maps plain words ("holz") to tags ("wood"), `trade_words` such ones ("brot backen") to the
    KldB classes they belong to; `other` are words and names that mean no occupation.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        names: Iterable[Name],
        activity_words: Mapping[str, Sequence[str]],
        *,
        trade_words: Mapping[str, Sequence[str]] | None = None,
        other: Iterable[str] = (),
        learn: Learn = learn,
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self._entry_grams = {entry.id: grams(fold(entry.name)) for entry in self.entries.values()}
        self._exact = _by_key(names)
        self.longest = max((key.count(" ") + 1 for key in self._exact), default=1)
        known = [*self._known_names(), *self._known_words(trade_words or {})]
        folded_other = [folded for folded in map(fold, other) if folded]
        self._similar = Similar(known, self.entries, folded_other, learn)
        self.spelling = Spelling(_vocabulary([*(one.folded for one in known), *folded_other]))
        official = {fold(entry.name): entry.id for entry in self.entries.values()}
        self._initials = Initials(official, [word for one in known for word in one.folded.split()])
        self._activities = {stem(fold(word)): tuple(tags) for word, tags in activity_words.items()}
        self.activity_words = tuple(activity_words)
        self.verbs = frozenset(one.folded.split()[-1] for one in known if one.word and one.folded.endswith("en"))
        self._doing: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            for tag in entry.activities:
                self._doing[tag].append(entry.id)

    def learn(self, names: Iterable[Name]) -> int:
        """Know more names, as exact ones only; how many were new. Official names keep their meaning."""
        known = dict(self._exact)
        for key, meaning in _by_key(names).items():
            if not (key in known and known[key].official):
                self._exact[key] = meaning
                self.longest = max(self.longest, key.count(" ") + 1)
        return len(self._exact) - len(known)

    def _ordered(self, meaning: Meaning) -> Meaning:
        """The occupation whose own name is most like this one first: a Zimmermann is no Bootsbauer."""
        known = [id_ for id_ in meaning.occupations if id_ in self.entries]
        if len(known) > 1 and not meaning.official:
            own = grams(fold(meaning.name))
            known.sort(key=lambda id_: -alike(own, self._entry_grams[id_]))
        return Meaning(tuple(known), meaning.name, meaning.official)

    def meaning(self, folded: str) -> Meaning | None:
        """What a folded text means when it is a known name as a whole, the training for one ("kochlehre") or a
        workshop."""
        found = self._exact.get(folded) or self._exact.get(_TRAINING.sub("", folded)) or self._workshop(folded)
        return self._ordered(found) if found else None

    def _workshop(self, folded: str) -> Meaning | None:
        """ "Bäckerei", "Zimmerei": where somebody of this occupation works."""
        if not is_workshop(folded):
            return None
        person = folded.removesuffix("ei")
        return self._exact.get(person) or self._exact.get(f"{person}er")

    def activities(self, word: str) -> tuple[str, ...]:
        """The activity tags of a folded word, whatever its ending."""
        return self._activities.get(stem(word), ())

    def doing(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Occupations with all of the activities; where there is none, with any."""
        groups = [set(self._doing.get(tag, ())) for tag in dict.fromkeys(tags)]
        if not groups:
            return ()
        return tuple(sorted(set.intersection(*groups) or set.union(*groups)))

    def corrected(self, folded: str) -> str:
        """The folded text with each misspelt word corrected; the same text when nothing is known."""
        return " ".join(self.spelling.correct(word) or word for word in folded.split())

    def certain(self, typed: str, corrected: str) -> bool:
        """Whether a correction may be taken for what was meant. A short word that sounds otherwise may be a surname."""
        pairs = list(zip(typed.split(), corrected.split(), strict=True))
        return len(pairs) > 1 or all(len(a) >= SPELLING["letters"] or sound_alike(a, b) for a, b in pairs)

    def _known_names(self) -> list[Known]:
        found = ((key, self._ordered(meaning)) for key, meaning in self._exact.items())
        return [Known(key, meaning.name, meaning.occupations) for key, meaning in found if meaning.occupations]

    def _known_words(self, trade_words: Mapping[str, Sequence[str]]) -> list[Known]:
        members: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            members[entry.kldb2010].append(entry.id)
        found = ((word, tuple(id_ for code in codes for id_ in members[code])) for word, codes in trade_words.items())
        return [Known(fold(word), word, ids, word=True) for word, ids in found if ids]

    def candidates(self, text: str, limit: int) -> list[OccupationCandidate]:
        """Occupations for a text, best first; empty when unsure."""
        folded = " ".join(fold(text[:300]).split()[:24])
        found: dict[str, Guess] = {}
        for guess in self._weighed(folded) if folded else ():
            if guess.id not in found or guess.confidence > found[guess.id].confidence:
                found[guess.id] = guess
        best = sorted(found.values(), key=lambda guess: (-guess.confidence, guess.id))[:limit]
        return [self._candidate(guess) for guess in best]

    def _candidate(self, guess: Guess) -> OccupationCandidate:
        entry = self.entries[guess.id]
        return OccupationCandidate(
            id=guess.id, kldb2010=entry.kldb2010, name=entry.name, confidence=round(guess.confidence, 3), why=guess.why
        )

    def _weighed(self, folded: str) -> Iterable[Guess]:
        exact = self.meaning(folded) or self.meaning(without_filler(folded))
        if exact:
            return _meant(exact, 1.0, f"Name: {exact.name}")
        folded = without_filler(folded)
        corrected = self.corrected(folded)
        sure = 1.0 if self.certain(folded, corrected) else CONFIDENCE["doubtful"]
        return (replace(one, confidence=one.confidence * sure) for one in self._guesses(folded, corrected))

    def _guesses(self, folded: str, corrected: str) -> Iterable[Guess]:
        fixed = self.meaning(corrected) if corrected != folded else None
        if fixed:
            yield from _meant(fixed, CONFIDENCE["corrected"], f"Tippfehler? {fixed.name}")
        doing = self.doing(tag for word in folded.split() for tag in self.activities(word))
        for guess in self._similar.guesses(folded, corrected):
            fits = not doing or guess.id in doing
            yield guess if fits else replace(guess, confidence=guess.confidence * CONFIDENCE["other_activity"])
        for id_, share in self._initials.meant(folded).items():
            yield Guess(id_, CONFIDENCE["initials"] * share, "Abkürzung?")
        for id_ in doing:
            yield Guess(id_, CONFIDENCE["activity"], "Das macht man in diesem Beruf.")


def is_workshop(folded: str) -> bool:
    """Whether a folded word ends as "Bäckerei" does."""
    return folded.endswith("ei") and len(folded) >= SHORTEST_WORKSHOP and " " not in folded


def _meant(meaning: Meaning, confidence: float, why: str) -> Iterable[Guess]:
    """A name for several occupations makes none of them sure."""
    for place, id_ in enumerate(meaning.occupations):
        sure = len(meaning.occupations) == 1 or (meaning.official and place == 0)
        yield Guess(id_, confidence * (1.0 if sure else CONFIDENCE["several"]) - 0.001 * place, why)


def _vocabulary(texts: Iterable[str]) -> Counter[str]:
    """Words with how often they occur, in the form they have and in the one both genders share."""
    return Counter(form for text in texts for word in text.split() for form in {word, one_form(word)})


def _by_key(names: Iterable[Name]) -> dict[str, Meaning]:
    """Names by their folded form; official ones first, so that "Bäcker" is not Bäcker or Konditor."""
    merged: dict[str, Meaning] = {}
    official: set[str] = set()
    for name in sorted(names, key=lambda name: not name.official):
        key = fold(name.text)
        if not key or (key in official and not name.official):
            continue
        if name.official:
            official.add(key)
        known = merged.get(key, Meaning((), name.text))
        shortest = min(known.name, name.text, key=len)
        together = tuple(dict.fromkeys((*known.occupations, *name.occupations)))
        merged[key] = Meaning(together, shortest, name.official)
    return merged
