"""A coordinator sees what nobody sees: by mouse, by keyboard, without JavaScript."""

from datetime import date
from uuid import uuid4

import httpx
import pytest
from market import VACANCIES
from playwright.sync_api import Page, expect

from shared.testing.processes import eventually
from shared.testing.stack import Stack


def signed_in(visit, market: Stack, **options) -> Page:
    page = visit("/region", **options)
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was niemand sieht")
    return page


@pytest.fixture(scope="module")
def unseen(market: Stack) -> str:
    """An employer whose vacancy is shown to none of the leavers whom other tests have brought: it starts too late, and
    elsewhere."""
    employer = f"Fernsicht {uuid4().hex[:8]}"
    late = {"external_id": employer, "employer": {"name": employer}, "start_date": f"{date.today().year + 4}-08-01"}
    with httpx.Client(base_url=market.base_url, trust_env=False, timeout=60) as client:
        key = {"Authorization": f"Bearer {market.key('importer', employer)}"}
        offer = {**VACANCIES[0], **late, "location": {"postal_code": "17291", "city": "Prenzlau"}}
        answer = client.post("/api/v1/vacancies/bulk", json={"items": [offer]}, headers=key)
        assert [item["status"] for item in answer.raise_for_status().json()["items"]] == [201]
    return employer


@pytest.mark.parametrize("javascript", [True, False])
def test_what_nobody_sees_in_a_kreis(visit, market, unseen, javascript):
    page = signed_in(visit, market, javascript=javascript)
    page.get_by_label("Kreis").fill("uckermark")
    list_ = page.get_by_role("list", name="Angebote, die niemandem vorgeschlagen werden")

    def looked() -> int:
        page.get_by_role("button", name="Ansehen").click()
        expect(page.get_by_label("Kreis")).to_have_value("Uckermark, Landkreis")
        return list_.get_by_text(unseen).count()

    eventually(looked, 60)
    expect(list_).to_contain_text("Prenzlau")
    expect(list_).not_to_contain_text("Singhofen")
    list_.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Trau dich, frag nach")).to_be_visible()


def test_by_keyboard_alone(visit, market):
    page = signed_in(visit, market)
    field = page.get_by_label("Kreis")
    while not field.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("Atlantis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Atlantis")
    expect(field).to_have_value("Atlantis")
    table = page.get_by_role("region", name="Berufe, die sich kaum jemand wünscht")
    expect(table.get_by_role("row", name="Orthopädieschuhmacher")).to_contain_text("keine")


def test_a_companys_key_is_none_of_a_region(visit, market):
    page = visit("/region")
    page.get_by_label("Ihr Schlüssel").fill(market.key("company", f"Betrieb {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#fehler-key")).to_contain_text("kein Schlüssel einer Region")
