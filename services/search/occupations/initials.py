"""Abbreviations nobody has listed: "BKF" is spelt by the beginnings of the parts of Berufs-kraft-fahrer."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from services.search.occupations.filler import FILLER

ABBREVIATION = re.compile(r"[a-z]{3,7}")
SHORTEST_PART = 4
BEGINNING = 5
"""So many letters that begin a known word begin a part of a compound, too."""

LEAST_SHARE = 0.6
"""Of a name's parts that the letters must name; below it "Mama" and "Opa" are abbreviations, too."""

Part = tuple[str, bool]
"""A part of a name, and whether a word begins with it."""


class Initials:
    """Names in parts; built once, then only read. `names` maps a folded name to an occupation's id."""

    def __init__(self, names: Mapping[str, str], vocabulary: Iterable[str]) -> None:
        self._beginnings = frozenset(word[:BEGINNING] for word in vocabulary if len(word) >= BEGINNING)
        self._names = [(id_, self._parts(name)) for name, id_ in names.items()]

    def meant(self, folded: str) -> dict[str, float]:
        """Occupations whose name the letters may stand for, with the share of its parts that they name."""
        if not ABBREVIATION.fullmatch(folded):
            return {}
        shares = {id_: max((_share(folded, tail) for tail in _tails(parts)), default=0.0) for id_, parts in self._names}
        return {id_: share for id_, share in shares.items() if share >= LEAST_SHARE}

    def _parts(self, name: str) -> tuple[Part, ...]:
        words = [word for word in name.split() if word not in FILLER and len(word) >= SHORTEST_PART]
        return tuple(part for word in words for part in self._split(word))

    def _split(self, word: str) -> list[Part]:
        """The word, cut wherever a known word could begin and neither side is too short."""
        cuts, last = [0], len(word) - SHORTEST_PART
        for at in range(SHORTEST_PART, last + 1):
            if at - cuts[-1] >= SHORTEST_PART and word[at : at + BEGINNING] in self._beginnings:
                cuts.append(at)
        return [(word[cut:end], cut == 0) for cut, end in zip(cuts, [*cuts[1:], len(word)], strict=True)]


def _tails(parts: tuple[Part, ...]) -> Iterable[tuple[Part, ...]]:
    """The name, and what is left of it without its first words: "Fachkraft für …" is seldom part of a short form."""
    return (parts[at:] for at, (_, begins) in enumerate(parts) if begins and len(parts) - at > 1)


def _share(letters: str, parts: tuple[Part, ...]) -> float:
    used = _used(letters, parts)
    return used / len(parts) if used > 1 else 0.0


@lru_cache(maxsize=20_000)
def _used(letters: str, parts: tuple[Part, ...]) -> int:
    """How many parts the letters name, each by its beginning, in order and no word left out; 0 if they do not fit."""
    if not parts:
        return 0
    (part, begins), rest = parts[0], parts[1:]
    best = 0 if begins else _used(letters, rest)
    for length in range(1, len(letters) + 1):
        if not part.startswith(letters[:length]):
            break
        left = letters[length:]
        if left:
            further = _used(left, rest)
            best = max(best, further + 1 if further else 0)
        elif not any(start for _, start in rest):
            best = max(best, 1)
    return best
