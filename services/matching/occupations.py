"""The occupations as arrays: profiles, activities, and how near any two are. Made once at start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.tables import Known
from services.matching.weights import Similarity, Weights

Floats = NDArray[np.float64]
CODE_DIGITS = 5


class Facts(Protocol):
    """What matching wants to know of an occupation."""

    @property
    def id(self) -> str:
        """Our own id."""

    @property
    def parent(self) -> str | None:
        """The occupation this one is a Fachrichtung of."""

    @property
    def name(self) -> str:
        """German name."""

    @property
    def kldb2010(self) -> str:
        """Class of the occupation, five digits."""

    @property
    def daily(self) -> str:
        """One German sentence: what you do all day."""

    @property
    def activities(self) -> tuple[str, ...]:
        """Tags of what you do."""

    @property
    def riasec(self) -> tuple[float, ...]:
        """R, I, A, S, E, C, each 1 to 7."""


@dataclass(frozen=True)
class Occupations:
    """All occupations in a fixed order; the last row of each array is „an occupation we do not know“.

    `interests` n×6 centred and of unit length, so that a dot product is the correlation; `similarity` n×n, 0..1;
    `activity` the bit of each tag; `known` the same as the kernel has it.
    """

    facts: tuple[Facts, ...]
    interests: Floats
    similarity: NDArray[np.float32]
    number: dict[str, int] = field(repr=False)
    families: dict[int, tuple[int, ...]] = field(repr=False)
    activity: dict[str, int] = field(repr=False)
    care: NDArray[np.bool_] = field(repr=False)
    known: Known = field(repr=False)

    @property
    def unknown(self) -> int:
        """Number of the row of unknown occupations."""
        return len(self.facts)

    def number_of(self, occupation_id: str) -> int:
        """The row of an occupation, that of unknown ones when there is no such id."""
        return self.number.get(occupation_id, self.unknown)

    def bits_of(self, tags: Iterable[str]) -> int:
        """Activities as bits; unknown tags are passed over."""
        return sum(1 << self.activity[tag] for tag in set(tags) if tag in self.activity)


def unit(interests: Floats) -> Floats:
    """Rows of six scores centred and of unit length; zeros where all six are equal."""
    centred = interests - (_across(interests) / 6)[:, None]
    length = np.sqrt(_across(centred * centred))
    whole: Floats = np.where(length[:, None] > 1e-9, centred / np.maximum(length, 1e-9)[:, None], 0.0)
    return whole


def _across(rows: Floats) -> Floats:
    """Sums of rows, always in the same order, so that one row gives the same bits as many."""
    total = np.zeros(len(rows))
    for column in rows.T:
        total += column
    return total


def build(facts: Iterable[Facts], rules: Weights) -> Occupations:
    """The arrays from the table's rows, ordered by id."""
    rows = tuple(sorted(facts, key=lambda row: row.id))
    scores = np.array([row.riasec for row in rows], dtype=np.float64).reshape(-1, 6)
    interests = np.vstack([unit(scores), np.zeros(6)])
    number = {row.id: index for index, row in enumerate(rows)}
    similarity = _similarity([row.kldb2010 for row in rows], interests, rules.similarity)
    families = _families(rows, number)
    activity = {tag: bit for bit, tag in enumerate(sorted({tag for row in rows for tag in row.activities}))}
    care = np.array([*(row.kldb2010.startswith(rules.choice.care_codes) for row in rows), False])
    known = Known(interests, similarity, *_flat(families, len(rows)), _bits(rows, activity), care)
    return Occupations(rows, interests, similarity, number, families, activity, care, known)


def _similarity(codes: list[str], interests: Floats, setting: Similarity) -> NDArray[np.float32]:
    n = len(codes)
    digits = np.array([[ord(digit) for digit in code] for code in codes]).reshape(n, CODE_DIGITS)
    equal = np.cumprod(digits[:, None, :] == digits[None, :, :], axis=2).sum(axis=2)
    prefix = np.asarray(setting.prefix)[equal]
    correlation = np.clip(interests[:n] @ interests[:n].T, 0.0, 1.0)
    blended = (1 - setting.interests) * prefix + setting.interests * correlation
    np.fill_diagonal(blended, 1.0)
    whole = np.zeros((n + 1, n + 1), dtype=np.float32)
    whole[:n, :n] = blended
    return whole


def _families(rows: Sequence[Facts], number: dict[str, int]) -> dict[int, tuple[int, ...]]:
    """For each occupation itself, its parent and its Fachrichtungen: who wishes for one means all of them."""
    found: dict[int, list[int]] = {index: [index] for index in range(len(rows))}
    for index, row in enumerate(rows):
        if row.parent in number:
            parent = number[row.parent]
            found[index].append(parent)
            found[parent].append(index)
    return {index: tuple(members) for index, members in found.items()}


def _flat(families: dict[int, tuple[int, ...]], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Families one after another and where each begins; that of the unknown occupation is empty."""
    members = [families[index] for index in range(count)]
    start = np.cumsum([0, *map(len, members), 0], dtype=np.int64)
    return start, np.array([member for family in members for member in family], dtype=np.int64)


def _bits(rows: Sequence[Facts], activity: dict[str, int]) -> NDArray[np.uint64]:
    bits = [sum(1 << activity[tag] for tag in set(row.activities)) for row in rows]
    return np.array([*bits, 0], dtype=np.uint64)
