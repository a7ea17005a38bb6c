"""Completions while someone types: occupations, places, activities, by the start of any of their words."""

from bisect import bisect_left
from collections.abc import Iterable

from services.search.occupations.fold import fold
from shared.contracts.search import Suggestion

_KINDS = ("occupation", "activity", "place")
_SCANNED = 400  # completions looked at; a single letter has thousands


class Suggestions:
    """A sorted list of every start of a word; built once."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are (text, kind) with kind occupation, activity or place."""
        starts: list[tuple[str, int, int, str, str]] = []
        for text, kind in texts:
            words = fold(text).split()
            rank = _KINDS.index(kind)
            starts.extend((" ".join(words[at:]), min(at, 1), rank, text, kind) for at in range(len(words)))
        self._starts = sorted(set(starts))

    def complete(self, typed: str, limit: int) -> list[Suggestion]:
        """Texts in which a word begins like this: those that begin so themselves first, then the shorter ones."""
        prefix = fold(typed[:100])
        if not prefix:
            return []
        begin = bisect_left(self._starts, (prefix,))
        found = [start for start in self._starts[begin : begin + _SCANNED] if start[0].startswith(prefix)]
        ranked = sorted(found, key=lambda start: (start[0] != prefix, start[1], start[2], len(start[3]), start[3]))
        unique = dict.fromkeys((text, kind) for _, _, _, text, kind in ranked)
        return [Suggestion(text=text, kind=kind) for text, kind in list(unique)[:limit]]
