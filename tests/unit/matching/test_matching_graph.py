"""The two-sided graph against a slow search of every pair, and the same bits whoever computes it."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_grounds import Ground, ground
from matching_markets import small_book
from matching_slow import slow_fit

from services.matching.crew import Crew
from services.matching.features import Market, seeker_of
from services.matching.fit import score
from services.matching.graph import Graph, graph_of
from services.matching.kernel.tables import CARE, DISCOVERY

BOOK = small_book(4, count=15)
COUNTS = BOOK.rules.candidates


def edges_of(graph: Graph) -> dict[int, dict[int, float]]:
    """For each leaver's row the rows of vacancies and the fit."""
    found: dict[int, dict[int, float]] = {row: {} for row in graph.leaver_row.tolist()}
    for at, row in enumerate(graph.leaver_row.tolist()):
        for edge in range(graph.edges.start[at], graph.edges.start[at + 1]):
            vacancy = int(graph.vacancy_row[graph.edges.item[edge]])
            assert vacancy not in found[row]
            found[row][vacancy] = float(graph.edges.fit[edge])
    return found


def every_pair(market: Ground) -> dict[int, dict[int, float]]:
    """The slow reference: the fit of every feasible pair."""
    people = market.profiles.values()
    return {
        row: {v: s.fit for v, d in enumerate(market.documents) if (s := slow_fit(leaver, d, BOOK)).feasible}
        for row, leaver in enumerate(people)
    }


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), leavers=st.integers(1, 25), vacancies=st.integers(1, 150))
def test_a_list_by_fit_is_exact_and_every_edge_is_feasible(seed: int, leavers: int, vacancies: int) -> None:
    market = ground(seed, leavers, vacancies, BOOK)
    found, true = edges_of(graph_of(market.leavers, market.vacancies, BOOK, Crew(1))), every_pair(market)
    for row, edges in found.items():
        assert set(edges) <= set(true[row])
        assert all(fit == pytest.approx(true[row][v], abs=1e-5) for v, fit in edges.items())
        best, wanted = sorted(edges.values(), reverse=True), sorted(true[row].values(), reverse=True)
        assert best[:10] == pytest.approx(wanted[:10], abs=1e-5)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_candidates_are_the_best_sixty_but_for_too_many_of_a_kind(seed: int) -> None:
    market = ground(seed, 4, 300, BOOK)
    found, true = edges_of(graph_of(market.leavers, market.vacancies, BOOK, Crew(1))), every_pair(market)
    for row, edges in found.items():
        kinds: Counter[object] = Counter()
        best = []
        for v in sorted(true[row], key=lambda v: -true[row][v]):
            d = market.documents[v]
            kind = (d.occupation.id, d.certificate_required or "none", d.certificate_strict, d.start_year,
                    d.start_flexible, d.lesser_known)  # fmt: skip
            kinds[kind] += 1
            if kinds[kind] <= COUNTS.a_kind:
                best.append(true[row][v])
        assert sorted(edges.values(), reverse=True)[: len(best[: COUNTS.leaver])] >= [
            pytest.approx(fit, abs=1e-5) for fit in best[: COUNTS.leaver]
        ] or min(best[: COUNTS.leaver]) <= max(edges.values())
        for fit in best[: COUNTS.leaver]:
            assert min(abs(fit - other) for other in edges.values()) < 1e-5


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_vacancy_few_would_see_gets_the_leavers_who_lose_least(seed: int) -> None:
    market = ground(seed, 60, 200, BOOK)
    found, true = edges_of(graph_of(market.leavers, market.vacancies, BOOK, Crew(1))), every_pair(market)
    degree: Counter[int] = Counter(v for edges in found.values() for v in edges)
    feasible: Counter[int] = Counter(v for edges in true.values() for v in edges)
    assert all(degree[v] >= min(COUNTS.overlooked, feasible[v]) for v in feasible)


def test_discoveries_and_care_are_among_the_candidates() -> None:
    market = ground(3, 30, 400, BOOK)
    graph = graph_of(market.leavers, market.vacancies, BOOK, Crew(1))
    kept: dict[int, int] = defaultdict(int)
    for at in range(len(graph.leaver_row)):
        bits = graph.edges.bits[graph.edges.start[at] : graph.edges.start[at + 1]]
        kept[at] = int((bits & DISCOVERY > 0).sum())
    assert min(kept.values()) >= 2
    assert not (graph.edges.bits & CARE).any() or BOOK.known.care.any()


@pytest.mark.parametrize(("threads", "parts"), [(1, 1), (1, 7), (2, None), (4, 100)])
def test_threads_and_partitions_change_no_bit(threads: int, parts: int | None) -> None:
    market = ground(11, 200, 300, BOOK)
    one = graph_of(market.leavers, market.vacancies, BOOK, Crew(1, 3))
    other = graph_of(market.leavers, market.vacancies, BOOK, Crew(threads, parts))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one.edges, other.edges, strict=True))


def test_a_round_scores_as_a_single_list_does() -> None:
    market = ground(5, 20, 100, BOOK)
    graph = graph_of(market.leavers, market.vacancies, BOOK, Crew(1))
    whole = Market(tuple(str(document.id) for document in market.documents), market.vacancies)
    found = edges_of(graph)
    for row, (id_, leaver) in enumerate(market.profiles.items()):
        alone = score(seeker_of(id_, leaver, BOOK), whole, BOOK)
        for vacancy, fit in found[row].items():
            assert np.float32(alone.fit[vacancy]) == np.float32(fit)
            assert alone.feasible[vacancy]
