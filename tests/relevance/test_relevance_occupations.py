"""Names of occupations that search has never seen, with and without a typing error, and nonsense."""

from collections.abc import Callable, Sequence

import holdout
import pytest
from holdout import Accuracy

from shared.contracts.search import OccupationCandidate

EVERY = 3  # of the names left out; all of them take three times as long and say the same
MOST_CONFIDENT_NONSENSE = 0.02

Ours = Callable[[str], Sequence[OccupationCandidate]]


@pytest.fixture(scope="module")
def ours() -> Ours:
    """Search's answers, learnt without the names left out."""
    return holdout.ours()


@pytest.fixture(scope="module")
def measured(ours: Ours, table: list[tuple[str, ...]]) -> dict[str, Accuracy]:
    """Ours and the bare reference, on the same names, with and without a typing error."""
    right = holdout.held_out()[::EVERY]
    wrong = list(holdout.misspelt(right))
    bare = holdout.nearest_neighbour()
    found = {
        f"{name}{suffix}": holdout.accuracy(resolve, asked)
        for suffix, asked in (("", right), (", one typing error", wrong))
        for name, resolve in (("ours", lambda text: holdout.codes(ours(text))), ("nearest neighbour", bare))
    }
    table.extend([holdout.HEAD, *(one.row(f"names never seen: {name}") for name, one in found.items())])
    return found


def test_names_never_seen_are_understood(measured: dict[str, Accuracy]) -> None:
    assert measured["ours"].top1 >= 0.70
    assert measured["ours"].top5 >= 0.92


def test_a_typing_error_costs_little(measured: dict[str, Accuracy]) -> None:
    right, wrong = measured["ours"], measured["ours, one typing error"]
    assert wrong.top1 >= right.top1 - 0.03
    assert wrong.top5 >= right.top5 - 0.03


@pytest.mark.parametrize("suffix", ["", ", one typing error"])
def test_better_than_the_bare_reference(suffix: str, measured: dict[str, Accuracy]) -> None:
    ours, bare = measured[f"ours{suffix}"], measured[f"nearest neighbour{suffix}"]
    assert ours.top1 > bare.top1 + 0.05
    assert ours.top5 > bare.top5 + 0.03


def test_nonsense_gives_no_confident_occupation(ours: Ours, table: list[tuple[str, ...]]) -> None:
    sure = [text for text in holdout.NONSENSE if holdout.confident(ours(text))]
    share = len(sure) / len(holdout.NONSENSE)
    table.append(("nonsense", str(len(holdout.NONSENSE)), "", "", "", "", f"{100 * share:.1f} %"))
    assert len(holdout.NONSENSE) >= 150
    assert share <= MOST_CONFIDENT_NONSENSE, sure


def test_what_is_sure_is_right(ours: Ours) -> None:
    answers = [(ours(one.text), one.codes) for one in holdout.held_out()[:: 5 * EVERY]]
    sure = [found[0].kldb2010 in codes for found, codes in answers if holdout.confident(found)]
    assert len(sure) >= len(answers) / 4
    assert sum(sure) / len(sure) >= 0.9


def test_nonsense_was_not_learnt() -> None:
    learnt = {word.lower() for word in holdout.learnt_as_no_occupation()}
    assert not [text for text in holdout.NONSENSE if text.lower() in learnt]
