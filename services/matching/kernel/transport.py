"""Other ways to spread attention, for comparison: optimal transport (Sinkhorn) and turns (FairRec-like)."""

import math

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.edges import Edges
from services.matching.kernel.noise import STEPS
from services.matching.kernel.repair import Reverse
from services.matching.kernel.tables import Floats, Ints


@compiled
def rows_step(edges: Edges, log_v: Floats, scale: float, first: int, last: int, log_u: Floats) -> None:
    """Give each leaver the mass 1: u = 1 / Σ K·v."""
    for row in range(first, last):
        total = 0.0
        for edge in range(edges.start[row], edges.start[row + 1]):
            total += math.exp(edges.fit[edge] / scale + log_v[edges.item[edge]])
        log_u[row] = -math.log(total) if total > 0.0 else 0.0


@compiled
def columns_step(
    edges: Edges, reverse: Reverse, log_u: Floats, mass: Floats, scale: float, first: int, last: int, log_v: Floats
) -> None:
    """Give each vacancy its mass: v = mass / Σ K·u. Each sum in the order of leavers, so that bits never differ."""
    for n in range(first, last):
        total = 0.0
        for at in range(reverse.start[n], reverse.start[n + 1]):
            total += math.exp(edges.fit[reverse.edge[at]] / scale + log_u[reverse.leaver[at]])
        if total > 0.0:
            log_v[reverse.vacancy[n]] = math.log(mass[reverse.vacancy[n]] / total)


@compiled
def take_turns(edges: Edges, turns: Ints, left: Ints, noise: float, shown: NDArray[np.int64]) -> None:
    """Leavers choose in turn, each round one more, the best that is left; then what is best fills up."""
    size = shown.shape[1]
    for rank in range(size):
        for row in turns:
            edge = _best_left(edges, row, left, noise, shown[row], rank)
            if edge >= 0:
                shown[row, rank] = edge
                left[edges.item[edge]] -= 1
    for row in turns:
        kept = 0
        for rank in range(size):
            if shown[row, rank] >= 0:
                shown[row, kept] = shown[row, rank]
                kept += 1
        shown[row, kept:] = -1
        for rank in range(kept, size):
            shown[row, rank] = _best_left(edges, row, left, noise, shown[row], rank, False)


@compiled
def _best_left(edges: Edges, row: int, left: Ints, noise: float, shown: Ints, count: int, bounded: bool = True) -> int:
    best, worth = -1, -np.inf
    for edge in range(edges.start[row], edges.start[row + 1]):
        value = edges.fit[edge] + noise * edges.noise[edge] / STEPS
        if value <= worth or (bounded and left[edges.item[edge]] <= 0):
            continue
        if not (shown[:count] == edge).any():
            best, worth = edge, value
    return best
