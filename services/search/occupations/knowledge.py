"""What search knows of occupations: their names, how they are misspelt, what one does in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.search.boosts import CONFIDENCE
from services.search.occupations.fold import fold, stem
from services.search.occupations.grams import Grams, alike, grams
from services.search.occupations.spelling import Spelling
from shared.contracts.search import OccupationCandidate


@dataclass(frozen=True)
class Entry:
    """An occupation as far as search needs it. `activities` are tags of the closed list."""

    id: str
    kldb2010: str
    name: str
    activities: frozenset[str] = frozenset()


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


class Knowledge:
    """Built once, then only read. `activity_words` maps plain words ("holz") to tags ("wood")."""

    def __init__(
        self, entries: Iterable[Entry], names: Iterable[Name], activity_words: Mapping[str, Sequence[str]]
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self._entry_grams = {entry.id: grams(fold(entry.name)) for entry in self.entries.values()}
        self._exact = _by_key(names)
        self.longest = max((key.count(" ") + 1 for key in self._exact), default=1)
        self._keys = list(self._exact)
        self._grams = Grams(self._keys)
        self.spelling = Spelling(Counter(word for key in self._keys for word in key.split()))
        self._activities = {stem(fold(word)): tuple(tags) for word, tags in activity_words.items()}
        self.activity_words = tuple(activity_words)
        self._doing: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            for tag in entry.activities:
                self._doing[tag].append(entry.id)

    def _ordered(self, meaning: Meaning) -> Meaning:
        """The occupation whose own name is most like this one first: a Zimmermann is no Bootsbauer."""
        known = [id_ for id_ in meaning.occupations if id_ in self.entries]
        if len(known) > 1 and not meaning.official:
            own = grams(fold(meaning.name))
            known.sort(key=lambda id_: -alike(own, self._entry_grams[id_]))
        return Meaning(tuple(known), meaning.name, meaning.official)

    def _meant(self, meaning: Meaning, confidence: float, why: str) -> Iterable[tuple[str, float, str]]:
        """A name for several occupations makes none of them sure."""
        for place, id_ in enumerate(meaning.occupations):
            sure = len(meaning.occupations) == 1 or (meaning.official and place == 0)
            yield id_, confidence * (1.0 if sure else CONFIDENCE["several"]) - 0.001 * place, why

    def meaning(self, folded: str) -> Meaning | None:
        """What a folded text means when it is a known name as a whole."""
        found = self._exact.get(folded)
        return self._ordered(found) if found else None

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

    def candidates(self, text: str, limit: int) -> list[OccupationCandidate]:
        """Occupations for a text, best first; empty when unsure."""
        folded = " ".join(fold(text[:300]).split()[:24])
        found: dict[str, tuple[float, str]] = {}
        for id_, confidence, why in self._guesses(folded):
            if id_ in self.entries and confidence > found.get(id_, (0.0, ""))[0]:
                found[id_] = (confidence, why)
        best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
        return [self._candidate(id_, confidence, why) for id_, (confidence, why) in best]

    def _candidate(self, id_: str, confidence: float, why: str) -> OccupationCandidate:
        entry = self.entries[id_]
        return OccupationCandidate(
            id=id_, kldb2010=entry.kldb2010, name=entry.name, confidence=round(confidence, 3), why=why
        )

    def _guesses(self, folded: str) -> Iterable[tuple[str, float, str]]:
        if not folded:
            return
        exact = self.meaning(folded)
        if exact:
            yield from self._meant(exact, CONFIDENCE["exact"], f"Name: {exact.name}")
            return
        corrected = self.corrected(folded)
        fixed = self.meaning(corrected) if corrected != folded else None
        if fixed:
            yield from self._meant(fixed, CONFIDENCE["corrected"], f"Tippfehler? {fixed.name}")
        for position, similarity in self._grams.nearest(corrected, 30):
            near = self._ordered(self._exact[self._keys[position]])
            if similarity >= CONFIDENCE["unsure"]:
                yield from self._meant(near, similarity * CONFIDENCE["corrected"], f"Ähnlicher Name: {near.name}")
        tags = [tag for word in folded.split() for tag in self.activities(word)]
        for id_ in self.doing(tags):
            yield id_, CONFIDENCE["activity"], "Das macht man in diesem Beruf."


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
