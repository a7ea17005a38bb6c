"""A browser on the running system; every visit ends with a look at the console and at where requests went."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from market import VACANCIES
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from shared.testing.chromium import chromium
from shared.testing.processes import eventually
from shared.testing.stack import Stack

Visit = Callable[..., Page]
SECONDS = 60_000
"""How long a page may take, in milliseconds: long enough for a busy machine."""
expect.set_options(timeout=SECONDS)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def market(stack: Stack) -> Stack:
    """The running system with some vacancies that can be found."""
    key = stack.key("importer", "Markt der Tests")
    with httpx.Client(base_url=stack.base_url, trust_env=False, timeout=60) as client:
        answer = client.post(
            "/api/v1/vacancies/bulk", json={"items": VACANCIES}, headers={"Authorization": f"Bearer {key}"}
        )
        refused = [item for item in answer.raise_for_status().json()["items"] if item["status"] >= 400]
        assert refused == []
        eventually(lambda: client.get("/api/v1/search?size=1").json().get("total", 0) >= len(VACANCIES))
    return stack


@pytest.fixture
def client(market: Stack) -> Iterator[httpx.Client]:
    """Asks without a browser, as a stranger."""
    with httpx.Client(base_url=market.base_url, trust_env=False, timeout=60) as asking:
        yield asking


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as running:
        yield running


@pytest.fixture
def visit(market: Stack, browser: Browser) -> Iterator[Visit]:
    """Opens a page in a session of its own; in the end nothing was logged and no other host was asked."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, javascript: bool = True, **options: Any) -> Page:
        settings = {"base_url": market.base_url, "viewport": PHONE, "locale": "de-DE", **options}
        context = browser.new_context(java_script_enabled=javascript, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("console", lambda message: complaints.extend(_serious(message.type, message.text)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request, settings["base_url"])))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _serious(kind: str, text: str) -> list[str]:
    """Errors and warnings; what tests ask for on purpose, a page with status 4xx or being offline, is none."""
    wanted = "the server responded with a status of 4" in text or "ERR_INTERNET_DISCONNECTED" in text
    return [f"{kind}: {text}"] if kind in ("error", "warning") and not wanted else []


def _foreign(request: Request, base_url: str) -> list[str]:
    own = request.url.startswith((base_url, "data:"))
    return [] if own else [f"asked another host: {request.url}"]
