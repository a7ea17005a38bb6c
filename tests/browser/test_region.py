"""A coordinator sees what nobody sees: by mouse, by keyboard, without JavaScript."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from shared.testing.stack import Stack


def signed_in(visit, market: Stack, **options) -> Page:
    page = visit("/region", **options)
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was niemand sieht")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_what_nobody_sees_in_a_kreis(visit, market, javascript):
    page = signed_in(visit, market, javascript=javascript)
    page.get_by_label("Kreis").fill("Rhein-Lahn-Kreis")
    page.get_by_role("button", name="Ansehen").click()
    list_ = page.get_by_role("list", name="Angebote, die niemandem vorgeschlagen werden")
    expect(list_).to_contain_text("Nassau")
    expect(list_).not_to_contain_text("Koblenz")
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
