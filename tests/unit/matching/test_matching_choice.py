"""The choice of ten: quotas, discoveries, order."""

import math
from collections import Counter
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_markets import list_of, lists_of, market_of, profile, seeded, small_book, vacancy

from services.matching.allocate import Candidates, candidates_of, choose, quotas
from services.matching.features import Market, seeker_of
from services.matching.fit import score
from services.matching.kernel.choice import Offered, no_counter
from services.matching.kernel.choice import choose as kernel_choose
from services.matching.kernel.tables import CARE, DISCOVERY, FITTING, SOFT, rows_of
from services.matching.packing import leavers_of
from services.matching.weights import weights
from shared.contracts.candidate import LeaverProfile

BOOK = small_book(2, count=12)
RULES = weights().choice
SIZES = st.sampled_from((1, 3, 5, 10, 10, 10, 20, 50))


def random_market(seed: int, count: int) -> tuple[LeaverProfile, Market]:
    """A leaver and vacancies around, at random prices: so high that the floor matters."""
    random_ = seeded(seed)
    found = [vacancy(random_, BOOK) for _ in range(count)]
    prices = [random_.uniform(-1.5, 1.5) for _ in found]
    return profile(random_, BOOK, radius_km=60), market_of(found, BOOK, prices)


def random_candidates(seed: int, count: int) -> Candidates:
    """Feasible vacancies of a random leaver."""
    one, market = random_market(seed, count)
    seeker = seeker_of(str(UUID(int=seed)), one, BOOK)
    scored = score(seeker, market, BOOK)
    return candidates_of(seeker, market, scored, np.flatnonzero(scored.feasible), RULES)


def plain(fit: list[float], occupation: list[int], employer: list[int], bits: list[int]) -> Candidates:
    """Candidates without noise."""
    return Candidates(
        np.array(fit), np.zeros(len(fit)), np.array(occupation), np.array(employer), np.array(bits, np.uint8)
    )


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80), size=SIZES)
def test_every_list_respects_the_quotas(seed: int, count: int, size: int) -> None:
    found = random_candidates(seed, count)
    chosen, limits = choose(found, size, "balanced", RULES), quotas(size, RULES)
    assert len(chosen) == len(set(chosen)) <= size
    assert max(Counter(found.occupation[chosen].tolist()).values(), default=0) <= limits.per_occupation
    assert max(Counter(found.employer[chosen].tolist()).values(), default=0) <= limits.per_employer
    assert (found.bits[chosen] & SOFT > 0).sum() <= limits.soft


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80), size=SIZES)
def test_discoveries_are_there_whenever_in_reach(seed: int, count: int, size: int) -> None:
    found = random_candidates(seed, count)
    chosen = choose(found, size, "balanced", RULES)
    wanted = min(quotas(size, RULES).discoveries, int((found.bits & (DISCOVERY | SOFT) == DISCOVERY).sum()))
    # at most three of one kind may stand in the way only when they share one employer
    if len(set(found.employer[found.bits & DISCOVERY > 0].tolist())) >= wanted:
        assert (found.bits[chosen] & DISCOVERY > 0).sum() >= wanted


def test_quotas_of_ten_are_those_of_the_design_and_scale() -> None:
    ten, five, twenty = (quotas(size, RULES) for size in (10, 5, 20))
    assert (ten.per_occupation, ten.per_employer, ten.soft, ten.discoveries) == (4, 2, 3, 2)
    assert (five.per_occupation, five.per_employer, five.soft, five.discoveries) == (2, 1, 2, 1)
    assert (twenty.per_occupation, twenty.per_employer, twenty.soft, twenty.discoveries) == (8, 4, 6, 4)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80))
def test_order_fit_is_by_fit_alone(seed: int, count: int) -> None:
    found = random_candidates(seed, count)
    best = sorted(found.fit.tolist(), reverse=True)[:10]
    assert found.fit[choose(found, 10, "fit", RULES)].tolist() == best


def test_the_same_occupation_becomes_cheaper_with_every_place() -> None:
    found = plain([1.0, 0.99, 0.98, 0.98], [0, 0, 0, 1], [0, 1, 2, 3], [0] * 4)
    assert choose(found, 3, "fit", RULES) == [0, 1, 2]
    assert choose(found, 2, "balanced", RULES) == [0, 3]


