"""A company from registration to its first visible vacancy; mails are read where they arrive."""

import re
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect
from test_signing import link_of, person

from shared.testing.processes import eventually
from shared.testing.stack import Stack

OTHER = "Nicht in der Rolle der Kammer."


def follow(page: Page, market: Stack, mail: str) -> None:
    """Open the newest mail's link and press its button."""
    link = re.search(r"http\S+/anmelden/link#\S+", market.mailbox.newest(mail)["text"])
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Jetzt anmelden").click()


def as_coordinator(visit, market: Stack, **options) -> Page:
    page = visit("/anmelden", **options)
    page.goto(link_of(market, page, person(market, "coordinator")))
    page.get_by_role("button", name="Jetzt anmelden").click()
    page.wait_for_url("**/region")
    page.goto("/region/betriebe")
    expect(page.get_by_role("heading", level=1)).to_have_text("Betriebe freigeben")
    return page


def registered(visit, market: Stack, name: str, mail: str, **options) -> Page:
    """Signed in with the link of the mail."""
    page = visit("/betrieb", **options)
    page.get_by_role("link", name="Betrieb in zwei Minuten eintragen").click()
    for label, text in (("Name des Betriebs", name), ("Postleitzahl", "56130"), ("Telefon", "02603 4711")):
        page.get_by_label(label).fill(text)
    page.get_by_label("E-Mail").fill(mail)
    page.get_by_role("button", name="Betrieb eintragen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Die Mail ist unterwegs")
    follow(page, market, mail)
    expect(page.get_by_role("region", name="Ihr Betrieb wartet auf die Freigabe")).to_be_visible()
    return page


def post(page: Page) -> None:
    """The first vacancy, as far as its company can bring it."""
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Gleisbauer")
    page.get_by_label("Postleitzahl").fill("56130")
    page.get_by_label("Telefon").fill("02603 4711")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Fertig, auf die Freigabe warten").click()
    expect(page.get_by_role("status")).to_contain_text("erscheint von selbst")


def found(market: Stack, name: str) -> bool:
    """Whether search finds the company's place."""
    answer = httpx.get(f"{market.base_url}/api/v1/search", params={"q": name, "size": 50}, trust_env=False)
    return any(name in hit["employer"] for hit in answer.raise_for_status().json()["hits"])


def test_from_registration_to_the_first_visible_vacancy(visit, market):
    mark = uuid4().hex[:8]
    name, mail = f"Gleisbau {mark}", f"info@{mark}.example"
    company = registered(visit, market, name, mail)
    post(company)
    expect(company.get_by_role("article")).to_contain_text("wartet auf die Freigabe")
    assert not found(market, mark)

    region = as_coordinator(visit, market)
    card = region.get_by_role("article").filter(has_text=name)
    card.get_by_role("group").locator("summary").click()
    card.get_by_label("Grund").fill(OTHER)
    card.get_by_role("button", name="Mit diesem Grund ablehnen").click()
    expect(region.get_by_role("status")).to_contain_text("Abgelehnt")
    assert "Nicht in der Rolle" in market.mailbox.newest(mail, 1)["text"]
    company.goto("/betrieb")
    expect(company.get_by_role("region", name="nicht freigegeben")).to_contain_text(OTHER)
    region.get_by_role("status").get_by_role("button", name="Rückgängig").click()
    region.get_by_role("button", name=re.compile(f"Freigeben.*{mark}")).click()
    expect(region.get_by_role("status")).to_contain_text("Freigegeben")
    region.get_by_role("link", name="Protokoll").click()
    rows = region.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Betrieb freigegeben")
    expect(rows.nth(1).get_by_role("cell", name="Sie", exact=True)).to_be_visible()
    expect(rows.nth(2)).to_contain_text("zurückgenommen")
    with region.expect_download() as download:
        region.get_by_role("link", name="Als Tabelle für Excel").click()
    table = download.value.path().read_text("utf-8-sig")
    assert "company.release;Betrieb abgelehnt;company" in table
    assert OTHER not in table and name not in table
    assert "jetzt öffentlich" in market.mailbox.newest(mail, 2)["text"]

    eventually(lambda: found(market, mark))
    company.goto("/betrieb")
    expect(company.get_by_role("article")).to_contain_text("öffentlich")
    company.get_by_role("article").get_by_role("link").first.click()
    expect(company.get_by_role("heading", name="Trau dich, frag nach")).to_be_visible()
    expect(company.get_by_role("main")).to_contain_text(name)


def test_by_keyboard_and_with_what_is_wrong(visit, market):
    mark = uuid4().hex[:8]
    page = visit("/betrieb/registrieren")

    def to(label: str) -> None:
        field = page.get_by_label(label)
        while not field.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Tab")

    values = {"Name des Betriebs": f"Dach {mark}", "Postleitzahl": "56130", "Telefon": "02603 1234"}
    for label, text in {**values, "E-Mail": f"dach{mark}@gmx.de"}.items():
        to(label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("gmx.de kann jeder haben")
    expect(page.get_by_label("Name des Betriebs")).to_have_value(f"Dach {mark}")
    to("Nummer bei der Kammer")
    page.keyboard.type("HWK 4711")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Die Mail ist unterwegs")
    follow(page, market, f"dach{mark}@gmx.de")

    region = as_coordinator(visit, market)
    button = region.get_by_role("button", name=re.compile(f"Freigeben.*{mark}"))
    while not button.evaluate("element => element === document.activeElement"):
        region.keyboard.press("Tab")
    region.keyboard.press("Enter")
    expect(region.get_by_role("status")).to_contain_text("Freigegeben")
    page.reload()
    expect(page.get_by_role("region", name="wartet auf die Freigabe")).to_have_count(0)


def test_another_regions_company_is_not_there_and_no_script_is_needed(visit, market):
    mark = uuid4().hex[:8]
    page = visit("/betrieb/registrieren", javascript=False)
    values = {"Name des Betriebs": f"Ludwig {mark}", "Postleitzahl": "71634", "Telefon": "07141 4711"}
    for label, text in {**values, "E-Mail": f"info@{mark}.example"}.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Betrieb eintragen").click()
    link = re.search(r"http\S+/anmelden/link#\S+", market.mailbox.newest(f"info@{mark}.example")["text"])
    assert link
    page.goto(link[0])
    page.get_by_label("Kennung aus der Mail").fill(link[0])
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.get_by_role("region", name="Ihr Betrieb wartet auf die Freigabe")).to_be_visible()
    region = as_coordinator(visit, market)
    expect(region.get_by_role("article").filter(has_text=mark)).to_have_count(0)
