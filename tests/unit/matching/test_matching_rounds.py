"""What lists of a whole market keep to, whatever the market: quotas, floor, repair, prices, determinism."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_grounds import Ground, ground
from matching_markets import small_book
from matching_slow_band import Edge, slow_list, slow_prices

from services.matching.allocate import quotas
from services.matching.crew import Crew
from services.matching.graph import Graph, graph_of
from services.matching.kernel.noise import STEPS
from services.matching.kernel.tables import CARE, DISCOVERY, FITTING, SOFT
from services.matching.solvers import SOLVERS, Lists

BOOK = small_book(6, count=14)
RULES = BOOK.rules
ONE = Crew(1)


def made(market: Ground, solver: str = "band", crew: Crew = ONE) -> tuple[Graph, Lists]:
    """Graph and lists of a market."""
    graph = graph_of(market.leavers, market.vacancies, BOOK, crew)
    return graph, SOLVERS[solver](graph, BOOK, 10, crew, None)


def edges_of(graph: Graph, row: int) -> list[Edge]:
    """A leaver's candidates as the slow reference has them."""
    e, v = graph.edges, graph.field.vacancies
    return [
        Edge(
            int(e.item[n]), float(e.fit[n]), RULES.choice.noise * int(e.noise[n]) / STEPS,
            int(v.occupation[e.item[n]]), int(v.employer[e.item[n]]), bool(e.bits[n] & DISCOVERY),
            bool(e.bits[n] & FITTING), bool(e.bits[n] & CARE), bool(e.bits[n] & SOFT),
        )
        for n in range(e.start[row], e.start[row + 1])
    ]  # fmt: skip


def shown(lists: Lists, row: int) -> list[int]:
    """Edges of a list."""
    return [int(edge) for edge in lists.shown[row] if edge >= 0]


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_prices_equal_the_slow_reference(seed: int) -> None:
    market = ground(seed, 25, 60, BOOK)
    graph, lists = made(market)
    rows = range(len(graph.leaver_row))
    candidates = [edges_of(graph, row) for row in rows]
    floors = [float(graph.edges.last[row]) - RULES.choice.floor for row in rows]
    slow = slow_prices(
        candidates, floors, graph.field.vacancies.places.tolist(), graph.field.vacancies.lesser_known.tolist(), RULES
    )
    assert lists.prices == pytest.approx(np.array(slow), abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), leavers=st.integers(1, 60), vacancies=st.integers(1, 150))
def test_every_list_keeps_the_quotas_and_the_floor(seed: int, leavers: int, vacancies: int) -> None:
    graph, lists = made(ground(seed, leavers, vacancies, BOOK))
    e, v, limits = graph.edges, graph.field.vacancies, quotas(10, RULES.choice)
    for row in range(leavers):
        edges = shown(lists, row)
        items = e.item[edges]
        assert len(set(items.tolist())) == len(edges) <= 10
        assert max(Counter(v.occupation[items].tolist()).values(), default=0) <= limits.per_occupation
        assert max(Counter(v.employer[items].tolist()).values(), default=0) <= limits.per_employer
        assert (e.bits[edges] & SOFT > 0).sum() <= limits.soft
        free = e.bits[edges] & (DISCOVERY | CARE) > 0
        assert (free | (e.fit[edges] >= e.last[row] - RULES.choice.floor)).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), vacancies=st.integers(1, 150))
def test_discoveries_are_in_every_list_when_in_reach(seed: int, vacancies: int) -> None:
    graph, lists = made(ground(seed, 40, vacancies, BOOK))
    for row in range(40):
        offered = [e for e in edges_of(graph, row) if e.discovery and not e.soft]
        wanted = min(RULES.choice.discoveries, len(offered))
        if len({e.employer for e in offered}) >= wanted:
            assert (graph.edges.bits[shown(lists, row)] & DISCOVERY > 0).sum() >= wanted


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_without_repair_a_list_is_the_slow_choice_at_the_final_prices(seed: int) -> None:
    graph, lists = made(ground(seed, 30, 40, BOOK))
    prices = lists.prices.tolist()
    same = 0
    for row in range(30):
        floor = float(graph.edges.last[row]) - RULES.choice.floor
        slow = [edge.vacancy for edge in slow_list(edges_of(graph, row), prices, floor, RULES)]
        same += slow == graph.edges.item[shown(lists, row)].tolist()
    assert same >= 20  # the others gave a place to a vacancy that nobody saw


@pytest.mark.parametrize("solver", sorted(SOLVERS))
@pytest.mark.parametrize(("threads", "parts"), [(1, 1), (2, 9), (4, None)])
def test_threads_and_partitions_change_no_bit(solver: str, threads: int, parts: int | None) -> None:
    market = ground(21, 300, 200, BOOK)
    (_, one), (_, other) = made(market, solver), made(market, solver, Crew(threads, parts))
    assert one.shown.tobytes() == other.shown.tobytes()
    assert one.prices.tobytes() == other.prices.tobytes()


def test_places_draw_leavers_in_proportion() -> None:
    market = ground(8, 600, 150, BOOK, certificate_required=None, start_year=2027, start_flexible=False)
    graph, lists = made(market)
    exposures = np.bincount(graph.edges.item[lists.shown[lists.shown >= 0]], minlength=150)
    places = graph.field.vacancies.places
    assert exposures[places == 5].mean() > 1.5 * exposures[places == 2].mean() > 1.5 * exposures[places == 1].mean()


def test_repair_shows_every_feasible_vacancy_to_three_when_the_loss_is_bearable() -> None:
    market = ground(9, 400, 150, BOOK)
    graph, lists = made(market)
    exposures = np.bincount(graph.edges.item[lists.shown[lists.shown >= 0]], minlength=150)
    e = graph.edges
    owner = np.repeat(np.arange(400), np.diff(e.start))
    bearable = e.fit >= e.last[owner] - RULES.repair.loss
    reach = np.bincount(e.item[bearable], minlength=150)
    assert (exposures[reach >= 3] >= 3).mean() > 0.98
    assert (exposures[reach > 0] > 0).all()


def test_a_soft_mismatch_costs_what_is_published() -> None:
    market = ground(12, 40, 200, BOOK, certificate_strict=False)
    graph, _ = made(market)
    lowered = market.vacancies._replace(level=np.zeros(200, dtype=np.int64))
    easy = graph_of(market.leavers, lowered, BOOK, ONE)
    cost = RULES.fit.certificate_step
    free = {(int(r), int(v)): f for r, v, f in _pairs(easy)}
    for row, vacancy, fit in _pairs(graph):
        steps = max(0, int(market.vacancies.level[vacancy]) - int(market.leavers.level[row]))
        if (row, vacancy) in free:
            assert fit == pytest.approx(free[row, vacancy] - cost * steps, abs=1e-5)


def _pairs(graph: Graph) -> list[tuple[int, int, float]]:
    owner = graph.leaver_row[np.repeat(np.arange(len(graph.leaver_row)), np.diff(graph.edges.start))]
    vacancy = graph.vacancy_row[graph.edges.item]
    return list(zip(owner.tolist(), vacancy.tolist(), graph.edges.fit.tolist(), strict=True))
