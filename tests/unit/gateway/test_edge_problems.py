"""Whatever goes wrong becomes a problem with a stable code, in both languages, and never a 5xx of our making."""

import asyncio
from typing import Any, get_args
from uuid import uuid4

import pytest
from gateway_fakes import Edge, vacancy
from structlog.testing import capture_logs

from services.gateway.errors import CLIENT_CLOSED
from services.gateway.problems import STATUS
from shared.contracts.base import Contract
from shared.contracts.problems import ProblemBody, ProblemKind, RemoteProblem
from shared.runtime.calls import ServiceAway

GONE = [{"type": "http.request", "body": b"--x\r\n", "more_body": True}, {"type": "http.disconnect"}]
MEMBERS = {"type", "title", "status", "code", "detail", "detail_en", "errors"}
PATH = "/api/v1/vacancies"


@pytest.fixture
def edge() -> Edge:
    """A fresh application."""
    return Edge()


def test_without_a_key(edge: Edge) -> None:
    response = edge.ask("POST", PATH, json=vacancy())
    problem = response.json()
    assert response.status_code == problem["status"] == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"] == "Bearer"
    assert set(problem) >= MEMBERS
    assert problem["code"] == "key_missing"
    assert problem["type"] == "urn:heimvorteil:problem:key_missing"


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [("Basic abc", 401, "key_missing"), ("Bearer hvc_unknown", 401, "key_unknown"), ("Bearer ", 401, "key_missing")],
)
def test_with_a_key_that_is_none(header: str, status: int, code: str, edge: Edge) -> None:
    response = edge.ask("POST", PATH, json=vacancy(), headers={"authorization": header})
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_with_a_key_of_another_kind(edge: Edge) -> None:
    response = edge.ask("POST", PATH, json=vacancy(), headers=edge.services.key("school"))
    assert (response.status_code, response.json()["code"]) == (403, "key_kind_not_allowed")
    assert edge.services.vacancies.asked == []


def test_fields_are_named_and_values_are_not_repeated(edge: Edge) -> None:
    body = vacancy(places="geheim", surprise=1, location={"postal_code": "1987"})
    problem = edge.ask("POST", PATH, json=body, headers=edge.services.key("company")).json()
    found = {error["field"]: error["code"] for error in problem["errors"]}
    assert found == {
        "places": "int_parsing",
        "surprise": "extra_forbidden",
        "location.postal_code": "string_pattern_mismatch",
    }
    assert "geheim" not in str(problem)
    assert all(error["message"].endswith(".") for error in problem["errors"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1,2]", b'"text"', b'{"title": NaN}', b'{"title": "\\ud800"}', b"\xff", b"[" * 100_000, b"null"],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_vacancy(body: bytes, edge: Edge) -> None:
    headers = {**edge.services.key("company"), "content-type": "application/json"}
    response = edge.ask("POST", PATH, content=body, headers=headers)
    assert response.status_code == 422
    assert set(response.json()) >= MEMBERS


@pytest.mark.parametrize("kind", get_args(ProblemKind))
def test_a_problem_of_a_service_gets_the_status_of_its_kind(kind: ProblemKind, edge: Edge) -> None:
    def refuse(_: Contract) -> Contract:
        extra = {"candidates": ["baecker", "konditor"]}
        raise RemoteProblem(ProblemBody(kind=kind, code="reason", detail="Nein.", detail_en="No.", extra=extra))

    edge.services.vacancies.answers["post_vacancy"] = refuse
    response = edge.ask("POST", PATH, json=vacancy(), headers=edge.services.key("company"))
    assert response.status_code == STATUS[kind]
    assert (response.json()["code"], response.json()["candidates"]) == ("reason", ["baecker", "konditor"])


def test_a_service_that_is_away(edge: Edge) -> None:
    def away(_: Contract) -> Contract:
        raise ServiceAway()

    edge.services.vacancies.answers["get_vacancy"] = away
    response = edge.ask("GET", f"{PATH}/{uuid4()}")
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")
    assert response.headers["retry-after"] == "5"


def test_a_defect_says_sorry_and_nothing_else(edge: Edge) -> None:
    def fail(_: Contract) -> Contract:
        raise RuntimeError("a secret of the inside")

    edge.services.vacancies.answers["get_vacancy"] = fail
    with capture_logs() as logs:
        response = edge.ask("GET", f"{PATH}/{uuid4()}")
    assert (response.status_code, response.json()["code"]) == (500, "defect")
    assert "secret" not in response.text
    assert [line["event"] for line in logs] == ["defect"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("PATCH", PATH, 405), ("GET", f"{PATH}/not-an-id", 422)],
)
def test_addresses_that_do_not_exist(method: str, path: str, status: int, edge: Edge) -> None:
    response = edge.ask(method, path)
    assert response.status_code == status
    assert set(response.json()) >= MEMBERS


def test_people_get_a_page(edge: Edge) -> None:
    response = edge.ask("GET", "/gibt-es-nicht", headers={"accept": "text/html"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("if_match", ["x", '"x"', "1.5", "-1", '"9999999999"'])
def test_an_if_match_that_is_no_revision(if_match: str, edge: Edge) -> None:
    headers = {**edge.services.key("company"), "if-match": if_match}
    response = edge.ask("PUT", f"{PATH}/{uuid4()}", json=vacancy(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "if_match_invalid")


@pytest.mark.parametrize("path", ["/schule/anmelden", "/betrieb/anmelden"])
def test_who_goes_in_the_middle_of_a_question_is_no_defect(path: str, edge: Edge) -> None:
    """A train in a tunnel: the body ends half way."""
    said: list[Any] = []
    coming = iter(GONE)
    headers = {
        "host": "edge", "content-type": "multipart/form-data; boundary=x", "content-length": "900",
        "sec-fetch-site": "same-origin", **edge.services.key("company"),
    }  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "http", "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("edge", 80), "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def receive() -> Any:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        said.append(message)

    with capture_logs() as logs:
        asyncio.run(edge.app(scope, receive, send))
    assert [line for line in logs if line["log_level"] == "error"] == []
    assert said[0]["status"] == CLIENT_CLOSED
