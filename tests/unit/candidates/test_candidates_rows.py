"""What a row of a cohort becomes: accepted, rejected or duplicate, with which codes."""

from typing import Any
from uuid import UUID

import pytest

from services.candidates.domain import Centre, Judged, judge, key_digest, without_duplicates
from services.candidates.problems import PROBLEMS, problem
from shared.contracts.calls import CohortRow, RowProblem
from shared.contracts.vacancy import OccupationRef

GOOD = {"certificate": "mittlerer", "postal_code": "71634", "wishes": ["Zimmerer/Zimmerin"]}


class FakeReference:
    """Two places, three occupations."""

    def centre(self, code: str) -> Centre | None:
        """Ludwigsburg and Senftenberg."""
        return {"71634": Centre(48.9, 9.19, "08"), "01987": Centre(51.47, 13.87, "12")}.get(code)

    def occupations(self, wish: OccupationRef) -> tuple[str, ...]:
        """By id, then by title, then by class."""
        if wish.id or wish.title:
            known = {"zimmerer": "zimmerer", "Zimmerer/Zimmerin": "zimmerer", "Bäcker/-in": "baecker"}
            found = known.get(wish.id or wish.title or "")
            return (found,) if found else ()
        return {"29222": ("baecker", "konditor"), "33302": ("zimmerer",)}.get(wish.kldb2010 or "", ())


def judged(profile: dict[str, Any], **fields: Any) -> Judged:
    row = CohortRow(**{"line": 2, "row_key": "A1", "profile": profile, **fields})
    return judge(row, season="2027", reference=FakeReference())


def codes(problems: tuple[RowProblem, ...]) -> list[tuple[str, str]]:
    return [(found.code, found.column) for found in problems]


def test_a_good_row_is_located_and_resolved() -> None:
    row = judged(GOOD)
    assert (row.status, row.errors, row.warnings) == ("accepted", (), ())
    assert row.profile is not None
    assert row.profile.matchable
    assert row.profile.land == "08"
    assert row.profile.wishes == (("zimmerer",),)
    assert (row.profile.radius_km, row.profile.start_year) == (25, 2027)


def test_the_form_of_the_api_and_of_the_edge_give_the_same() -> None:
    api = {"certificate": "mittlerer", "home": {"postal_code": "71634"}, "wishes": [{"title": "Zimmerer/Zimmerin"}]}
    edge = {**GOOD, "radius_km": None, "interests": None, "start_year": None}
    assert judged(api) == judged(edge) == judged(GOOD)


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"name": "Canary"}, "field_unknown", "name"),
        ({"home": {"postal_code": "71634", "street": "Canary"}, "postal_code": None}, "field_unknown", "home.street"),
        ({"certificate": "Canary"}, "certificate_unknown", "certificate"),
        ({"postal_code": "1987"}, "postal_code_not_5_digits", "home.postal_code"),
        ({"postal_code": "99999"}, "postal_code_unknown", "home.postal_code"),
        ({"radius_km": 500}, "radius_invalid", "radius_km"),
        ({"radius_km": "weit"}, "radius_invalid", "radius_km"),
        ({"start_year": 1999}, "start_year_invalid", "start_year"),
        ({"interests": {"R": 9, "I": 1, "A": 1, "S": 1, "E": 1, "C": 1}}, "interest_out_of_range", "interests.R"),
        ({"interests": {"R": 1, "I": 1, "A": 1, "S": 1, "E": 1}}, "interests_incomplete", "interests.C"),
        ({"wishes": ["Bäcker/-in"] * 4}, "too_many_wishes", "wishes"),
        ({"wishes": [{"kldb2010": "1"}]}, "wish_invalid", "wishes.0.kldb2010"),
        ({"wishes": [{}]}, "wish_invalid", "wishes.0"),
        ({"wishes": 7}, "wish_invalid", "wishes"),
    ],
)
def test_what_rejects_a_row(change: dict[str, Any], code: str, column: str) -> None:
    row = judged({**GOOD, **change})
    assert (row.status, row.profile) == ("rejected", None)
    assert codes(row.errors) == [(code, column)]


def test_values_are_never_repeated() -> None:
    secret = "Canary-4711"
    row = judged({"certificate": secret, "postal_code": secret, "wishes": [{"kldb2010": secret}], "start_year": secret})
    assert len(row.errors) == 4
    assert secret not in str(row)


