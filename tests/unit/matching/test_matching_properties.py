"""What every list of a whole market keeps to, against facts worked out apart from the kernel."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_grounds import Ground, ground, leavers_of
from matching_markets import small_book
from matching_slow import SlowFit, slow_fit

from services.matching.crew import Crew
from services.matching.features import LEVELS
from services.matching.graph import graph_of
from services.matching.solvers import SOLVERS, shown_vacancies

BOOK = small_book(6, count=14)


def lists_of(market: Ground, crew: Crew | None = None) -> dict[int, list[int]]:
    """Vacancies of each leaver's list, best first."""
    crew = crew or Crew(1)
    graph = graph_of(market.leavers, market.vacancies, BOOK, crew)
    leaver, vacancy, _ = shown_vacancies(graph, SOLVERS["band"](graph, BOOK, 10, crew, None))
    lists: dict[int, list[int]] = {row: [] for row in range(len(market.leavers.key))}
    for row, v in zip(leaver.tolist(), vacancy.tolist(), strict=True):
        lists[row].append(v)
    return lists


def pair(market: Ground, row: int, v: int) -> SlowFit:
    """A leaver and a vacancy by the slow reference."""
    return slow_fit(list(market.profiles.values())[row], market.documents[v], BOOK)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), leavers=st.integers(1, 40), vacancies=st.integers(1, 120))
def test_lists_respect_radius_certificates_start_quotas_and_their_order(
    seed: int, leavers: int, vacancies: int
) -> None:
    market = ground(seed, leavers, vacancies, BOOK)
    for row, shown in lists_of(market).items():
        found = [pair(market, row, v) for v in shown]
        assert all(one.feasible for one in found)
        assert len(set(shown)) == len(shown) <= 10
        fits = [one.fit for one in found]
        assert all(a >= b - 1e-5 for a, b in pairwise(fits))
        documents = [market.documents[v] for v in shown]
        assert max(Counter(d.occupation.id for d in documents).values(), default=0) <= 4
        assert max(Counter(d.employer_id for d in documents).values(), default=0) <= 2
        level = int(market.leavers.level[row])
        assert sum(LEVELS[d.certificate_required] > level for d in documents) <= 3


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_only_who_has_no_feasible_place_has_an_empty_list(seed: int) -> None:
    market = ground(seed, 30, 25, BOOK)
    for row, shown in lists_of(market).items():
        assert bool(shown) == any(pair(market, row, v).feasible for v in range(25))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), threads=st.sampled_from((2, 5)), parts=st.integers(1, 60))
def test_threads_and_partitions_change_no_list(seed: int, threads: int, parts: int) -> None:
    market = ground(seed, 120, 90, BOOK)
    assert lists_of(market) == lists_of(market, Crew(threads, parts))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_input_changes_no_list(seed: int) -> None:
    market = ground(seed, 40, 80, BOOK)
    backwards = dict(reversed(list(market.profiles.items())))
    turned = Ground(backwards, market.documents, leavers_of(backwards, BOOK), market.vacancies)
    there, back = lists_of(market), lists_of(turned)
    assert [there[row] for row in range(40)] == [back[39 - row] for row in range(40)]


def test_of_places_that_differ_in_nothing_else_more_places_draw_more_leavers() -> None:
    fixed = {"certificate_required": None, "start_year": 2027, "lesser_known": False,
             "location": {"lat": 48.9, "lon": 9.19}}  # fmt: skip
    market = ground(3, 900, 90, BOOK, **fixed)
    occupation = np.arange(90) % 9
    places = np.repeat((1, 2, 5), 30)
    alike = market.vacancies._replace(occupation=occupation, places=places, employer=np.arange(90))
    shown = Counter(v for one in lists_of(Ground(market.profiles, [], market.leavers, alike)).values() for v in one)
    mean = [np.mean([shown[v] for v in np.flatnonzero(places == count)]) for count in (1, 2, 5)]
    assert mean[1] == pytest.approx(2 * mean[0], rel=0.35)
    assert mean[2] == pytest.approx(5 * mean[0], rel=0.35)
