"""Notice and action: somebody reports a place, a coordinator stops it, company and reporter read the answer, undo."""

import re
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect
from signing_in import signed_in

from shared.testing.stack import Stack

ANSWER = "Wir haben angerufen. Bitte nehmen Sie die Gebühr aus dem Text."


def a_public_place(page: Page, occupation: str = "Gleisbauer") -> str:
    """Post one; its address."""
    page.goto("/betrieb/neu")
    page.get_by_label("Ausbildungsberuf").fill(occupation)
    page.get_by_label("Postleitzahl").fill("56130")
    page.get_by_label("Telefon").fill("02603 4711")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    address = page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    assert address is not None
    return address


def status_of(market: Stack, address: str) -> int:
    """As a browser without memory gets it."""
    return httpx.get(market.base_url + address, headers={"Accept": "text/html"}, trust_env=False).status_code


def to(page: Page, field) -> None:
    """Tab to an element."""
    while not field.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")


def as_region(visit, market: Stack, **options) -> Page:
    page = visit("/region/meldungen", **options)
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/region")
    page.goto("/region/meldungen")
    return page


def report(page: Page, address: str, text: str) -> str:
    """By keyboard alone; the reference."""
    page.goto(address)
    to(page, page.get_by_role("link", name="Platz melden"))
    page.keyboard.press("Enter")
    to(page, page.get_by_label("Den Platz oder den Betrieb gibt es nicht"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für deine Meldung")
    return page.locator(".zeichen").inner_text()


def shown(page: Page, address: str) -> int:
    """The status of what a browser shows, from wherever it has it."""
    answer = page.goto(address)
    assert answer
    return answer.status


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_from_the_notice_to_the_answer(visit, market, javascript):
    company = signed_in(visit, market, "company", f"Betrieb {uuid4().hex[:8]}")
    address = a_public_place(company)
    text = f"Ich soll 200 Euro zahlen {uuid4().hex[:6]}"
    leaver = visit("/", javascript=javascript)
    reference = report(leaver, address, text)

    region = as_region(visit, market, javascript=javascript)
    card = region.get_by_role("article").filter(has_text=text)
    card.get_by_label("Ihre Antwort").fill("x")
    card.get_by_role("button", name="Platz anhalten").click()
    expect(card.locator(".kern-error")).to_contain_text("3 bis 1.000 Zeichen")
    card.get_by_label("Ihre Antwort").fill(ANSWER)
    card.get_by_role("button", name="Platz anhalten").click()
    expect(region.get_by_role("status")).to_contain_text("angehalten")

    assert status_of(market, address) == 410
    assert shown(leaver, address) == 410
    leaver.goto("/meldung")
    leaver.get_by_label("Dein Zeichen").fill(reference.lower().replace("-", ""))
    leaver.get_by_role("button", name="Nachsehen").click()
    expect(leaver.get_by_role("main")).to_contain_text("der Platz ist angehalten")
    expect(leaver.get_by_role("main")).to_contain_text(ANSWER)
    company.goto("/betrieb")
    expect(company.get_by_role("article")).to_contain_text("von der Region angehalten")
    expect(company.get_by_role("article")).to_contain_text(ANSWER)

    region.get_by_role("status").get_by_role("button", name="Rückgängig").click()
    expect(region.get_by_role("status")).to_contain_text("wieder offen")
    assert status_of(market, address) == 200
    assert shown(leaver, address) == 200, "the browser has not kept that it was gone"


def test_an_unknown_reference_and_a_form_without_a_reason(visit, market):
    page = visit("/meldung")
    page.get_by_label("Dein Zeichen").fill("0000-0000-0000")
    page.get_by_role("button", name="Nachsehen").click()
    expect(page.locator("#fehler-reference")).to_contain_text("Zu diesem Zeichen gibt es keine Meldung")
    expect(page.get_by_label("Dein Zeichen")).to_have_value("0000-0000-0000")
    page.goto("/suche?where=Lahnstein")
    page.get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("link", name="Platz melden").click()
    page.get_by_label("Was genau?").fill("Das bleibt stehen")
    page.evaluate("document.querySelector('form.bogen').noValidate = true")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("alert")).to_contain_text("was nicht stimmt")
    expect(page.get_by_label("Was genau?")).to_have_value("Das bleibt stehen")


def test_a_company_sees_how_often_its_place_was_seen(visit, market):
    company = signed_in(visit, market, "company", f"Betrieb {uuid4().hex[:8]}")
    address = a_public_place(company, "Steinmetz/in und Steinbildhauer/in")
    expect(company.get_by_role("article")).to_contain_text("noch in keiner Liste gezeigt")
    company.get_by_role("article").get_by_role("link").first.click()
    expect(company.get_by_role("heading", name="Trau dich, frag nach")).to_be_visible()
    leaver = visit(address)
    leaver.goto(address)
    company.goto("/betrieb")
    seen = company.get_by_role("article").get_by_text(re.compile("2-mal geöffnet"))
    while not seen.count():
        company.reload()
    expect(seen).to_be_visible()
