"""Reasons: at most three, facts only, in two languages."""

import re
from dataclasses import replace
from itertools import product

import pytest

from services.matching import explain
from services.matching.explain import MatchFacts, reasons
from services.matching.words import ACTIVITIES
from shared.reference.occupations import occupations

PLAIN = MatchFacts(
    wished=False, related_to=None, interests=(), activity=None, lesser_known=False, daily="Du baust Maschinen.",
    distance_km=11.2, far=False, required="hauptschule", short=False,
)  # fmt: skip
NEVER = re.compile(
    r"korrel|correlat|score|punkte|prozent|percent|%|rang|rank|geeignet|zu schlecht|0[.,]\d", re.IGNORECASE
)


def codes(facts: MatchFacts) -> list[str]:
    """Codes of the reasons in order."""
    return [reason.code for reason in reasons(facts)]


def test_soft_mismatch_is_said_exactly_so() -> None:
    said = reasons(replace(PLAIN, required="mittlerer", short=True, interests=("R", "C"), wished=True))
    assert [reason.code for reason in said] == ["wish", "interest", "certificate_soft"]
    assert said[-1].text_de == "Betrieb wünscht Realschule. Fragen lohnt sich."


def test_distance_and_certificate_when_nothing_else_is_known() -> None:
    said = reasons(PLAIN)
    assert [reason.code for reason in said] == ["distance", "certificate_ok"]
    assert [reason.text_de for reason in said] == ["11 km von dir (Luftlinie).", "Hauptschulabschluss reicht."]


def test_a_long_way_is_said_instead_of_the_distance() -> None:
    assert codes(replace(PLAIN, far=True, wished=True)) == ["wish", "far", "certificate_ok"]


def test_lesser_known_says_what_you_do() -> None:
    said = reasons(replace(PLAIN, lesser_known=True, interests=("S",), related_to="Erzieher/in"))
    assert [reason.code for reason in said] == ["related_to_wish", "lesser_known", "distance"]
    assert said[1].text_de == "Kennen nur wenige: Du baust Maschinen."


def test_what_few_are_shown_is_said_of_our_own_lists_only() -> None:
    assert codes(replace(PLAIN, few=True)) == ["few_shown", "distance", "certificate_ok"]
    assert codes(replace(PLAIN, few=True, wished=True, interests=("R",))) == ["wish", "few_shown", "distance"]
    (said,) = (one for one in reasons(replace(PLAIN, few=True)) if one.code == "few_shown")
    assert "hier auf heimvorteil" in said.text_de.lower() and "here on Heimvorteil" in said.text_en


def test_nothing_is_claimed_about_an_unknown_requirement() -> None:
    assert codes(replace(PLAIN, required=None)) == ["distance"]


@pytest.mark.parametrize("wished", [False, True])
def test_at_most_three_and_never_a_number_of_the_formula(wished: bool) -> None:
    for related, letters, activity, lesser, km, far in product(
        (None, "Tischler/in"), ((), ("R",), ("I", "S")), (None, "wood"), (False, True), (0.4, 24.6), (False, True)
    ):
        for required, short in ((None, False), ("none", False), ("mittlerer", False), ("mittlerer", True)):
            facts = MatchFacts(
                wished, related, letters, activity, lesser, "Du baust.", km, far, required, short, not far
            )
            said = reasons(facts)
            assert 1 <= len(said) <= 3
            assert len({reason.code for reason in said}) == len(said)
            assert not any(NEVER.search(reason.text_de + reason.text_en) for reason in said)
            assert short == ("certificate_soft" in codes(facts))


def test_every_activity_of_the_reference_has_words() -> None:
    assert {tag for row in occupations().values() for tag in row.activities} <= set(ACTIVITIES)


def test_an_empty_list_says_what_to_do() -> None:
    notice = explain.no_place_in_radius(10, "Zimmerer/in", "Murrhardt", 23.4)
    assert notice.code == "no_place_in_radius"
    assert "10 km" in notice.text_de and "Zimmerer/in in Murrhardt, 23 km von dir" in notice.text_de
