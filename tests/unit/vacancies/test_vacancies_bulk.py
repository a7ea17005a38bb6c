"""Verdicts of a push, before anything is written."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.vacancies.bulk import Ledger, judge
from shared.contracts.calls import BulkItem, Principal

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def ledger(company: Principal) -> Ledger:
    return Ledger(company.account_id, {}, NOW)


@pytest.fixture
def enter(ledger: Ledger, company: Principal, facts: Any, raw: dict[str, Any]) -> Any:
    """Judge and enter the good vacancy with some fields replaced."""

    def entered(index: int, **fields: Any) -> BulkItem:
        judged = judge({**raw, **fields}, principal=company, facts=facts, vacancy_id=uuid4(), now=NOW)
        return ledger.enter(index, judged)

    return entered


def test_a_new_one_is_created(enter: Any, ledger: Ledger) -> None:
    item = enter(7)
    assert (item.index, item.status, item.revision, item.errors) == (7, 201, 1, ())
    assert list(ledger.new) == [item.id] and not ledger.changed


def test_the_second_of_one_external_id_updates_the_first(enter: Any, ledger: Ledger) -> None:
    first, second, third = enter(0), enter(1, places=9), enter(2, places=9)
    assert [first.status, second.status, third.status] == [201, 200, 200]
    assert first.id == second.id == third.id
    assert [first.revision, second.revision, third.revision] == [1, 2, 2]
    assert [step.kind for step in ledger.steps] == ["published", "changed"]
    (written,) = ledger.new.values()
    assert (written.record.places, written.record.revision) == (9, 2)
    assert not ledger.changed


def test_without_external_id_each_is_new(enter: Any, ledger: Ledger) -> None:
    ids: set[UUID | None] = {enter(n, external_id=None).id for n in range(3)}
    assert len(ids) == 3 == len(ledger.new)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"colour": "red"}, "items.3.colour", "extra_forbidden"),
        ({"location": {"postal_code": "1987"}}, "items.3.location.postal_code", "string_pattern_mismatch"),
        ({"location": {"postal_code": "99999"}}, "items.3.location.postal_code", "postal_code_unknown"),
        ({"title": None}, "items.3.title", "string_type"),
        ({"occupation": {}}, "items.3.occupation", "value_error"),
        ({"occupation": {"kldb2010": "29222"}}, "items.3.occupation", "occupation_ambiguous"),
    ],
)
def test_a_bad_one_names_index_and_field(
    enter: Any, ledger: Ledger, fields: dict[str, Any], field: str, code: str
) -> None:
    item = enter(3, **fields)
    assert (item.status, item.id) == (422, None)
    assert [(error.field, error.code) for error in item.errors] == [(field, code)]
    assert not ledger.steps


@pytest.mark.parametrize(
    "fields",
    [
        {"places": 10**400}, {"pay_per_month": [float("nan")]}, {"start_date": 1e308}, {"occupation": []},
        {"location": None}, {"external_id": "\x00"}, {"title": "\u202e" * 5}, {"contact": {"url": "http://a\x00"}},
        {"\ud800": 1}, {"occupation": {"title": "/-" * 150}}, {"status": "expired"}, {"pay_per_month": [1] * 5},
    ],
)  # fmt: skip
def test_hostile_items_are_refused_one_by_one(enter: Any, fields: dict[str, Any]) -> None:
    assert (enter(0, **fields).status, enter(1).status) == (422, 201)


@pytest.mark.parametrize("description", ["<" * 20_000, "<p>" * 6_000, "&" * 20_000, "</p>" * 5_000])
def test_odd_descriptions_are_kept_harmless(enter: Any, ledger: Ledger, description: str) -> None:
    assert enter(0, description_html=description).status == 201
    assert "<<" not in next(iter(ledger.new.values())).record.description_html
