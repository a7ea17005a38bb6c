"""The public API over fake services: keys, revisions, pushes of many, and what goes no further than the edge."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from gateway_fakes import Edge, vacancy
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.bulk import PART_BYTES, PART_ITEMS, parts
from shared.contracts.calls import (
    BulkItem,
    BulkResult,
    ImportReport,
    ImportStarted,
    MatchList,
    NormalisedProfile,
    PostVacancies,
    Resolved,
    VacancyAccepted,
)
from shared.contracts.candidate import LeaverProfile
from shared.runtime.calls import ServiceAway

LIKES = "etwas mit Pferden und Marlene"


@pytest.fixture
def edge() -> Edge:
    """A fresh application."""
    return Edge()


def accepted(_: Any) -> VacancyAccepted:
    return VacancyAccepted(id=UUID(int=7), revision=3, status="published")


def test_a_key_is_looked_up_once_for_some_time(edge: Edge) -> None:
    edge.services.vacancies.answers["post_vacancy"] = accepted
    key = edge.services.key("company")
    assert [edge.ask("POST", "/api/v1/vacancies", json=vacancy(), headers=key).status_code for _ in range(3)] == [
        201
    ] * 3
    assert len(edge.services.accounts.asked) == 1


def test_a_key_is_looked_up_again_when_the_time_is_over() -> None:
    edge = Edge(principal_seconds=0.0)
    edge.services.vacancies.answers["post_vacancy"] = accepted
    key = edge.services.key("company")
    for _ in range(2):
        edge.ask("POST", "/api/v1/vacancies", json=vacancy(), headers=key)
    assert len(edge.services.accounts.asked) == 2


def test_an_accepted_vacancy_says_where_it_is_and_its_revision(edge: Edge) -> None:
    edge.services.vacancies.answers["post_vacancy"] = accepted
    response = edge.ask("POST", "/api/v1/vacancies", json=vacancy(), headers=edge.services.key("importer"))
    assert response.headers["location"] == f"/api/v1/vacancies/{UUID(int=7)}"
    assert response.headers["etag"] == '"3"'
    assert response.json() == {"id": str(UUID(int=7)), "revision": 3, "status": "published", "warnings": []}


@pytest.mark.parametrize("if_match", ['"3"', "3", 'W/"3"', ' "3" '])
def test_if_match_takes_the_revision_in_every_usual_form(if_match: str, edge: Edge) -> None:
    edge.services.vacancies.answers["change_vacancy"] = accepted
    headers = {**edge.services.key("company"), "if-match": if_match}
    assert edge.ask("PUT", f"/api/v1/vacancies/{uuid4()}", json=vacancy(), headers=headers).status_code == 200
    assert edge.services.vacancies.asked[0][1].if_match == 3  # type: ignore[attr-defined]


@settings(deadline=None)  # a loaded machine is no finding
@given(st.lists(st.integers(min_value=0, max_value=300_000), max_size=8), st.integers(min_value=0, max_value=1300))
def test_parts_hold_all_items_in_order_and_within_the_limits(lengths: list[int], small: int) -> None:
    items = [*({"text": "x" * length} for length in lengths), *({"n": n} for n in range(small))]
    cut = list(parts(items))
    assert [item for part in cut for item in part] == items
    assert all(0 < len(part) <= PART_ITEMS for part in cut)
    assert all(sum(len(json.dumps(item)) for item in part) <= PART_BYTES for part in cut)


def test_a_push_of_many_keeps_its_order_when_a_part_could_not_be_sent(edge: Edge) -> None:
    def judge(command: PostVacancies) -> BulkResult:
        if command.first_index == PART_ITEMS:
            raise ServiceAway()
        verdicts = (BulkItem(index=command.first_index + n, status=201, id=uuid4()) for n in range(len(command.items)))
        return BulkResult(items=tuple(verdicts))

    edge.services.vacancies.answers["post_vacancies"] = judge
    items = [{"n": n} for n in range(1100)]
    response = edge.ask("POST", "/api/v1/vacancies/bulk", json={"items": items}, headers=edge.services.key("company"))
    found = response.json()["items"]
    assert [item["index"] for item in found] == list(range(1100))
    assert [item["status"] for item in found] == [201] * 500 + [503] * 500 + [201] * 100


def test_each_part_of_a_push_has_a_key_of_its_own_the_same_at_every_try(edge: Edge) -> None:
    edge.services.vacancies.answers["post_vacancies"] = lambda command: BulkResult(
        items=tuple(BulkItem(index=command.first_index + n, status=201) for n in range(len(command.items)))
    )
    items, who = [{"n": n} for n in range(700)], edge.services.key("company")
    for sent in ({"Idempotency-Key": "K"}, {"Idempotency-Key": "K"}, {}):
        assert edge.ask("POST", "/api/v1/vacancies/bulk", json={"items": items}, headers={**who, **sent}).is_success
    keys = [command.idempotency_key for _, command in edge.services.vacancies.asked]  # type: ignore[attr-defined]
    assert keys[:2] == keys[2:4]
    assert len(set(keys)) == 4
    assert "K" not in keys


def test_more_than_two_thousand_are_refused(edge: Edge) -> None:
    body = {"items": [{}] * 2001}
    response = edge.ask("POST", "/api/v1/vacancies/bulk", json=body, headers=edge.services.key("company"))
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "items")


def test_a_leaver_sees_no_matches_but_the_own(edge: Edge) -> None:
    own = uuid4()
    edge.services.matching.answers["matches_of"] = lambda _: MatchList(rules_version="1", matches=())
    key = edge.services.key("leaver", own)
    assert edge.ask("GET", f"/api/v1/candidates/{own}/matches", headers=key).status_code == 200
    assert edge.ask("GET", f"/api/v1/candidates/{uuid4()}/matches", headers=key).status_code == 404
    assert len(edge.services.matching.asked) == 1


@pytest.mark.parametrize("kind", ["company", "school", "importer"])
def test_nobody_else_sees_matches_of_a_person(kind: Any, edge: Edge) -> None:
    response = edge.ask("GET", f"/api/v1/candidates/{uuid4()}/matches", headers=edge.services.key(kind))
    assert response.status_code == 403


def test_free_text_of_a_preview_goes_to_search_alone(edge: Edge) -> None:
    edge.services.search.answers["resolve"] = lambda _: Resolved(activities=("tiere",))
    profile = LeaverProfile(start_year=2027, activities=("tiere",))
    edge.services.candidates.answers["normalise_profile"] = lambda _: NormalisedProfile(profile=profile)
    edge.services.matching.answers["preview"] = lambda _: MatchList(rules_version="1", matches=())
    assert edge.ask("POST", "/api/v1/matches/preview", json={"likes": LIKES}).status_code == 200
    told = [
        command.model_dump_json() for _, command in [*edge.services.candidates.asked, *edge.services.matching.asked]
    ]
    assert len(told) == 2
    assert not [text for text in told if "Marlene" in text]


def test_what_a_school_sends_beyond_the_profile_goes_no_further_than_the_edge(edge: Edge) -> None:
    run = uuid4()
    report = ImportReport(
        import_id=run, season="2027", commit=True, finished=True, read=2, accepted=1, rejected=1, duplicate=0
    )
    edge.services.candidates.answers.update(
        start_import=lambda _: ImportStarted(import_id=run),
        import_rows=lambda _: report,
        finish_import=lambda _: report,
    )
    leavers = [
        {"row_key": "A1", "certificate": "mittlerer", "home": {"postal_code": "71634"}, "likes": LIKES},
        {"row_key": "A2", "name": "Marlene Muster"},
    ]
    response = edge.ask(
        "POST",
        "/api/v1/cohorts?commit=true",
        json={"season": "2027", "leavers": leavers},
        headers=edge.services.key("school"),
    )
    assert response.status_code == 200
    rows = next(command.rows for method, command in edge.services.candidates.asked if method == "import_rows")  # type: ignore[attr-defined]
    assert [(row.row_key, row.status, row.activities) for row in rows] == [
        ("A1", "ok", ()),
        ("A2", "rejected", ()),
    ]
    assert [warning.code for warning in rows[0].warnings] == ["likes_from_leavers_only"]
    assert [error.code for error in rows[1].errors] == ["extra_forbidden"]
    assert not [command for _, command in edge.services.candidates.asked if "Marlene" in command.model_dump_json()]
