"""The choice of ten: quotas, discoveries, order."""

from collections import Counter
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_markets import profile, rows, seeded, small_book, vacancy

from services.matching.allocate import Candidates, candidates_of, choose, keep, quotas
from services.matching.features import market_of, seeker_of
from services.matching.fit import score
from services.matching.weights import weights

BOOK = small_book(2, count=12)
RULES = weights().choice
SIZES = st.sampled_from((1, 3, 5, 10, 10, 10, 20, 50))


def random_candidates(seed: int, count: int) -> Candidates:
    """Feasible vacancies of a random leaver."""
    random_ = seeded(seed)
    market = market_of(rows([vacancy(random_, BOOK) for _ in range(count)]), BOOK)
    scored = score(seeker_of(profile(random_, BOOK, radius_km=60), BOOK), market, BOOK)
    feasible = np.flatnonzero(scored.feasible)
    return candidates_of(market, scored, feasible, str(UUID(int=seed)), RULES)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80), size=SIZES)
def test_every_list_respects_the_quotas(seed: int, count: int, size: int) -> None:
    found = random_candidates(seed, count)
    chosen, limits = choose(found, size, "balanced", RULES), quotas(size, RULES)
    assert len(chosen) == len(set(chosen)) <= size
    assert max(Counter(found.occupation[chosen].tolist()).values(), default=0) <= limits.per_occupation
    assert max(Counter(found.employer[chosen].tolist()).values(), default=0) <= limits.per_employer
    assert found.soft[chosen].sum() <= limits.soft_certificate


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80), size=SIZES)
def test_discoveries_are_there_whenever_in_reach(seed: int, count: int, size: int) -> None:
    found = random_candidates(seed, count)
    chosen = choose(found, size, "balanced", RULES)
    wanted = min(quotas(size, RULES).discoveries, int((found.discovery & ~found.soft).sum()))
    # at most three of one kind may stand in the way only when they share one employer
    if len(set(found.employer[found.discovery].tolist())) >= wanted:
        assert found.discovery[chosen].sum() >= wanted


def test_quotas_of_ten_are_those_of_the_design_and_scale() -> None:
    ten, five, twenty = (quotas(size, RULES) for size in (10, 5, 20))
    assert (ten.per_occupation, ten.per_employer, ten.soft_certificate, ten.discoveries) == (4, 2, 3, 2)
    assert (five.per_occupation, five.per_employer, five.soft_certificate, five.discoveries) == (2, 1, 2, 1)
    assert (twenty.per_occupation, twenty.per_employer, twenty.soft_certificate, twenty.discoveries) == (8, 4, 6, 4)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80))
def test_order_fit_is_by_fit_alone(seed: int, count: int) -> None:
    found = random_candidates(seed, count)
    best = sorted(found.fit.tolist(), reverse=True)[:10]
    assert found.fit[choose(found, 10, "fit", RULES)].tolist() == best


def test_the_same_occupation_becomes_cheaper_with_every_place() -> None:
    equal = np.array([1.0, 0.99, 0.98, 0.95])
    none = np.zeros(4, dtype=bool)
    found = Candidates(equal, np.zeros(4), np.array([0, 0, 0, 1]), np.arange(4), none, none, none, none)
    assert choose(found, 3, "fit", RULES) == [0, 1, 2]
    assert choose(found, 2, "balanced", RULES) == [0, 3]


def test_discoveries_that_fit_the_interests_come_first() -> None:
    fit = np.array([2.0, 1.5, 0.5, 0.4])
    discovery = np.array([False, True, True, True])
    fitting = np.array([False, False, True, True])
    none = np.zeros(4, dtype=bool)
    found = Candidates(fit, np.zeros(4), np.arange(4), np.arange(4), discovery, fitting, none, none)
    assert 2 in choose(found, 5, "balanced", RULES)
    assert choose(found, 10, "balanced", RULES) == [0, 1, 2, 3]


def test_discoveries_of_an_employer_leave_room_for_its_place_that_is_wished() -> None:
    fit = np.array([2.0, 1.0, 0.9, 0.5])
    employer = np.array([7, 7, 7, 8])
    discovery = np.array([False, True, True, True])
    none = np.zeros(4, dtype=bool)
    found = Candidates(fit, np.zeros(4), np.arange(4), employer, discovery, discovery, none, none)
    assert choose(found, 10, "balanced", RULES) == [0, 1, 3]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80))
def test_kept_holds_what_is_shown_the_best_and_discoveries(seed: int, count: int) -> None:
    found = random_candidates(seed, count)
    shown = choose(found, 10, "balanced", RULES)
    kept = keep(found, shown, weights().kept)
    assert kept[: len(shown)] == shown
    assert len(kept) == min(30, len(found))
    assert set(choose(found, 10, "fit", RULES)) <= set(kept)
    assert found.discovery[kept].sum() >= min(6, int(found.discovery.sum()))
