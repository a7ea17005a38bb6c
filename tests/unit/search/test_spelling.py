"""Typing errors, corrected against the words of names."""

from collections import Counter

import pytest

from services.search.occupations.spelling import Spelling

SPELLING = Spelling(
    Counter(
        {
            "baecker": 5, "betonmischer": 1, "mischanlagen": 1, "anlagenfahrer": 1, "schreiner": 3,
            "industriemechaniker": 2, "mechatroniker": 4, "koch": 9, "student": 1,
        }
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("baeker", "baecker"),
        ("schriener", "schreiner"),
        ("mechatronker", "mechatroniker"),
        ("industriemechanikr", "industriemechaniker"),
        ("indsutriemechanikr", "industriemechaniker"),
    ],
)
def test_a_known_word_is_meant(typed: str, meant: str) -> None:
    assert SPELLING.correct(typed) == meant


def test_a_compound_of_known_parts_is_mended() -> None:
    assert SPELLING.correct("betonmischanalgen") == "betonmischanlagen"


@pytest.mark.parametrize("word", ["baecker", "student", "kch", "koch", "xylophon", "12345", ""])
def test_what_is_known_or_far_from_everything_stays(word: str) -> None:
    assert SPELLING.correct(word) is None
