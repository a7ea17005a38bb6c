"""Nearest names by shared character n-grams, the rare ones counting more."""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

SIZES = (2, 3, 4)


def grams(text: str) -> set[str]:
    """The n-grams of a folded text with its ends marked; words are joined, so that compounds may be split."""
    padded = f"^{text.replace(' ', '')}$"
    return {padded[i : i + size] for size in SIZES for i in range(len(padded) - size + 1)}


class Grams:
    """An index over names, built once."""

    def __init__(self, names: Sequence[str]) -> None:
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for position, name in enumerate(names):
            for gram in grams(name):
                postings[gram].append(position)
        self._postings = dict(postings)
        self._weights = {gram: math.log(1 + len(names) / len(hits)) for gram, hits in postings.items()}
        self._rarest = math.log(1 + len(names))
        self._lengths = [self._length(grams(name)) for name in names]

    def _length(self, found: Iterable[str]) -> float:
        return math.sqrt(sum(self._weights.get(gram, self._rarest) ** 2 for gram in found))

    def nearest(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Positions of the nearest names with their cosine 0..1, best first."""
        asked = grams(text)
        shared: Counter[int] = Counter()
        for gram in asked & self._postings.keys():
            square = self._weights[gram] ** 2
            for position in self._postings[gram]:
                shared[position] += square  # type: ignore[assignment]  # a Counter of floats
        own = self._length(asked)
        scored = [(position, dot / (own * self._lengths[position])) for position, dot in shared.items()]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]
