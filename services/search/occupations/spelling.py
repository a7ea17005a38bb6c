"""Typing errors, corrected against the words of occupations' names, never against the vacancies.

German makes new words from known ones, so a word need not be known as a whole: one edit is accepted when it
turns letters that never stand together into letters that do ("Betonmischanalgen" has "nalg", "analge" …).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import inf, log

from services.search.boosts import SPELLING

MIN_LETTERS = 4  # shorter words are too near to too many others
MAX_LETTERS = 40  # longer ones are no words, and every letter costs
TWO_EDITS_FROM = 10  # letters
_SIZES = (3, 4, 5)
_REACH = max(_SIZES)

REMEMBERED = 4096
"""Corrections kept in memory: a search asks for the same word several times, and people for the same words."""


class Spelling:
    """Known words with how often they occur; the more frequent of two equally near ones is meant."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._counts = {word: count for word, count in words.items() if len(word) >= MIN_LETTERS}
        usual: Counter[str] = Counter()
        follow: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._counts:
            padded = f"^{word}$"
            usual.update(_grams(padded))
            for at in range(1, len(padded)):
                follow[padded[max(0, at - 2) : at]].add(padded[at])
        self._usual = {gram: log(1 + count) for gram, count in usual.items()}
        self.correct = lru_cache(REMEMBERED)(self._correct)
        self._follow = {before: "".join(sorted(letters - {"$"})) for before, letters in follow.items()}

    def knows(self, word: str) -> bool:
        """Whether a word, in letters enough, is one of the names'."""
        return word in self._counts

    def _correct(self, word: str) -> str | None:
        """The word that was meant; None when it is known, or when no single edit helps (two in long words)."""
        fixed = word
        for _ in range(2 if len(word) >= TWO_EDITS_FROM else 1):
            if not MIN_LETTERS <= len(fixed) <= MAX_LETTERS or fixed in self._counts or not fixed.isalpha():
                break
            fixed = self._edited(fixed)
        return None if fixed == word else fixed

    def _edited(self, word: str) -> str:
        padded = f"^{word}$"
        changed = [(at, new) for at, new in self._changed(padded) if new[at - 1 : at + 2] in self._usual]
        whole = {new[1:-1] for _, new in changed if new[1:-1] in self._counts and new[1] == word[0]}
        if whole:
            return max(whole, key=lambda known: (self._counts[known], known))
        before = {
            at: self._unknown(_around(padded, at, 0), len(padded) * len(_SIZES)) for at in {at for at, _ in changed}
        }
        best = (-SPELLING["least_gain"], inf, padded)
        for at, new in changed:
            part = _around(new, at, len(new) - len(padded))
            most = before[at] + best[0]
            if most >= 0 and (unknown := self._unknown(part, most)) <= most:
                best = min(best, (unknown - before[at], self._usualness(part), new))
        return best[2][1:-1]

    def _changed(self, padded: str) -> Iterator[tuple[int, str]]:
        """Every single edit at letters that stand strangely, with its place."""
        for at in self._strange(padded):
            head, letter, tail = padded[:at], padded[at], padded[at + 1 :]
            yield at, head + tail
            if len(tail) > 1:
                yield at, head + tail[0] + letter + tail[1:]
            for new in self._follow.get(head[-2:], ""):
                yield at, head + new + tail
                yield at, head + new + letter + tail

    def _strange(self, padded: str) -> Iterable[int]:
        """Where letters stand strangely; everywhere in a long word when they do nowhere: few others are near it."""
        last = len(padded) - 1
        size = 4
        odd = [at for at in range(max(1, last + 2 - size)) if padded[at : at + size] not in self._usual]
        if last > TWO_EDITS_FROM and not odd:
            odd = list(range(last))
        return sorted({place for at in odd for place in range(max(1, at), min(at + size, last))})

    def _unknown(self, part: str, most: float) -> int:
        """How many n-grams no known word has; not counted further than one above `most`."""
        unknown = 0
        for gram in _grams(part):
            if gram not in self._usual:
                unknown += 1
                if unknown > most:
                    break
        return unknown

    def _usualness(self, part: str) -> float:
        """How usual the known n-grams are, the smaller the more."""
        known = [usual for gram in _grams(part) if (usual := self._usual.get(gram)) is not None]
        return -sum(known) / (len(known) or 1)


def _around(padded: str, at: int, more: int) -> str:
    """The letters whose n-grams an edit at this place touches."""
    return padded[max(0, at - _REACH + 1) : at + _REACH + 1 + more]


def _grams(padded: str) -> Iterator[str]:
    return (padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))
