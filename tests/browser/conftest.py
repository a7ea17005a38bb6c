"""A browser on the running system; every visit ends with a look at the console and at where requests went."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from shared.testing.chromium import chromium
from shared.testing.processes import eventually
from shared.testing.stack import Stack

Visit = Callable[..., Page]
SECONDS = 30_000
"""How long a page may take, in milliseconds: long enough for a busy machine."""
expect.set_options(timeout=SECONDS)
PHONE = {"width": 390, "height": 844}

# Bad Ems and around it; certificate None: the company says nothing.
MARKET = (
    ("Dachdecker/in", "56130", "Bad Ems", "hauptschule", [978, 1153, 1319]),
    ("Gleisbauer/in", "56132", "Dausenau", None, [978, 1153, 1319]),
    ("Zimmerer/Zimmerin", "56377", "Nassau", "hauptschule", [1000, 1200, 1400]),
    ("Tischler/in", "56112", "Lahnstein", None, [900, 1000, 1100]),
    ("Bäcker/in", "56112", "Lahnstein", "none", [1020, 1090, 1230]),
    ("Beton- und Stahlbetonbauer/in", "56130", "Bad Ems", None, [978, 1153, 1319]),
    ("Orthopädieschuhmacher/in", "56068", "Koblenz", "mittlerer", [850, 950, 1050]),
    ("Kaufmann/Kauffrau für Büromanagement", "56068", "Koblenz", "mittlerer", [1000, 1100, 1200]),
    ("Verfahrensmechaniker/in Glastechnik", "56070", "Koblenz", None, [1100, 1150, 1200]),
    ("Fachkraft für Lagerlogistik", "56112", "Lahnstein", "hauptschule", [980, 1050, 1100]),
    ("Steinmetz/in und Steinbildhauer/in", "56377", "Nassau", None, [800, 900, 1000]),
    ("Elektroniker/in für Betriebstechnik", "56068", "Koblenz", "mittlerer", [1150, 1200, 1270]),
)


def _vacancy(index: int, row: tuple[str, str, str, str | None, list[int]]) -> dict[str, Any]:
    title, postal_code, city, certificate, pay = row
    return {
        "external_id": f"markt-{index}",
        "title": f"Ausbildung {title} (m/w/d)",
        "occupation": {"title": title},
        "employer": {"name": f"{title.split('/')[0]} Muster {index}"},
        "description_html": "<p>Wir lernen gern an.</p><ul><li>Frühstück um neun</li></ul>",
        "places": 1 + index % 2,
        "start_date": "2027-08-01",
        "duration_months": 36,
        "certificate_required": certificate,
        "pay_per_month": pay,
        "location": {"postal_code": postal_code, "city": city},
        "contact": {"name": "Kim Muster", "phone": "02603 1234"},
        "synthetic": True,
    }


@pytest.fixture(scope="session")
def market(stack: Stack) -> Stack:
    """The running system with some vacancies that can be found."""
    items = [_vacancy(index, row) for index, row in enumerate(MARKET)]
    key = stack.key("importer", "Markt der Tests")
    with httpx.Client(base_url=stack.base_url, trust_env=False, timeout=60) as client:
        answer = client.post(
            "/api/v1/vacancies/bulk", json={"items": items}, headers={"Authorization": f"Bearer {key}"}
        )
        refused = [item for item in answer.raise_for_status().json()["items"] if item["status"] >= 400]
        assert refused == []
        eventually(lambda: client.get("/api/v1/search?size=1").json().get("total", 0) >= len(MARKET))
    return stack


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
        settings = {"viewport": PHONE, "locale": "de-DE", **options}
        context = browser.new_context(base_url=market.base_url, java_script_enabled=javascript, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("console", lambda message: complaints.extend(_serious(message.type, message.text)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request, market.base_url)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _serious(kind: str, text: str) -> list[str]:
    """Errors and warnings; a page with status 4xx, which tests ask for on purpose, is none."""
    wanted = "the server responded with a status of 4" in text
    return [f"{kind}: {text}"] if kind in ("error", "warning") and not wanted else []


def _foreign(request: Request, base_url: str) -> list[str]:
    own = request.url.startswith((base_url, "data:"))
    return [] if own else [f"asked another host: {request.url}"]
