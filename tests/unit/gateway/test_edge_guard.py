"""Bodies are bounded and typed before they are read; every answer carries its headers and its trace."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from gateway_fakes import Edge, vacancy

from services.gateway.guard import MEGABYTE
from shared.contracts.calls import VacancyAccepted

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
GIVEN = f"00-{TRACE_ID}-b7ad6b7169203331-01"


@pytest.fixture
def edge() -> Edge:
    """A fresh application."""
    return Edge()


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * MEGABYTE


def test_a_body_that_says_it_is_too_large_is_not_read(edge: Edge) -> None:
    headers = {**edge.services.key("company"), "content-type": "application/json"}
    response = edge.ask("POST", "/api/v1/vacancies", content=b" " * (MEGABYTE + 1), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
    assert response.json()["limit_bytes"] == MEGABYTE


@pytest.mark.parametrize(("path", "megabytes"), [("/api/v1/vacancies", 2), ("/api/v1/vacancies/bulk", 49)])
def test_a_body_that_does_not_say_is_cut_off(path: str, megabytes: int, edge: Edge) -> None:
    headers = {**edge.services.key("company"), "content-type": "application/json"}
    response = edge.ask("POST", path, content=pieces(megabytes), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_of_another_kind_is_refused(kind: str, edge: Edge) -> None:
    headers = {**edge.services.key("company"), "content-type": kind}
    response = edge.ask("POST", "/api/v1/vacancies", content=b"{}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (415, "content_type_unsupported")


def test_json_of_a_special_kind_is_json(edge: Edge) -> None:
    headers = {**edge.services.key("school"), "content-type": "application/merge-patch+json; charset=utf-8"}
    assert edge.ask("POST", "/api/v1/vacancies", content=b"{}", headers=headers).status_code != 415


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/nothing", "/api/openapi.json"])
def test_every_answer_has_its_security_headers(path: str, edge: Edge) -> None:
    headers = edge.ask("GET", path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "referrer-policy" in headers


def test_the_trace_of_the_caller_is_kept(edge: Edge) -> None:
    response = edge.ask("GET", "/api/v1/nothing", headers={"traceparent": GIVEN})
    assert response.headers["traceparent"] == GIVEN
    assert response.json()["trace_id"] == TRACE_ID


def test_zero_characters_are_dropped_and_text_about_them_is_kept(edge: Edge) -> None:
    accepted = VacancyAccepted(id=UUID(int=7), revision=1, status="published")
    edge.services.vacancies.answers["post_vacancy"] = lambda _: accepted
    body = vacancy(title="Zim\0mer/in", external_id="kept: \\u0000")
    edge.ask("POST", "/api/v1/vacancies", json=body, headers=edge.services.key("company"))
    asked = edge.services.vacancies.asked[0][1].vacancy  # type: ignore[attr-defined]
    assert (asked.title, asked.external_id) == ("Zimmer/in", "kept: \\u0000")