def test_a_field_name_is_cut_and_cleaned() -> None:
    (error,) = judged({**GOOD, "x\u202e" + "y" * 500: 1}).errors
    assert error.column == "x" + "y" * 119


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"certificate": None}, "certificate_missing"),
        ({"postal_code": None}, "postal_code_missing"),
        ({"home": {"postal_code": None}, "postal_code": None}, "postal_code_missing"),
        ({"postal_code": "716"}, "postal_code_incomplete"),
        ({"start_year": 2026}, "start_year_before_season"),
        ({"wishes": ["Drachenzähmer", "Bäcker/-in"]}, "wish_unknown"),
        ({"wishes": [{"id": "drachenzaehmer"}, {"id": "zimmerer"}]}, "wish_unknown"),
        ({"wishes": [{"kldb2010": "00000"}, {"id": "zimmerer"}]}, "wish_unknown"),
    ],
)
def test_what_only_warns(change: dict[str, Any], code: str) -> None:
    row = judged({**GOOD, **change})
    assert row.status == "accepted"
    assert [warning.code for warning in row.warnings] == [code]
    assert row.profile is not None
    assert len(row.profile.wishes) == 1


def test_three_digits_are_kept_but_not_matched() -> None:
    profile = judged({**GOOD, "postal_code": "716"}).profile
    assert profile is not None
    assert (profile.postal_code, profile.matchable) == ("716", False)


def test_a_class_is_one_wish_and_the_same_wish_counts_once() -> None:
    profile = judged({**GOOD, "wishes": [{"kldb2010": "29222"}, "Zimmerer/Zimmerin", {"id": "zimmerer"}]}).profile
    assert profile is not None
    assert profile.wishes == (("baecker", "konditor"), ("zimmerer",))


def test_a_warning_of_the_edge_is_not_given_twice() -> None:
    edge = RowProblem(column="Abschluss", code="certificate_missing", message="m")
    row = judged({**GOOD, "certificate": None}, warnings=(edge,))
    assert codes(row.warnings) == [("certificate_missing", "Abschluss")]


def test_tags_from_the_edge_are_part_of_the_profile() -> None:
    profile = judged(GOOD, activities=("wood",), liked_occupations=("tischler",)).profile
    assert profile is not None
    assert (profile.activities, profile.liked_occupations) == (("wood",), ("tischler",))


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "row_key_incomplete"),
        ("", "row_key_incomplete"),
        ("Müller, Ida", "row_key_invalid"),
        ("#1", "row_key_invalid"),
    ],
)
def test_a_row_needs_a_key_of_the_school(key: str | None, code: str) -> None:
    row = judged(GOOD, row_key=key)
    assert (row.status, row.key) == ("rejected", None)
    assert [error.code for error in row.errors] == [code]


@pytest.mark.parametrize("status", ["rejected", "duplicate"])
def test_the_verdict_of_the_edge_stands(status: str) -> None:
    error = RowProblem(column="", code="column_count", message="m")
    row = judged({}, status=status, errors=(error,))
    assert (row.status, row.errors, row.profile) == (status, (error,), None)


def test_the_second_row_of_a_person_is_a_duplicate_of_the_first_accepted_one() -> None:
    rows = [Judged(2, "A", "rejected", errors=(problem("radius_invalid"),)), Judged(3, "A", "accepted")]
    rows += [Judged(4, "A", "accepted"), Judged(5, "B", "accepted"), Judged(6, "C", "accepted")]
    result = without_duplicates(rows, {"C": 1})
    assert [row.status for row in result] == ["rejected", "accepted", "duplicate", "accepted", "duplicate"]
    assert [row.errors[0].code for row in result if row.status == "duplicate"] == [
        "duplicate_of_line_3",
        "duplicate_of_line_1",
    ]


def test_the_same_key_of_two_schools_or_seasons_is_two_people() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert len({key_digest(one, "2027", "A"), key_digest(two, "2027", "A"), key_digest(one, "2028", "A")}) == 3


def test_every_problem_has_a_sentence_and_a_hint() -> None:
    for message, hint in PROBLEMS.values():
        assert message.endswith((".", "?"))
        assert hint
