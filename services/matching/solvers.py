"""From the graph to lists: bounded band prices, and what they are compared with.

Every solver is a function from a graph to lists; `SOLVERS` names them. Only `band` keeps quotas, discoveries,
floor and repair; the others are plain, as the literature has them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.allocate import quotas
from services.matching.crew import Crew
from services.matching.graph import Graph
from services.matching.kernel import repair as repair_
from services.matching.kernel.choice import Quotas
from services.matching.kernel.kept import Keeping
from services.matching.kernel.noise import mix
from services.matching.kernel.repair import Bounds, reverse_of
from services.matching.kernel.sweep import WHOLE, Rules, sweep, work_of
from services.matching.kernel.tables import Floats, Ints, Vacancies
from services.matching.kernel.transport import columns_step, rows_step, take_turns
from services.matching.rulebook import Rulebook
from services.matching.weights import Weights

NOTHING = -1


@dataclass(frozen=True, eq=False)
class Lists:
    """What each leaver of a graph is shown: numbers of edges, best first, -1 for none; the price of each vacancy."""

    shown: NDArray[np.int64]
    prices: Floats


def plain(size: int, weights: Weights, noise: float) -> Rules:
    """Rules of a list without quotas."""
    return Rules(Quotas(size, size, size, size, 0, 0, 0.0), noise, np.inf, *_applying(weights))


def balanced(size: int, weights: Weights) -> Rules:
    """Rules of a list with all quotas."""
    return Rules(quotas(size, weights.choice), weights.choice.noise, weights.choice.floor, *_applying(weights))


def keeping(weights: Weights) -> Keeping:
    """How much is kept of each leaver's candidates."""
    rules = weights.kept
    return Keeping(rules.edges, rules.discoveries, rules.care, weights.choice.noise, weights.choice.same_occupation)


def _applying(weights: Weights) -> tuple[float, float]:
    return weights.applying.indifference, weights.applying.steepness


def greedy(graph: Graph, book: Rulebook, size: int, crew: Crew, warm: Floats | None = None) -> Lists:
    """By fit alone: what everyone would like best."""
    prices = np.zeros(len(graph.field.kind))
    return Lists(_pass(graph, prices, plain(size, book.rules, 0.0), crew).shown, prices)


def band(graph: Graph, book: Rulebook, size: int, crew: Crew, warm: Floats | None = None) -> Lists:
    """Prices within bounds that bring each vacancy's expected applications into a band of its fair share.

    `warm` are earlier prices: then few iterations do.
    """
    rules, market, bounds = balanced(size, book.rules), graph.field.vacancies, book.rules.prices
    prices, least = Prices(market, book.rules, warm), nothing_taken(graph)
    for t in range(bounds.rounds_cold if warm is None else bounds.rounds_warm):
        found = _pass(graph, prices.all(), rules, crew, least)
        prices.move(found.load + market.load, found.lesser_known, t)
    return band_at(graph, prices.all(), book, size, crew, least)


def band_at(graph: Graph, prices: Floats, book: Rulebook, size: int, crew: Crew, least: Floats | None = None) -> Lists:
    """The lists of `band` at prices that it has found before."""
    rules = balanced(size, book.rules)
    shown = _pass(graph, prices, rules, crew, least).shown
    _repair(graph, shown, rules.quotas, book.rules)
    return Lists(shown, prices)


def nothing_taken(graph: Graph) -> Floats:
    """What was the least worth taking in a pass that has not been: anything."""
    return np.full(len(graph.leavers.key), -np.inf)


class Prices:
    """Prices of vacancies on their way: each one's own, what its places bring, and what puts lesser-known ones forward.

    A vacancy of c places is like c alike, of whom the one with the best noise counts: a multiple of ln c more.
    """

    def __init__(self, market: Vacancies, weights: Weights, warm: Floats | None) -> None:
        self._rules, self._market = weights.prices, market
        self._places = market.places.astype(np.float64)
        self._bring = weights.prices.places * np.log(np.maximum(self._places, 1.0))
        self._forward = 0.0
        self._own = self._bounded(np.zeros(len(self._places)) if warm is None else warm + self._bring)

    def all(self) -> Floats:
        """What the choice subtracts from the fit."""
        return self._bounded(self._own - self._bring - self._forward * self._market.lesser_known)

    def move(self, load: Floats, lesser_known: float, t: int) -> None:
        """The own ones towards the band, that of lesser-known ones towards their share of lists."""
        rules = self._rules
        step = rules.step / (1 + t / rules.step_fades)
        share = load.sum() / max(self._places.sum(), 1.0)
        low, high = (bound * share * self._places for bound in rules.band)
        soft = rules.softening * share
        bound = np.where(load > high, high, low)
        towards = step * np.log((load + soft) / (bound + soft)) if share > 0 else np.zeros(len(load))
        outside = (load > high) | (load < low)
        self._own = self._bounded(self._own + np.where(outside, towards, -rules.fade * step * self._own))
        self._forward = min(max(self._forward + step * (rules.lesser_known - lesser_known), 0.0), rules.subsidy)

    def _bounded(self, prices: Floats) -> Floats:
        bounded: Floats = np.clip(prices, -self._rules.subsidy, self._rules.tax)
        return bounded