def test_discoveries_that_fit_the_interests_come_first() -> None:
    fitting = DISCOVERY | FITTING
    found = plain([2.0, 1.5, 0.5, 0.4], [0, 1, 2, 3], [0, 1, 2, 3], [0, DISCOVERY, fitting, fitting])
    assert 2 in choose(found, 5, "balanced", RULES)
    assert choose(found, 10, "balanced", RULES) == [0, 1, 2, 3]


def test_discoveries_of_an_employer_leave_room_for_its_place_that_is_wished() -> None:
    found = plain([2.0, 1.0, 0.9, 0.5], [0, 1, 2, 3], [7, 7, 7, 8], [0, *[DISCOVERY | FITTING] * 3])
    assert choose(found, 10, "balanced", RULES) == [0, 1, 3]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80))
def test_kept_holds_what_is_shown_the_best_and_discoveries(seed: int, count: int) -> None:
    one, market = random_market(seed, count)
    seeker = seeker_of(str(UUID(int=seed)), one, BOOK)
    scored = score(seeker, market, BOOK)
    rows_ = np.flatnonzero(scored.feasible)
    found = candidates_of(seeker, market, scored, rows_, RULES)
    made = list_of(str(UUID(int=seed)), one, market, BOOK)
    ids = [market.ids[row] for row in rows_.tolist()]
    kept, shown = [ids.index(id_) for id_ in made.vacancies], choose(found, 10, "balanced", RULES)
    assert kept[: made.shown] == shown
    assert len(kept) == min(weights().kept.edges, len(found))
    assert set(choose(found, 10, "fit", RULES)) <= set(kept)
    assert (found.bits[kept] & DISCOVERY > 0).sum() >= min(9, int((found.bits & DISCOVERY > 0).sum()))
    assert (made.discoveries, made.care) == (
        (found.bits[shown] & DISCOVERY > 0).sum(),
        (found.bits[shown] & CARE > 0).sum(),
    )
    assert made.worst == pytest.approx(threshold(found, shown), abs=1e-6)


def threshold(found: Candidates, shown: list[int]) -> float:
    """The least a place of the list is worth, each earlier one of its occupation counted; none while it is not full."""
    if len(shown) < RULES.size:
        return -math.inf
    occupations, values = found.occupation[shown].tolist(), found.value[shown].tolist()
    same = [occupations[:place].count(occupation) for place, occupation in enumerate(occupations)]
    return float(min(value - RULES.same_occupation * count for value, count in zip(values, same, strict=True)))


def part_of(market: Market, wanted: set[str]) -> Market:
    """The vacancies with these ids alone."""
    rows = np.array([row for row, id_ in enumerate(market.ids) if id_ in wanted], dtype=np.int64)
    return Market([market.ids[row] for row in rows.tolist()], rows_of(market.table, rows), market.prices[rows])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 80), people=st.integers(0, 12))
def test_a_list_among_many_is_what_it_is_alone(seed: int, count: int, people: int) -> None:
    random_, (_, market) = seeded(seed), random_market(seed, count)
    profiles = {str(UUID(int=seed + n)): profile(random_, BOOK) for n in range(people)}
    wanted = [set(random_.sample(list(market.ids), random_.randint(0, len(market)))) | {"gone"} for _ in profiles]
    stored = [{"id": id_, "packed": None, "profile": one.wire()} for id_, one in profiles.items()]
    together = lists_of(leavers_of(stored, BOOK), wanted, market, BOOK)
    assert together == [
        list_of(id_, one, part_of(market, some), BOOK)
        for (id_, one), some in zip(profiles.items(), wanted, strict=True)
    ]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 80), bar=st.floats(-2, 2))
def test_a_guess_of_what_is_worth_taking_changes_no_list(seed: int, count: int, bar: float) -> None:
    found = random_candidates(seed, count)
    n, chosen = len(found), np.zeros((2, 10), dtype=np.int64)
    offered = Offered(
        np.arange(n, dtype=np.int32), found.value, found.fit.astype(np.float32), found.bits, found.fit < -0.5,
        found.occupation, found.employer,
    )  # fmt: skip
    whole, guessed = (
        kernel_choose(n, offered, quotas(10, RULES), guess, no_counter(n), rows_)
        for guess, rows_ in zip((-np.inf, bar), chosen, strict=True)
    )
    assert whole == guessed
    assert chosen[0].tolist() == chosen[1].tolist()
