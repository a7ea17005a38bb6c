"""The client's side of a call: what it sends, and what it makes of an answer."""

from pathlib import Path

import httpx
import pytest

from shared.contracts.calls import Authenticate, Erased
from shared.contracts.problems import Problem, ProblemBody, RemoteProblem
from shared.runtime.calls import Caller, ServiceAway, answer, headers
from shared.runtime.database import load_queries
from shared.runtime.trace import traced
from shared.testing.processes import free_port

GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_call_carries_its_trace() -> None:
    with traced(GIVEN):
        assert headers()["traceparent"] == GIVEN


def test_a_call_outside_of_any_trace_begins_one() -> None:
    assert headers()["traceparent"].startswith("00-")


def test_an_answer_is_read_tolerantly() -> None:
    assert answer(httpx.Response(200, json={"existed": True, "added_later": 1}), Erased) == Erased(existed=True)


def test_a_refusal_travels_on_unchanged() -> None:
    body = ProblemBody(kind="gone", code="vacancy_gone", detail="Weg.", detail_en="Gone.", extra={"id": "1"})
    with pytest.raises(RemoteProblem) as raised:
        answer(httpx.Response(422, json=body.wire()), Erased)
    assert raised.value.body == body


@pytest.mark.parametrize("status", [500, 502, 503, 504, 404])
def test_anything_else_means_that_the_service_is_away(status: int) -> None:
    with pytest.raises(ServiceAway) as raised:
        answer(httpx.Response(status, text="failed"), Erased)
    assert raised.value.body.kind == "unavailable"


def test_a_service_that_does_not_listen_is_away() -> None:
    with Caller(f"http://127.0.0.1:{free_port()}", timeout=2) as caller, pytest.raises(ServiceAway):
        caller.call("authenticate", Authenticate(key="x"), Erased)


def test_a_problem_says_itself_in_both_languages() -> None:
    body = ServiceAway().body
    assert body.detail_en.startswith("A part of the service is away")
    assert body.detail.startswith("Ein Teil von Heimvorteil")
    assert isinstance(ServiceAway(), Problem)


def test_queries_are_found_by_their_titles(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text("-- name: one\nSELECT 1;\n\n-- name: two: with a remark\nSELECT\n 2;\n")
    assert load_queries(tmp_path) == {"one": "SELECT 1;", "two": "SELECT\n 2;"}
