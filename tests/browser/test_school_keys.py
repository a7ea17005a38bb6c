"""A school signed in by mail makes a key for its program, uses it, replaces it and ends it."""

import re
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect
from signing_in import signed_in
from test_signing import link_of, person

from shared.testing.stack import Stack

LEAVER = {"row_key": "A1", "certificate": "mittlerer", "home": {"postal_code": "71634"}}


def pushed(market: Stack, key: str, season: str) -> tuple[int, str]:
    """What a program with this key is answered: status and code."""
    answer = httpx.post(
        f"{market.base_url}/api/v1/cohorts?commit=true",
        json={"season": season, "leavers": [LEAVER]},
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
        timeout=60,
    )
    return answer.status_code, answer.json().get("code", "")


def shown_key(page: Page) -> str:
    field = page.get_by_label("Schlüssel", exact=True)
    expect(field).to_have_value(re.compile(r"^hvs_[0-9a-f]{8}_[\w-]{43}$"))
    return field.input_value()


def test_from_making_a_key_to_its_end(visit, market: Stack) -> None:
    page = visit("/anmelden")
    page.goto(link_of(market, page, person(market, "school")))
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jahrgang")
    page.goto("/schule/zugang")
    expect(page.get_by_text("Noch kein Schlüssel")).to_be_visible()
    season = page.get_by_label("Abgang im Sommer").input_value()
    page.get_by_role("button", name="Schlüssel anlegen").click()
    first = shown_key(page)
    assert pushed(market, first, season)[0] == 200
    assert pushed(market, first, str(int(season) + 1)) == (403, "season_not_of_key")

    page.goto("/schule/zugang")
    assert first not in page.content()
    card = page.get_by_role("article").filter(has_text=first[:12])
    expect(card).to_contain_text("zuletzt benutzt am")
    card.get_by_role("button", name="Ersetzen").click()
    second = shown_key(page)
    expect(page.get_by_role("status")).to_contain_text("Der bisherige gilt noch bis zum")
    assert [pushed(market, key, season)[0] for key in (first, second)] == [200, 200]
    expect(
        page.get_by_role("article").filter(has_text=first[:12]).get_by_role("button", name="Ersetzen")
    ).to_have_count(0)

    card = page.get_by_role("article").filter(has_text=second[:12])
    card.locator("summary").click()
    card.get_by_role("button", name="Endgültig sperren").click()
    expect(page.get_by_role("status")).to_contain_text("Gesperrt")
    expect(page.get_by_role("article").filter(has_text=second[:12])).to_contain_text("gesperrt")
    assert [pushed(market, key, season)[0] for key in (first, second)] == [200, 401]


def test_with_a_key_alone_nobody_makes_keys(visit, market: Stack) -> None:
    page = signed_in(visit, market, "school", f"Schule {uuid4().hex[:8]}", javascript=False)
    page.goto("/schule/zugang")
    expect(page.get_by_role("link", name="Per Mail anmelden")).to_be_visible()
    expect(page.get_by_role("button", name="Schlüssel anlegen")).to_have_count(0)
