"""What every answer says to browsers, and forged requests that are refused everywhere (T5.e)."""

from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from roles import PLAIN, SERVICES, addresses, somebody

from services.gateway.forgery import SAFE
from shared.testing.processes import ServiceProcess, eventually, free_port
from shared.testing.stack import Stack

WANTED = {
    "content-security-policy": ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"),
    "x-content-type-options": ("nosniff",),
    "referrer-policy": ("same-origin",),
    "permissions-policy": ("camera=()",),
}
ODD = (
    "/static/logo.svg", "/static/js/code.js", "/static/nothing", "/nothing", "/api/v1/nothing", "/api/openapi.json",
    "/static/../settings.py", "/%00", "/anmelden?sprache=xx",
)  # fmt: skip


REFUSED: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("GET", "/api/v1/nothing", 404, {}),
    ("GET", "/static/nothing", 404, {}),
    ("PROPFIND", "/suche", 405, {}),
    ("PUT", "/api/v1/search", 405, {}),
    ("POST", "/passt", 413, {"content": b"x" * (1024 * 1024 + 1)}),
    ("POST", "/api/v1/matches/preview", 413, {"json": {"likes": "x" * 1024 * 1024}}),
    ("POST", "/api/v1/matches/preview", 415, {"content": b"x", "headers": {"content-type": "text/plain"}}),
    ("POST", "/api/v1/vacancies", 401, {"json": {}}),
    ("POST", "/betrieb/registrieren", 403, {"headers": {"origin": "https://evil.example"}}),
)
"""How it is asked, and the refusal wanted; those of 429 and 5xx are below and in test_guessing.py."""


def lacking(answer: httpx.Response) -> list[str]:
    """Headers that are not as they must be."""
    said = answer.headers
    missing = [name for name, parts in WANTED.items() if not all(part in said.get(name, "") for part in parts)]
    return missing + [name for name in ("content-security-policy",) if "unsafe" in said.get(name, "")]


def test_every_answer_has_its_headers(stack: Stack) -> None:
    visitor, wrong = somebody(stack, "visitor"), {}
    for address in addresses():
        answer = visitor.ask(stack, address, address.filled())
        if lacking(answer) or answer.status_code >= 500:
            wrong[f"{address.method} {address.path}"] = (answer.status_code, lacking(answer))
    with httpx.Client(base_url=stack.base_url, trust_env=False, verify=PLAIN) as client:
        answers = {path: client.get(path) for path in ODD}
        told = [client.request(method, path, **more) for method, path, _, more in REFUSED]
    wrong |= {path: (a.status_code, lacking(a)) for path, a in answers.items() if lacking(a) or a.status_code >= 500}
    assert wrong == {}
    assert [(a.status_code, lacking(a)) for a in told] == [(status, []) for _, _, status, _ in REFUSED]


@pytest.mark.outage
def test_an_answer_that_could_not_be_given_has_them_too(tmp_path: Path) -> None:
    """A gateway all of whose services are away."""
    away = {f"{name.upper()}_URL": "http://127.0.0.1:1" for name in SERVICES}
    own = {**away, "HV_ROW_KEY_SECRET": token_hex(24), "HV_HTTP_PORT": str(free_port()), "DATABASE_URL": ""}
    process = ServiceProcess("gateway", own, tmp_path / "gateway.log")
    process.launch()
    try:
        with httpx.Client(base_url=process.url, trust_env=False, verify=PLAIN, timeout=30) as client:
            eventually(lambda: answering(client))
            answers = [client.get(path) for path in ("/api/v1/suggest?q=x", "/suche?q=x", "/readyz")]
    finally:
        process.stop()
    assert [(answer.status_code, lacking(answer)) for answer in answers] == [(503, [])] * 3


def answering(client: httpx.Client) -> bool:
    """Whether it has started."""
    try:
        return client.get("/healthz").is_success
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("sent", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}])
def test_no_other_site_changes_anything_in_somebodys_name(stack: Stack, sent: dict[str, str]) -> None:
    wrong, asked = [], 0
    company = somebody(stack, "company")
    for address in addresses():
        if address.method in SAFE:
            continue
        asked += 1
        headers = {**sent, "cookie": f"hv_betrieb={company.secret}"}
        with httpx.Client(base_url=stack.base_url, trust_env=False, verify=PLAIN) as client:
            answer = client.request(address.method, address.filled(), headers=headers, data={"key": "x"})
        if answer.status_code != 403:
            wrong.append((address.method, address.path, answer.status_code))
    assert asked > 15 and wrong == []


def test_over_https_a_browser_is_told_to_stay_there_and_the_cookie_is_the_hosts(stack: Stack) -> None:
    """Said by a proxy that ends TLS; the test's stack trusts this machine as one."""
    key = stack.key("company", "Betrieb hinter TLS")
    forwarded = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}
    with httpx.Client(base_url=stack.base_url, trust_env=False, headers=forwarded, verify=PLAIN) as client:
        answer = client.post("/betrieb/anmelden", data={"key": key})
        assert "max-age=63072000" in answer.headers["strict-transport-security"]
        cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-hv_betrieb=") and "Secure" in cookie and "Domain" not in cookie
    with httpx.Client(base_url=stack.base_url, trust_env=False, verify=PLAIN) as client:
        assert "strict-transport-security" not in client.get("/").headers
