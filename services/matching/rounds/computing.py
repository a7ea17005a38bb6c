"""From a market to lists with a reserve: candidates, prices, lists, what is kept. No database."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.matching.crew import Crew
from services.matching.graph import Graph, graph_of
from services.matching.kernel.kept import KeptRows, keep, no_kept
from services.matching.kernel.tables import Floats, Ints
from services.matching.rounds.reading import RoundMarket
from services.matching.rounds.starting import starting
from services.matching.rulebook import Rulebook
from services.matching.solvers import Lists, band, band_at, keeping

Told = Callable[[str, int, int], None]
"""Told what is being done, how many parts of it are done, and of how many."""


class ToldCrew(Crew):
    """A crew that tells how far it is. The parts, and so all results, are the same."""

    def __init__(self, threads: int, told: Told) -> None:
        super().__init__(threads)
        self._told = told
        self.stage = ""

    def each(self, rows: int, work: Callable[[int, int], None]) -> None:
        """As Crew.each; rows that are done are told."""
        done = 0

        def counted(first: int, last: int) -> None:
            nonlocal done
            work(first, last)
            done += last - first
            self._told(self.stage, min(done, rows), rows)

        super().each(rows, counted)


@dataclass(frozen=True, eq=False)
class Solved:
    """The graph, its lists, the prices they began with (None: cold), and for each leaver what is kept."""

    graph: Graph
    lists: Lists
    began_with: Floats | None
    kept: KeptRows

    @property
    def exposures(self) -> int:
        """Places in all lists."""
        return int((self.lists.shown >= 0).sum())

    @property
    def reach(self) -> float:
        """How many leavers each place is shown to: its fair share of applications over what one of them brings."""
        return self.exposures / max(int(self.graph.field.vacancies.places.sum()), 1)


def candidates(market: RoundMarket, book: Rulebook, crew: ToldCrew) -> Graph:
    """Who may be shown what."""
    crew.stage = "Kandidaten"
    return graph_of(market.leavers, market.vacancies, book, crew)


def priced(graph: Graph, market: RoundMarket, book: Rulebook, crew: ToldCrew) -> tuple[Lists, Floats | None]:
    """Lists at new prices, from yesterday's if there are any, and those the prices began with."""
    crew.stage = "Preise"
    begin = starting(market.vacancies, market.last)
    warm = None if begin is None else begin[graph.vacancy_row]
    return band(graph, book, book.rules.choice.size, crew, warm), warm


def priced_again(graph: Graph, market: RoundMarket, book: Rulebook, crew: ToldCrew) -> Lists:
    """Lists at the prices a round has noted."""
    crew.stage = "Listen"
    return band_at(graph, market.price[graph.vacancy_row], book, book.rules.choice.size, crew)


def reserve(graph: Graph, lists: Lists, book: Rulebook, crew: ToldCrew) -> KeptRows:
    """What is kept of each leaver of a graph."""
    crew.stage = "Reserve"
    rules = keeping(book.rules)
    kept = no_kept(len(graph.leavers.key), rules.room)
    crew.each(
        len(graph.leavers.key),
        lambda a, b: keep(graph.edges, graph.field.vacancies, lists.prices, lists.shown, rules, a, b, kept),
    )
    return kept


def numbers(graph: Graph, market: RoundMarket) -> Ints:
    """The number of each vacancy of the field: its place there, or what an interrupted round has noted."""
    if len(market.number):
        return market.number[graph.vacancy_row]
    return np.arange(len(graph.vacancy_row), dtype=np.int64)
