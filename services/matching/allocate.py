"""The choice of a list from scored vacancies: by fit, not the same occupation all over, and with discoveries.

Later an engine with prices takes the place of `choose` behind the same three functions.
"""

import heapq
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.matching.features import Flags, Ints, Market, key_of
from services.matching.fit import Scored
from services.matching.occupations import Floats
from services.matching.weights import Choice, Kept
from shared.contracts.vocabulary import MatchOrder

_MASK = (1 << 64) - 1


@dataclass(frozen=True, eq=False)
class Candidates:
    """Feasible vacancies of one leaver, row by row, in the order of their ids. `noise` in utility units."""

    fit: Floats
    noise: Floats
    occupation: Ints
    employer: Ints
    discovery: Flags
    fitting: Flags
    care: Flags
    soft: Flags

    def __len__(self) -> int:
        return len(self.fit)


@dataclass(frozen=True)
class Quotas:
    """What a list of a given size may and must hold."""

    per_occupation: int
    per_employer: int
    soft_certificate: int
    discoveries: int
    care: int


def quotas(size: int, rules: Choice) -> Quotas:
    """Quotas for a list of `size`: upper bounds rounded up, the share of discoveries rounded down."""

    def at_most(count: int) -> int:
        return -(-count * size // rules.size)

    return Quotas(
        per_occupation=at_most(rules.per_occupation),
        per_employer=at_most(rules.per_employer),
        soft_certificate=at_most(rules.soft_certificate),
        discoveries=rules.discoveries * size // rules.size,
        care=rules.care * size // rules.size,
    )


def candidates_of(market: Market, scored: Scored, rows: Ints, leaver: str, rules: Choice) -> Candidates:
    """The given rows of a market as candidates of a leaver (`leaver` is the key of the noise)."""
    return Candidates(
        fit=scored.fit[rows],
        noise=noise(leaver, market.key[rows], rules),
        occupation=market.occupation[rows],
        employer=market.employer[rows],
        discovery=(market.lesser_known & ~scored.wished)[rows],
        fitting=(scored.correlation >= rules.discovery_interest)[rows],
        care=(scored.care & (scored.correlation >= rules.care_interest))[rows],
        soft=(scored.steps > 0)[rows],
    )


def choose(found: Candidates, size: int, order: MatchOrder, rules: Choice) -> list[int]:
    """Rows of at most `size` vacancies, best first. Order "fit" is by fit alone.

    Discoveries are taken first, so that other places never use up their share, then care for those whom it suits;
    then the best are added as the quotas allow. Every later place of an occupation costs `same_occupation`.
    While there is a choice, each discovery is of another employer: they must not use up the share of an employer
    who also has the very place the leaver wishes for.
    """
    if order == "fit":
        return [int(row) for row in np.argsort(-found.fit, kind="stable")[:size]]
    picker = _Picker(found, quotas(size, rules), rules.same_occupation)
    needed = picker.quotas.discoveries
    fitting = found.discovery & found.fitting
    chosen: list[int] = []
    for kind in (fitting, found.discovery & ~found.fitting):
        chosen += picker.pick(_one_each(found, np.flatnonzero(kind)), needed - len(chosen))
    for kind in (fitting, found.discovery & ~found.fitting):
        kind[chosen] = False
        chosen += picker.pick(np.flatnonzero(kind), needed - len(chosen))
    chosen += picker.pick(np.flatnonzero(found.care), picker.quotas.care - int(found.care[chosen].sum()))
    left = np.ones(len(found), dtype=bool)
    left[chosen] = False
    chosen += picker.pick(np.flatnonzero(left), size - len(chosen))
    return _Picker(found, picker.quotas, rules.same_occupation).pick(np.array(chosen, dtype=np.int64), size)


def _one_each(found: Candidates, rows: Ints) -> Ints:
    """The best of the rows for each employer."""
    best_first = rows[np.argsort(-(found.fit + found.noise)[rows], kind="stable")]
    _, first = np.unique(found.employer[best_first], return_index=True)
    return best_first[np.sort(first)]


class _Picker:
    """Takes the best rows one after another and remembers what is used up."""

    def __init__(self, found: Candidates, limits: Quotas, penalty: float) -> None:
        self.quotas = limits
        self._penalty = penalty
        self._value = (found.fit + found.noise).tolist()
        self._occupation: list[int] = found.occupation.tolist()
        self._employer: list[int] = found.employer.tolist()
        self._soft: list[bool] = found.soft.tolist()
        self._occupations: Counter[int] = Counter()
        self._employers: Counter[int] = Counter()
        self._soft_taken = 0

    def pick(self, rows: Ints, count: int) -> list[int]:
        """At most `count` of the rows. A row's place in the heap may be too good: then it is put back cheaper."""
        heap = sorted((-self._value[row], row) for row in rows.tolist())
        picked: list[int] = []
        while heap and len(picked) < count:
            worth, row = heap[0]
            now = -self._worth(row)
            if not self._allowed(row):
                heapq.heappop(heap)
            elif now > worth:
                heapq.heapreplace(heap, (now, row))
            else:
                picked.append(heapq.heappop(heap)[1])
                self._take(row)
        return picked

    def _worth(self, row: int) -> float:
        return float(self._value[row] - self._penalty * self._occupations[self._occupation[row]])

    def _allowed(self, row: int) -> bool:
        return (
            self._occupations[self._occupation[row]] < self.quotas.per_occupation
            and self._employers[self._employer[row]] < self.quotas.per_employer
            and not (self._soft[row] and self._soft_taken >= self.quotas.soft_certificate)
        )

    def _take(self, row: int) -> None:
        self._occupations[self._occupation[row]] += 1
        self._employers[self._employer[row]] += 1
        self._soft_taken += self._soft[row]


def keep(found: Candidates, shown: list[int], rules: Kept) -> list[int]:
    """Rows worth keeping: those shown, the best discoveries and care, then the best by fit; at most `edges`."""
    by_fit = np.argsort(-found.fit, kind="stable")
    discoveries = by_fit[found.discovery[by_fit]][: rules.discoveries]
    care = by_fit[found.care[by_fit]][: rules.care]
    wanted = dict.fromkeys([*shown, *discoveries.tolist(), *care.tolist(), *by_fit.tolist()])
    return list(wanted)[: rules.edges]


def threshold(found: Candidates, shown: list[int], rules: Choice) -> float | None:
    """The value (fit and noise) a further vacancy must exceed to be shown; None: any may, the list is not full."""
    if len(shown) < rules.size:
        return None
    seen: Counter[int] = Counter()
    values = []
    for row in shown:
        occupation = int(found.occupation[row])
        values.append(float(found.fit[row] + found.noise[row]) - rules.same_occupation * seen[occupation])
        seen[occupation] += 1
    return min(values)


def noise(leaver: str, vacancies: NDArray[np.uint64], rules: Choice) -> Floats:
    """Frozen Gumbel noise of each pair: equal places are split between neighbours, the same way every time."""
    key = np.array([key_of(leaver) ^ (rules.seed * 0x9E3779B97F4A7C15 & _MASK)], dtype=np.uint64)
    mixed = _mix(vacancies ^ _mix(key))
    uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    gumbel: Floats = -np.log(-np.log(uniform))
    return rules.noise * gumbel


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014); wraps around on purpose."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
