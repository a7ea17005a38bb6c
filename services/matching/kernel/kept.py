"""What is kept of each leaver's candidates once a list is chosen: those shown, then a reserve to refill it from."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.edges import Edges
from services.matching.kernel.noise import STEPS
from services.matching.kernel.tables import CARE, DISCOVERY, Bits, Floats, Ints, Numbers, Singles, Vacancies


class Keeping(NamedTuple):
    """How many are kept, of these of each class at least how many, and what the value of a place is made of."""

    room: int
    discoveries: int
    care: int
    noise: float
    penalty: float


class KeptRows(NamedTuple):
    """What is kept of each leaver: `held` numbers of vacancies, `shown` of them in the list; facts of the list.

    `worst` is the value a further vacancy must exceed to be shown; minus infinity when the list is not full.
    """

    item: Numbers
    held: Bits
    shown: Bits
    discoveries: Bits
    care: Bits
    worst: Singles


def no_kept(leavers: int, room: int) -> KeptRows:
    """Room for all leavers."""
    held, shown, discoveries, care = (np.zeros(leavers, dtype=np.uint8) for _ in range(4))
    worst = np.full(leavers, -np.inf, dtype=np.float32)
    return KeptRows(np.zeros((leavers, room), np.int32), held, shown, discoveries, care, worst)


@compiled
def keep(
    edges: Edges, vacancies: Vacancies, prices: Floats, shown: NDArray[np.int64], keeping: Keeping,
    first: int, last: int, kept: KeptRows,
) -> None:  # fmt: skip
    """Fill the rows first to last: the list, the best by fit, discoveries, care, and what else fits best."""
    for row in range(first, last):
        begin, end = edges.start[row], edges.start[row + 1]
        taken = np.zeros(end - begin, dtype=np.bool_)
        _list(edges, vacancies, prices, shown, keeping, row, taken, kept)
        order = np.argsort(-edges.fit[begin:end], kind="mergesort")
        _more(edges, row, order, 0, shown.shape[1], keeping.room, taken, kept)
        _more(edges, row, order, DISCOVERY, keeping.discoveries, keeping.room, taken, kept)
        _more(edges, row, order, CARE, keeping.care, keeping.room, taken, kept)
        _more(edges, row, order, 0, keeping.room, keeping.room, taken, kept)


@compiled
def _list(
    edges: Edges, vacancies: Vacancies, prices: Floats, shown: NDArray[np.int64], keeping: Keeping, row: int,
    taken: NDArray[np.bool_], kept: KeptRows,
) -> None:  # fmt: skip
    size, count, worst = shown.shape[1], 0, np.inf
    for place in range(size):
        edge = shown[row, place]
        if edge < 0:
            continue
        v = edges.item[edge]
        same = 0
        for earlier in range(count):
            same += 1 if vacancies.occupation[kept.item[row, earlier]] == vacancies.occupation[v] else 0
        value = edges.fit[edge] - prices[v] + keeping.noise * edges.noise[edge] / STEPS - keeping.penalty * same
        worst = min(worst, value)
        kept.discoveries[row] += 1 if edges.bits[edge] & DISCOVERY else 0
        kept.care[row] += 1 if edges.bits[edge] & CARE else 0
        kept.item[row, count] = v
        taken[edge - edges.start[row]] = True
        count += 1
    kept.held[row], kept.shown[row] = count, count
    kept.worst[row] = worst if count == size else -np.inf


@compiled
def _more(
    edges: Edges, row: int, order: Ints, bit: int, wanted: int, room: int, taken: NDArray[np.bool_], kept: KeptRows
) -> None:
    """The best of a class, those kept already counted; 0: of all."""
    seen, begin = 0, edges.start[row]
    for at in order:
        if seen >= wanted or kept.held[row] >= room:
            break
        if edges.bits[begin + at] & bit != bit:
            continue
        seen += 1
        if not taken[at]:
            taken[at] = True
            kept.item[row, kept.held[row]] = edges.item[begin + at]
            kept.held[row] += 1
