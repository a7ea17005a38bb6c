"""Verbs of candidates that need no server."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from test_candidates_rows import FakeReference

from services.candidates import handlers
from services.candidates.errors import SchoolKeyNeeded
from shared.contracts.calls import NormaliseProfile, Principal, PushCount, StartImport
from shared.contracts.candidate import ProfileInput
from shared.contracts.problems import FieldsInvalid
from shared.contracts.vocabulary import KeyKind
from shared.runtime.database import Database

NOWHERE = Database("postgresql://127.0.0.1:1/none", "candidates")
"""Never opened: a call that needs it fails."""


def principal(kind: KeyKind) -> Principal:
    return Principal(kind=kind, account_id=UUID(int=1), name="Schule am Park", key_id=UUID(int=2))


def clock() -> datetime:
    return datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["company", "importer", "leaver"])
def test_only_schools_push(kind: KeyKind) -> None:
    start = StartImport(principal=principal(kind), season="2027", commit=True)
    with pytest.raises(SchoolKeyNeeded) as refused:
        handlers.start_import(start, database=NOWHERE, clock=clock)
    assert refused.value.body.kind == "forbidden"
    count = PushCount(principal=principal(kind), season="2027", count=3, commit=True)
    with pytest.raises(SchoolKeyNeeded):
        handlers.push_count(count, database=NOWHERE, clock=clock, new_id=lambda: UUID(int=3))


def test_a_profile_is_made_canonical() -> None:
    given = {"home": {"postal_code": "71634"}, "wishes": [{"title": "Drachenzähmer"}], "likes": "was mit Holz"}
    command = NormaliseProfile(profile=ProfileInput.model_validate(given), activities=("wood",))
    answer = handlers.normalise_profile(command, reference=FakeReference(), clock=clock)
    assert answer.profile.start_year == 2027
    assert answer.profile.activities == ("wood",)
    assert [warning.code for warning in answer.warnings] == ["certificate_missing", "wish_unknown"]
    assert "Holz" not in answer.model_dump_json()


@pytest.mark.parametrize(("month", "year"), [(1, 2026), (9, 2026), (10, 2027)])
def test_the_start_year_defaults_to_the_next_start(month: int, year: int) -> None:
    answer = handlers.normalise_profile(
        NormaliseProfile(profile=ProfileInput()),
        reference=FakeReference(),
        clock=lambda: datetime(2026, month, 1, tzinfo=UTC),
    )
    assert answer.profile.start_year == year


def test_a_postal_code_that_does_not_exist_is_named() -> None:
    given = ProfileInput.model_validate({"home": {"postal_code": "99999"}})
    with pytest.raises(FieldsInvalid) as refused:
        handlers.normalise_profile(NormaliseProfile(profile=given), reference=FakeReference(), clock=clock)
    (error,) = refused.value.body.errors
    assert (error.field, error.code) == ("home.postal_code", "postal_code_unknown")
