"""Classes of the KldB 2010 as occupations: market files name a class where they know no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from services.matching.rulebook import Rulebook, rulebook, rulebook_with
from shared.reference.occupations import Occupation, by_kldb, lesser_known, occupations

_NAME = "kldb-"


@dataclass(frozen=True)
class OccupationClass:
    """A class that holds several occupations, or none we know; a mean of its members by their contracts."""

    id: str
    kldb2010: str
    riasec: tuple[float, ...]
    name: str = ""
    parent: str | None = None
    daily: str = ""
    activities: tuple[str, ...] = ()


@cache
def rulebook_of_classes(codes: frozenset[str]) -> Rulebook:
    """The rulebook with an occupation more for each of these codes that does not mean exactly one."""
    more = [_class(code) for code in sorted(codes) if _single(code) is None]
    return rulebook_with(more) if more else rulebook()


def occupation_id(word: str) -> str:
    """The occupation that a KldB code or an occupation id in a file means; unknown ids stay as they are."""
    if not is_code(word):
        return word
    single = _single(word)
    return single.id if single else _NAME + word


def wish(word: str) -> tuple[str, ...]:
    """All that a wish in a file means: a class means its occupations too, an occupation its ambiguous class."""
    if is_code(word):
        return tuple(dict.fromkeys([occupation_id(word), *(member.id for member in _members(word))]))
    found = occupations().get(word)
    return (word, occupation_id(found.kldb2010)) if found and _single(found.kldb2010) is None else (word,)


def is_code(word: str) -> bool:
    """True for five digits."""
    return len(word) == 5 and word.isdecimal()


@cache
def little_known(word: str, land: str) -> bool:
    """Whether an occupation, or the largest of a class, is lesser-known in a Land."""
    members = _members(word) if is_code(word) else [o for o in [occupations().get(word)] if o]
    if not members:
        return False
    return lesser_known(max(members, key=_contracts), land or None)


def _members(code: str) -> Sequence[Occupation]:
    found = by_kldb(code)
    return [o for o in found if not o.secondary] or list(found)


def _single(code: str) -> Occupation | None:
    members = _members(code)
    return members[0] if len(members) == 1 else None


def _contracts(occupation: Occupation) -> int:
    return occupation.contracts_2023 or 0


def _class(code: str) -> OccupationClass:
    """Of a class without occupations: the mean of those whose code begins alike."""
    members = _members(code)
    for digits in (4, 3, 2, 1, 0):
        members = members or [o for o in occupations().values() if o.kldb2010.startswith(code[:digits])]
    weights = [1 + _contracts(member) for member in members]
    scores = zip(*(member.riasec for member in members), strict=True)
    mean = tuple(sum(w * s for w, s in zip(weights, column, strict=True)) / sum(weights) for column in scores)
    return OccupationClass(_NAME + code, code, mean)
