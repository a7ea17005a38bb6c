"""Band prices as matching.md § 4 has them, in plain Python, list by list: slow, and written independently."""

import math
from dataclasses import dataclass

from services.matching.weights import Weights

WHOLE = 1 << 24
"""Applications are added up in parts of this: where two places are worth almost the same, a hair decides."""


@dataclass(frozen=True)
class Edge:
    """A candidate of a leaver: vacancy, fit, noise in utility units, and what it is."""

    vacancy: int
    fit: float
    noise: float
    occupation: int
    employer: int
    discovery: bool
    fitting: bool
    care: bool
    soft: bool


def slow_list(edges: list[Edge], prices: list[float], floor: float, weights: Weights) -> list[Edge]:
    """Ten of the edges: discoveries, care, then the best; those that fit best come first, of equal ones the earlier."""
    rules = weights.choice
    taken: list[Edge] = []

    def value(edge: Edge) -> float:
        return edge.fit - prices[edge.vacancy] + edge.noise

    def worth(edge: Edge) -> float:
        return value(edge) - rules.same_occupation * sum(t.occupation == edge.occupation for t in taken)

    def allowed(edge: Edge) -> bool:
        return (
            edge not in taken
            and sum(t.occupation == edge.occupation for t in taken) < rules.per_occupation
            and sum(t.employer == edge.employer for t in taken) < rules.per_employer
            and not (edge.soft and sum(t.soft for t in taken) >= rules.soft_certificate)
        )

    def take(count: int, kind: list[Edge], fresh: bool = False) -> None:
        for _ in range(count):
            left = [e for e in kind if allowed(e) and not (fresh and any(t.employer == e.employer for t in taken))]
            if left:
                taken.append(max(left, key=worth))

    for fresh in (True, False):
        for fitting in (True, False):
            kind = [e for e in edges if e.discovery and e.fitting == fitting]
            take(rules.discoveries - len(taken), kind, fresh)
    take(rules.care - sum(t.care for t in taken), [e for e in edges if e.care])
    take(rules.size - len(taken), [e for e in edges if e.fit >= floor])
    return sorted(taken, key=lambda e: (-e.fit, -value(e), edges.index(e)))


def slow_prices(
    leavers: list[list[Edge]], floors: list[float], places: list[int], lesser_known: list[bool], weights: Weights
) -> list[float]:
    """Prices after the cold iterations."""
    rules, own, forward = weights.prices, [0.0] * len(places), 0.0
    bring = [weights.prices.places * math.log(capacity) for capacity in places]

    def prices() -> list[float]:
        return [_bounded(own[v] - bring[v] - forward * lesser_known[v], weights) for v in range(len(places))]

    for t in range(rules.rounds_cold):
        load, shown = [0.0] * len(places), []
        for edges, floor in zip(leavers, floors, strict=True):
            for rank, edge in enumerate(slow_list(edges, prices(), floor, weights), start=1):
                chance = 1 / (1 + math.exp(-weights.applying.steepness * (edge.fit - weights.applying.indifference)))
                load[edge.vacancy] += math.floor(chance / math.log2(1 + rank) * WHOLE + 0.5) / WHOLE
                shown.append(lesser_known[edge.vacancy])
        share = sum(load) / sum(places)
        step = rules.step / (1 + t / rules.step_fades)
        for v, capacity in enumerate(places):
            own[v] = _moved(own[v], load[v], share, capacity, step, weights)
        forward = min(max(forward + step * (rules.lesser_known - sum(shown) / len(shown)), 0.0), rules.subsidy)
    return prices()


def _moved(price: float, load: float, share: float, capacity: int, step: float, weights: Weights) -> float:
    rules = weights.prices
    low, high, soft = rules.band[0] * share * capacity, rules.band[1] * share * capacity, rules.softening * share
    if load > high:
        price += step * math.log((load + soft) / (high + soft))
    elif load < low:
        price += step * math.log((load + soft) / (low + soft))
    else:
        price -= rules.fade * step * price
    return _bounded(price, weights)


def _bounded(price: float, weights: Weights) -> float:
    return min(weights.prices.tax, max(-weights.prices.subsidy, price))