class Pass(NamedTuple):
    """The lists at some prices, the applications each vacancy may expect, and the share of lesser-known places."""

    shown: NDArray[np.int64]
    load: Floats
    lesser_known: float


def _pass(graph: Graph, prices: Floats, rules: Rules, crew: Crew, least: Floats | None = None) -> Pass:
    """Everyone's list at these prices. `least` goes from pass to pass and saves time, nothing else: see `sweep`."""
    leavers, lock = len(graph.leavers.key), Lock()
    least = nothing_taken(graph) if least is None else least
    shown = np.empty((leavers, rules.quotas.size), dtype=np.int64)
    load, places = np.zeros(len(prices), dtype=np.int64), np.zeros(2, dtype=np.int64)

    def choose(first: int, last: int) -> None:
        own = np.zeros_like(load)
        work = work_of(graph.edges, rules.quotas.size)
        counts = sweep(graph.edges, graph.field.vacancies, prices, rules, first, last, work, shown, least, own)
        with lock:
            np.add(load, own, out=load)
            np.add(places, counts, out=places)

    crew.each(leavers, choose)
    all_, lesser_known = places.tolist()
    return Pass(shown, load / WHOLE, lesser_known / all_ if all_ else 1.0)


def _repair(graph: Graph, shown: NDArray[np.int64], limits: Quotas, weights: Weights) -> None:
    bounds = Bounds(weights.repair.exposures, weights.repair.loss)
    exposures = np.zeros(len(graph.field.kind), dtype=np.int64)
    repair_.count_exposures(graph.edges, shown, exposures)
    reverse = reverse_of(graph.edges, exposures < bounds.exposures)
    repair_.repair(graph.edges, graph.field.vacancies, reverse, limits, bounds, shown, exposures)


def sinkhorn(graph: Graph, book: Rulebook, size: int, crew: Crew, warm: Floats | None = None) -> Lists:
    """Optimal transport with equal marginals: every leaver the same mass, vacancies by their places."""
    rules, edges = book.rules.sinkhorn, graph.edges
    vacancies = len(graph.field.kind)
    reverse = reverse_of(edges, np.ones(vacancies, dtype=bool))
    reached = np.diff(reverse.start) > 0
    mass = np.where(reached, graph.field.vacancies.places, 0).astype(np.float64)
    mass *= len(graph.leavers.key) / max(mass.sum(), 1.0)
    log_u, log_v = np.zeros(len(graph.leavers.key)), np.zeros(vacancies)
    for _ in range(rules.rounds):
        crew.each(len(log_u), lambda a, b: rows_step(edges, log_v, rules.scale, a, b, log_u))
        crew.each(vacancies, lambda a, b: columns_step(edges, reverse, log_u, mass, rules.scale, a, b, log_v))
    prices = -rules.scale * log_v
    return Lists(_pass(graph, prices, plain(size, book.rules, 0.0), crew).shown, prices)


def round_robin(graph: Graph, book: Rulebook, size: int, crew: Crew, warm: Floats | None = None) -> Lists:
    """Leavers choose in turn; a vacancy has as many exposures to give as its places are of all places."""
    places = graph.field.vacancies.places.astype(np.float64)
    left = np.ceil(places * len(graph.leavers.key) * size / max(places.sum(), 1.0)).astype(np.int64)
    turns = np.argsort([mix(key) for key in graph.leavers.key], kind="stable")
    shown = np.full((len(graph.leavers.key), size), NOTHING, dtype=np.int64)
    take_turns(graph.edges, turns, left, book.rules.choice.noise, shown)
    return Lists(shown, np.zeros(len(places)))


Solver = Callable[[Graph, Rulebook, int, Crew, Floats | None], Lists]
SOLVERS: Mapping[str, Solver] = MappingProxyType(
    {"band": band, "greedy": greedy, "sinkhorn": sinkhorn, "round_robin": round_robin}
)


def shown_vacancies(graph: Graph, lists: Lists) -> tuple[Ints, Ints, Ints]:
    """Every place of every list: the leaver's and the vacancy's row in the market, and the edge; by leaver and rank."""
    row, rank = np.nonzero(lists.shown >= 0)
    edge = lists.shown[row, rank]
    order = np.lexsort((rank, graph.leaver_row[row]))
    return graph.leaver_row[row][order], graph.vacancy_row[graph.edges.item[edge]][order], edge[order]
