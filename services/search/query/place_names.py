"""Names of places, misspelt: the one name that is near enough, and nothing when two could be meant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.search.boosts import PLACES
from services.search.occupations.fold import fold
from services.search.occupations.sound import alike

_PLAIN = (("ae", "a"), ("oe", "o"), ("ue", "u"))


class PlaceNames:
    """Names with how many postal codes they have; built once, then only read."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self._sizes: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._by_start: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for name, size in names.items():
            key = _key(name)
            if size > self._sizes.get(key, 0):
                self._sizes[key], self._names[key] = size, name
        for key in self._sizes:
            self._by_start[key[:1], len(key)].append((key, _letters(key)))

    def meant(self, typed: str, *, said: bool) -> str | None:
        """The name that a text of the same first letter misspells, by one edit, in long names by two.

        None when it is none, or when another name is as near and not much smaller. Unless somebody `said` that it is
        a place, a short text may be a surname: it must sound like the place, or nearly be a city.
        """
        key = _key(typed)
        if key in self._sizes:
            return self._names[key]
        if len(key) < PLACES["letters"] or not key.replace(" ", "").isalpha():
            return None
        long = len(key) >= PLACES["letters_two_edits"]
        for edits in (1, 2) if long else (1,):
            found = sorted(self._near(key, edits), key=lambda name: -self._sizes[name])
            if found:
                fits = said or long or alike(key, found[0]) or self._sizes[found[0]] >= PLACES["city"]
                return self._names[found[0]] if fits and self._clear(found) else None
        return None

    def _near(self, key: str, edits: int) -> Iterable[str]:
        own = _letters(key)
        for length in range(len(key) - edits, len(key) + edits + 1):
            for name, letters in self._by_start.get((key[:1], length), ()):
                if (own ^ letters).bit_count() <= 2 * edits and distance(key, name) == edits:
                    yield name

    def _clear(self, found: list[str]) -> bool:
        return len(found) == 1 or self._sizes[found[0]] >= PLACES["larger"] * self._sizes[found[1]]


def distance(left: str, right: str) -> int:
    """Edits from one text to the other: a letter more, less, another one, or two swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        before, last, row = row, before, [at]
        for to, other in enumerate(right, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == right[to - 2] and left[at - 2] == other:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return row[-1]


def _key(text: str) -> str:
    """Folded, an umlaut as its vowel: nobody who types "Nastaten" has left out an e."""
    key = fold(text)
    for spelt, plain in _PLAIN:
        key = key.replace(spelt, plain)
    return key


def _letters(key: str) -> int:
    return sum(1 << (ord(letter) - 97) for letter in set(key) if "a" <= letter <= "z")
