"""One pass over all leavers at given prices: their lists, and how many applications each vacancy may expect."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.choice import Counter, Offered, Quotas, choose, no_counter
from services.matching.kernel.compiled import compiled
from services.matching.kernel.edges import Edges
from services.matching.kernel.noise import STEPS
from services.matching.kernel.tables import Flags, Floats, Ints, Vacancies

WHOLE = 1 << 24
"""Expected applications are added up as whole numbers of this part, so that no order of adding changes a bit."""
MARGIN = 0.05
"""From one pass to the next the least of a list hardly falls by more. A guess: where it is wrong it costs time only."""


class Rules(NamedTuple):
    """Quotas of a list, scale of the noise, floor (utility units below a list by fit alone), when people apply.

    Someone applies to rank r with probability sigmoid(steepness · (fit − indifference)) / log2(1 + r).
    """

    quotas: Quotas
    noise: float
    floor: float
    indifference: float
    steepness: float


class Work(NamedTuple):
    """Room for the work on one leaver; `looks` is one over how likely someone looks at each rank."""

    value: Floats
    low: Flags
    counter: Counter
    chosen: Ints
    looks: Floats


def work_of(edges: Edges, size: int) -> Work:
    """Room that one thread works in."""
    n = int(np.diff(edges.start).max(initial=0))
    looks = np.array([math.log2(2.0 + rank) for rank in range(size)])
    return Work(np.zeros(n), np.zeros(n, np.bool_), no_counter(n), np.zeros(size, dtype=np.int64), looks)


@compiled
def applies(fit: float, looks: float, rules: Rules) -> float:
    """Probability that someone applies to what is shown at a rank; `looks` is one over how likely it is looked at."""
    return 1.0 / (looks * (1.0 + math.exp(-rules.steepness * (fit - rules.indifference))))


@compiled
def sweep(
    edges: Edges, vacancies: Vacancies, prices: Floats, rules: Rules, first: int, last: int, work: Work,
    shown: NDArray[np.int64], least: Floats, load: Ints,
) -> tuple[int, int]:  # fmt: skip
    """Write the lists of the leavers first to last (numbers of edges, -1: none) and add to the loads; how many places
    are in these lists, and of those how many lesser-known.

    `least` is what was worth taking in the pass before, then in this one.
    """
    places = lesser_known = 0
    for row in range(first, last):
        begin, end = edges.start[row], edges.start[row + 1]
        item, fit, noise = edges.item[begin:end], edges.fit[begin:end], edges.noise[begin:end]
        value, low, floor = work.value, work.low, edges.last[row] - rules.floor
        for at in range(end - begin):
            value[at] = fit[at] - prices[item[at]] + rules.noise * noise[at] / STEPS
            low[at] = fit[at] < floor
        offered = Offered(item, value, fit, edges.bits[begin:end], low, vacancies.occupation, vacancies.employer)
        bar = least[row] - MARGIN
        count, least[row] = choose(end - begin, offered, rules.quotas, bar, work.counter, work.chosen)
        shown[row] = -1
        for rank in range(count):
            at = work.chosen[rank]
            shown[row, rank] = begin + at
            load[item[at]] += int(applies(fit[at], work.looks[rank], rules) * WHOLE + 0.5)
            lesser_known += vacancies.lesser_known[item[at]]
        places += count
    return places, lesser_known
