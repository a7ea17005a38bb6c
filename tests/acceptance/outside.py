"""The system as a partner sees it: clients with keys, problems, searches, the command line."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.contracts.vocabulary import KeyKind
from shared.testing.processes import eventually
from shared.testing.servers import ROOT
from shared.testing.stack import Stack

DATA = ROOT / "tests" / "data"
SOON = 120.0
"""Seconds an event may take on a machine that does much else."""


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def unique(words: str) -> str:
    """A name nobody else in the shared system has; no digits, which a search may take for a postal code."""
    return f"{words} {uuid4().hex[:8].translate(_LETTERS)}"


def client(stack: Stack, kind: KeyKind | None = None, name: str = "", subject: UUID | None = None) -> httpx.Client:
    """A program of a partner with a key of its own, or one of anybody without a key."""
    headers = {}
    if kind is not None:
        headers["Authorization"] = f"Bearer {stack.key(kind, unique(name or kind), subject)}"
    return httpx.Client(base_url=stack.base_url, headers=headers, timeout=60, trust_env=False)


def vacancy(**changes: Any) -> dict[str, Any]:
    """A good vacancy near Ludwigsburg as a company sends it, with some fields replaced."""
    return {
        "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
        "occupation": {"id": "zimmerer"},
        "description_html": "<p>Dachstühle bauen</p>",
        "places": 2,
        "start_date": "2027-09-01",
        "duration_months": 36,
        "certificate_required": "hauptschule",
        "pay_per_month": [850, 950, 1100],
        "location": {"postal_code": "71634", "city": "Ludwigsburg"},
        **changes,
    }


def profile(**changes: Any) -> dict[str, Any]:
    """A practical leaver of Ludwigsburg, with some fields replaced."""
    return {
        "certificate": "hauptschule",
        "home": {"postal_code": "71634"},
        "radius_km": 25,
        "interests": {"R": 6.5, "I": 3.5, "A": 2.0, "S": 2.0, "E": 2.0, "C": 3.5},
        "start_year": 2027,
        **changes,
    }


def assert_problem(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The problem of a refusal: RFC 9457 with our members, in both languages."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    for member in ("type", "title", "code", "detail", "detail_en"):
        assert isinstance(body[member], str), member
        assert body[member], member
    assert body["status"] == status
    assert all({"field", "code", "message"} <= error.keys() for error in body.get("errors", []))
    if code is not None:
        assert body["code"] == code, body
    return body


def codes(problem: dict[str, Any]) -> set[str]:
    """The codes below `errors`."""
    return {error["code"] for error in problem["errors"]}


def warnings(answer: httpx.Response) -> dict[str, str]:
    """Code to sentence of an accepted vacancy's warnings."""
    assert answer.status_code in (200, 201), answer.text
    return {warning["code"]: warning["message"] for warning in answer.json()["warnings"]}


def found(anyone: httpx.Client, **parameters: Any) -> set[str]:
    """Ids of all hits of a search, through all its pages."""
    ids: set[str] = set()
    asked: dict[str, Any] = {"size": 100, **parameters}
    while True:
        answer = anyone.get("/api/v1/search", params=asked)
        assert answer.status_code == 200, answer.text
        ids |= {hit["id"] for hit in answer.json()["hits"]}
        cursor = answer.json()["next_cursor"]
        if not cursor:
            return ids
        asked["cursor"] = cursor


def searchable(anyone: httpx.Client, ids: Iterable[str], **parameters: Any) -> None:
    """Wait until a search finds all of these."""
    wanted = set(ids)
    eventually(lambda: wanted <= found(anyone, **parameters), SOON)


def matches(answer: httpx.Response) -> list[dict[str, Any]]:
    """The matches of an answer."""
    assert answer.status_code == 200, answer.text
    return list(answer.json()["matches"])


def push(school: httpx.Client, leavers: list[dict[str, Any]], season: str = "2027") -> dict[str, Any]:
    """Push leavers as JSON and commit; the report."""
    answer = school.post("/api/v1/cohorts", params={"commit": True}, json={"season": season, "leavers": leavers})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def push_file(school: httpx.Client, path: Path, *, commit: bool, season: str = "2027") -> httpx.Response:
    """Push a file as a school's program does."""
    return school.post(
        "/api/v1/cohorts",
        params={"commit": str(commit).lower()},
        data={"season": season},
        files={"file": (path.name, path.read_bytes())},
    )


def heimvorteil(stack: Stack, *words: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line against the stack. `said` is what it reads on standard input."""
    return subprocess.run(  # noqa: S603 - our own
        [str(Path(sys.executable).with_name("heimvorteil")), *words],
        env={**os.environ, **stack.variables},
        input=said,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
