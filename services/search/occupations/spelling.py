"""Typing errors, corrected against the words of occupations' names, never against the vacancies."""

from collections.abc import Mapping
from zlib import crc32

import numpy as np

MIN_LETTERS = 4  # shorter words are too near to too many others
TWO_EDITS_FROM = 10  # letters


def distance(left: str, right: str) -> int:
    """Edits between two words: insert, delete, replace, swap of neighbours (Damerau, optimal alignment)."""
    two_ago: list[int] = []
    one_ago: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        two_ago, one_ago, row = one_ago, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(one_ago[j] + 1, row[j - 1] + 1, one_ago[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, two_ago[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _shortened(word: str) -> set[int]:
    """Hashes of the word and of what is left when any one letter goes; near words share one of them."""
    return {crc32(part.encode()) for part in (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))}


class Spelling:
    """Known words with how often they occur; the more frequent of two equally near ones is meant.

    The hashes are kept as two sorted arrays, because a dict of them would take 40 MB.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._counts = {word: count for word, count in words.items() if len(word) >= MIN_LETTERS}
        self._words = list(self._counts)
        pairs = [(part, number) for number, word in enumerate(self._words) for part in _shortened(word)]
        table = np.array(sorted(pairs), dtype=np.uint32).reshape(-1, 2)
        self._parts, self._numbers = table[:, 0].copy(), table[:, 1].copy()

    def correct(self, word: str) -> str | None:
        """The word that was meant: same first letter, one edit (two in long words); None when there is none."""
        if len(word) < MIN_LETTERS or word in self._counts or not word.isalpha():
            return None
        allowed = 2 if len(word) >= TWO_EDITS_FROM else 1
        near = (known for known in self._near(word) if known[0] == word[0])
        measured = [(distance(word, known), -self._counts[known], known) for known in near]
        fitting = [found for found in measured if found[0] <= allowed]
        return min(fitting)[2] if fitting else None

    def _near(self, word: str) -> set[str]:
        parts = np.array(sorted(_shortened(word)), dtype=np.uint32)
        begins = np.searchsorted(self._parts, parts, side="left")
        ends = np.searchsorted(self._parts, parts, side="right")
        return {self._words[n] for a, b in zip(begins, ends, strict=True) for n in self._numbers[a:b]}
