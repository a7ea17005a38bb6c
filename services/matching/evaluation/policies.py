"""Who makes the lists: ours, by several solvers, and the baselines. Each policy sees what a recommender may see."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from services.matching.crew import Crew
from services.matching.evaluation.markets import Town
from services.matching.graph import Graph, graph_of
from services.matching.kernel.tables import Flags, Floats, Ints
from services.matching.rulebook import Rulebook
from services.matching.solvers import SOLVERS, shown_vacancies

SIZE = 10
WISH_BOOST = 3.0
"""Of the Elasticsearch baseline: a place of a first wish beats every other, whatever the distance."""
Policy = Callable[[Town, Rulebook, "Graph"], Ints]


def graph(town: Town, book: Rulebook, crew: Crew) -> Graph:
    """The candidates of both sides, the same for all our solvers."""
    return graph_of(town.leavers, town.vacancies, book, crew)


def solved(town: Town, book: Rulebook, made: Graph, solver: str, crew: Crew) -> Ints:
    """Lists of one of our solvers: a row for each leaver, vacancies best first, -1 for none."""
    leaver, vacancy, _ = shown_vacancies(made, SOLVERS[solver](made, book, SIZE, crew, None))
    lists = np.full((len(town.leavers.key), SIZE), -1, dtype=np.int64)
    first = np.searchsorted(leaver, leaver)
    lists[leaver, np.arange(len(leaver)) - first] = vacancy
    return lists


def wish_and_distance(town: Town, book: Rulebook) -> Ints:
    """The usual job board: terms of the wishes and `distance_feature`, as Elasticsearch scores them.

    score = Σ boost·[occupation wished] + pivot / (pivot + km), pivot half the radius, after the hard filters; equal
    scores in the order of documents. Computed here; tests/integration holds it against a real Elasticsearch.
    """
    wish = np.zeros((len(town.leavers.key), book.known.unknown + 1))
    starts = town.leavers.wish_start
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    wish[owner, town.leavers.wish] = town.leavers.wish_weight
    pivot = town.leavers.radius_km[:, None] / 2
    return _best(WISH_BOOST * wish[:, town.vacancies.occupation] + pivot / (pivot + town.truth.km), town.truth.feasible)


def popularity(town: Town, book: Rulebook) -> Ints:
    """What most people want, nearest first."""
    return _best(town.truth.popularity[None, :] - 0.01 * town.truth.km, town.truth.feasible)


def interests_only(town: Town, book: Rulebook) -> Ints:
    """By the correlation of interests alone."""
    known = book.known.known.interests
    return _best((town.leavers.interests @ known.T)[:, town.vacancies.occupation], town.truth.feasible)


BASELINES: Mapping[str, Callable[[Town, Rulebook], Ints]] = MappingProxyType(
    {"elasticsearch": wish_and_distance, "popularity": popularity, "riasec": interests_only}
)


def _best(score: Floats, feasible: Flags) -> Ints:
    best = np.full((len(score), SIZE), -1, dtype=np.int64)
    for row, (values, possible) in enumerate(zip(score, feasible, strict=True)):
        rows = np.flatnonzero(possible)
        if len(rows) > SIZE:
            rows = rows[values[rows] >= np.partition(values[rows], len(rows) - SIZE)[len(rows) - SIZE]]
        rows = rows[np.argsort(-values[rows], kind="stable")][:SIZE]
        best[row, : len(rows)] = rows
    return best
