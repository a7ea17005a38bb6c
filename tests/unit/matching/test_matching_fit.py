"""The one fit against a slow reference, and what it must not depend on."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_markets import list_of, market_of, profile, seeded, small_book, uuid, vacancy
from matching_slow import slow_fit

from services.matching.features import seeker_of
from services.matching.fit import score, taste_of

BOOK = small_book()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_fit_equals_the_slow_reference(seed: int) -> None:
    random_ = seeded(seed)
    leaver, vacancies = profile(random_, BOOK), [vacancy(random_, BOOK) for _ in range(25)]
    market = market_of(vacancies, BOOK)
    fast = score(seeker_of(str(uuid(random_)), leaver, BOOK), market, BOOK)
    by_id = {str(document.id): document for document in vacancies}
    for row, id_ in enumerate(market.ids):
        slow = slow_fit(leaver, by_id[id_], BOOK)
        assert fast.fit[row] == pytest.approx(slow.fit, abs=1e-6)
        assert bool(fast.feasible[row]) == slow.feasible
        assert fast.distance_km[row] == pytest.approx(slow.distance_km, abs=1e-6)
        assert fast.correlation[row] == pytest.approx(slow.correlation, abs=1e-9)


def test_without_interests_wishes_and_activities_carry() -> None:
    random_ = seeded(3)
    job = next(facts for facts in BOOK.known.facts if "wood" in facts.activities)
    leaver = profile(random_, BOOK, interests=None, wishes=(), activities=("wood",), liked_occupations=())
    own = taste_of(seeker_of(str(uuid(random_)), leaver, BOOK), BOOK)
    assert own.liking[BOOK.known.number[job.id]] == pytest.approx(0.15)
    assert not own.correlation.any()


def test_a_wish_means_the_occupation_and_its_fachrichtungen() -> None:
    from matching_markets import TestOccupation

    from services.matching.occupations import build
    from services.matching.rulebook import Rulebook

    base = TestOccupation("mediengestalter", "Mediengestalter", "23222", (1, 2, 6, 3, 4, 5))
    special = TestOccupation("mediengestalter-print", "FR Print", "23222", (3, 2, 5, 3, 4, 5), parent="mediengestalter")
    book = Rulebook(build([base, special], BOOK.rules), BOOK.rules)
    leaver = profile(seeded(1), book, wishes=(("mediengestalter",),))
    own = taste_of(seeker_of(str(UUID(int=1)), leaver, book), book)
    assert own.wish[book.known.number["mediengestalter-print"]] == 1.0


def test_identical_places_are_split_between_neighbours() -> None:
    random_ = seeded(5)
    model = vacancy(random_, BOOK, certificate_required=None, start_year=2027, location={"lat": 48.9, "lon": 9.19})
    copies = [
        model.model_copy(update={"id": uuid(random_), "employer_id": UUID(int=n), "lesser_known": False})
        for n in range(40)
    ]
    market = market_of(copies, BOOK)
    first = {
        list_of(str(uuid(random_)), profile(random_, BOOK, radius_km=25), market, BOOK).vacancies[0] for _ in range(60)
    }
    assert len(first) > 20
