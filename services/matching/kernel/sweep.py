"""One pass over all leavers at given prices: their lists, and how many applications each vacancy may expect."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.choice import Counter, Quotas, choose, no_counter
from services.matching.kernel.compiled import compiled
from services.matching.kernel.edges import Edges
from services.matching.kernel.noise import STEPS
from services.matching.kernel.tables import Flags, Floats, Ints, Vacancies

WHOLE = 1 << 24
"""Expected applications are added up as whole numbers of this part, so that no order of adding changes a bit."""


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
    """Room for the work on one leaver."""

    value: Floats
    occupation: Ints
    employer: Ints
    low: Flags
    counter: Counter
    chosen: Ints


def work_of(edges: Edges, size: int) -> Work:
    """Room that one thread works in."""
    n = int(np.diff(edges.start).max(initial=0))
    numbers = np.zeros((2, n), dtype=np.int64)
    return Work(
        np.zeros(n), numbers[0], numbers[1], np.zeros(n, np.bool_), no_counter(n), np.zeros(size, dtype=np.int64)
    )


@compiled
def applies(fit: float, rank: int, rules: Rules) -> float:
    """Probability that someone applies to what is shown at a rank, from 0."""
    return 1.0 / (math.log2(2.0 + rank) * (1.0 + math.exp(-rules.steepness * (fit - rules.indifference))))


@compiled
def sweep(
    edges: Edges, vacancies: Vacancies, prices: Floats, rules: Rules, first: int, last: int, work: Work,
    shown: NDArray[np.int64], load: Ints,
) -> None:  # fmt: skip
    """Write the lists of the leavers first to last (numbers of edges, -1: none) and add to the loads."""
    for row in range(first, last):
        count = choose_row(edges, vacancies, prices, rules, row, work)
        shown[row] = -1
        for rank in range(count):
            edge = edges.start[row] + work.chosen[rank]
            shown[row, rank] = edge
            load[edges.item[edge]] += int(applies(edges.fit[edge], rank, rules) * WHOLE + 0.5)


@compiled
def choose_row(edges: Edges, vacancies: Vacancies, prices: Floats, rules: Rules, row: int, work: Work) -> int:
    """The list of one leaver in work.chosen; how long it is."""
    begin, n = edges.start[row], edges.start[row + 1] - edges.start[row]
    item, fits, noise = edges.item, edges.fit, edges.noise
    occupation, employer, value = vacancies.occupation, vacancies.employer, work.value
    occupations, employers, low, floor = work.occupation, work.employer, work.low, edges.last[row] - rules.floor
    for at in range(n):
        edge = begin + at
        v = item[edge]
        value[at] = fits[edge] - prices[v] + rules.noise * noise[edge] / STEPS
        occupations[at], employers[at] = occupation[v], employer[v]
        low[at] = fits[edge] < floor
    bits = edges.bits[begin : begin + n]
    fit = edges.fit[begin : begin + n]
    return choose(work.value[:n], fit, work.occupation, work.employer, bits, work.low, rules.quotas, work.counter,
                  work.chosen)  # fmt: skip
