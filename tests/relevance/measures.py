"""Measures of a ranking, 0 to 1."""

from collections.abc import Sequence
from math import log2

DEPTH = 10


def ndcg(grades: Sequence[int], possible: Sequence[int]) -> float:
    """Normalised discounted cumulative gain of the first ten: 1 when nothing better could stand there.

    `possible` are the grades of the whole corpus.
    """
    ideal = _gain(sorted(possible, reverse=True))
    return _gain(grades) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def reciprocal_rank(grades: Sequence[int], worthy: int) -> float:
    """One over the rank of the first hit worth at least `worthy`; 0 without one."""
    return next((1 / (rank + 1) for rank, grade in enumerate(grades) if grade >= worthy), 0.0)
