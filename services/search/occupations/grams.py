"""Nearest names by shared character n-grams, the rare ones counting more."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZES = (2, 3)
Ints = NDArray[np.uint16]
Floats = NDArray[np.float32]
MAX_NAMES = 2**16  # positions are kept in 16 bits


def grams(text: str) -> set[str]:
    """The n-grams of a folded text with its ends marked; words are joined, so that compounds may be split."""
    padded = f"^{text.replace(' ', '')}$"
    return {padded[i : i + size] for size in SIZES for i in range(len(padded) - size + 1)}


def alike(left: set[str], right: set[str]) -> float:
    """How much two sets of n-grams share, 0..1 (Jaccard)."""
    return len(left & right) / len(left | right)


class Grams:
    """An index over fewer than `MAX_NAMES` folded names, built once; a look-up takes about a millisecond."""

    def __init__(self, names: Sequence[str]) -> None:
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for position, name in enumerate(names):
            for gram in grams(name):
                postings[gram].append(position)
        self._postings: dict[str, Ints] = {gram: np.array(at, dtype=np.uint16) for gram, at in postings.items()}
        self._rarest = float(np.log(1 + len(names)))
        self._weights = {gram: float(np.log(1 + len(names) / len(at))) for gram, at in postings.items()}
        self._lengths: Floats = np.zeros(len(names), dtype=np.float32)
        for gram, positions in self._postings.items():
            self._lengths[positions] += self._weights[gram] ** 2
        np.sqrt(self._lengths, out=self._lengths)

    def nearest(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Positions of the nearest names with their cosine 0..1, best first."""
        asked = grams(text)
        shared: Floats = np.zeros(len(self._lengths), dtype=np.float32)
        for gram in asked & self._postings.keys():
            shared[self._postings[gram]] += self._weights[gram] ** 2
        own = sum(self._weights.get(gram, self._rarest) ** 2 for gram in asked) ** 0.5
        cosines = shared / (self._lengths * (own or 1.0))
        least = np.partition(cosines, -limit)[-limit] if limit < len(cosines) else 0.0
        near = np.flatnonzero(cosines >= least)
        best = near[np.argsort(-cosines[near], kind="stable")][:limit]
        return [(int(position), float(cosines[position])) for position in best if cosines[position] > 0]
