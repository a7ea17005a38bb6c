"""Typing errors, corrected against the words of occupations' names, never against the vacancies."""

from collections import defaultdict
from collections.abc import Mapping

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


def _shortened(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}


class Spelling:
    """Known words with how often they occur; the more frequent of two equally near ones is meant."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = {word: count for word, count in words.items() if len(word) >= MIN_LETTERS}
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for part in _shortened(word):
                self._near[part].append(word)

    def knows(self, word: str) -> bool:
        """True for a word that needs no correction."""
        return word in self._words

    def correct(self, word: str) -> str | None:
        """The word that was meant: same first letter, one edit (two in long words); None when there is none."""
        if len(word) < MIN_LETTERS or word in self._words or not word.isalpha():
            return None
        allowed = 2 if len(word) >= TWO_EDITS_FROM else 1
        near = {known for part in _shortened(word) for known in self._near.get(part, ()) if known[0] == word[0]}
        measured = [(distance(word, known), -self._words[known], known) for known in near]
        fitting = [found for found in measured if found[0] <= allowed]
        return min(fitting)[2] if fitting else None
