"""The evaluation itself: invented markets are what they say, people do what the protocol says."""

from dataclasses import replace

import numpy as np
import pytest

from services.matching.crew import Crew
from services.matching.evaluation import metrics, people, plots, policies, report
from services.matching.evaluation.geography import REGIONS
from services.matching.evaluation.markets import KINDS, WEIGHTS, Setting, Town, town
from services.matching.evaluation.trials import PRESETS, trial
from services.matching.features import Market, Seeker
from services.matching.fit import score
from services.matching.graph import leavers_at
from services.matching.rulebook import Rulebook, rulebook

BOOK = rulebook()
SETTING = Setting(KINDS["milder"], REGIONS["westerwald"], 4, share=0.05)
SEEN = town(SETTING, BOOK)


def as_the_design_weighs(book: Rulebook) -> Rulebook:
    """The rulebook with the weights of the right truth."""
    rules = book.rules
    return replace(book, rules=rules.model_copy(update={"fit": rules.fit.model_copy(update=WEIGHTS["right"])}))


def scores(market: Town, row: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Our score of one leaver with every vacancy, by the weights of the right truth."""
    table = leavers_at(market.leavers, np.array([row]))
    ids = tuple(str(n) for n in range(len(market.vacancies.key)))
    return score(Seeker(table, True), Market(ids, market.vacancies), as_the_design_weighs(BOOK)).fit


def test_the_same_setting_gives_the_same_market() -> None:
    again = town(SETTING, BOOK)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(SEEN.vacancies, again.vacancies, strict=True))
    assert SEEN.truth.utility.tobytes() == again.truth.utility.tobytes()
    assert town(replace(SETTING, seed=5), BOOK).truth.utility.tobytes() != again.truth.utility.tobytes()


@pytest.mark.parametrize("weights", sorted(WEIGHTS))
def test_what_is_seen_does_not_depend_on_the_truth(weights: str) -> None:
    other = town(replace(SETTING, weights=weights), BOOK)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(SEEN.leavers, other.leavers, strict=True))
    assert (other.truth.feasible == SEEN.truth.feasible).all()


def test_without_hidden_parts_the_truth_is_our_score() -> None:
    bare = replace(KINDS["milder"], image=0, taste=0, employer=0, pair=0, unknown=0, measured=0)
    market = town(replace(SETTING, kind=bare), BOOK)
    for row in range(5):
        near = market.truth.feasible[row]
        assert market.truth.utility[row, near] == pytest.approx(scores(market, row)[near], abs=1e-5)


def test_nobody_gets_more_than_there_is() -> None:
    lists = policies.wish_and_distance(SEEN, BOOK)
    for got in (people.hire(SEEN, people.applications(SEEN, lists)), people.oracle(SEEN)):
        held = np.bincount(got[got >= 0], minlength=len(SEEN.vacancies.key))
        assert (held <= SEEN.vacancies.places).all()
        rows = np.flatnonzero(got >= 0)
        assert SEEN.truth.feasible[rows, got[rows]].all()


def test_figures_of_extreme_lists() -> None:
    everyone = len(SEEN.leavers.key)
    v = int(np.argmax(SEEN.truth.feasible.sum(axis=0)))
    same = np.full((everyone, 10), -1, dtype=np.int64)
    same[SEEN.truth.feasible[:, v], 0] = v
    crowded = metrics.figures(SEEN, same)
    assert crowded.gini > 0.95
    assert crowded.entropy == 0
    assert crowded.matches <= SEEN.vacancies.places[v] / everyone
    spread = metrics.figures(SEEN, policies.solved(SEEN, BOOK, policies.graph(SEEN, BOOK, Crew(1)), "band", Crew(1)))
    assert spread.matches > crowded.matches
    assert spread.coverage == 1.0


def test_a_trial_is_reported() -> None:
    found = trial(replace(SETTING, share=0.02))
    assert [f["weights"] for f in found] == list(WEIGHTS)
    assert len(report.checks(found)) == len(report.FLOORS)
    assert report.table(found).count("\n") == 1 + len(WEIGHTS) * 7
    assert plots.frontier(found, "Markt").startswith("<svg")
    assert len(list(PRESETS["small"].settings())) == 12
