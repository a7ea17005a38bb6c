"""A company posts in little time: the form fills itself in; copies, pauses and undoes; hands over a list."""

import re
from pathlib import Path
from uuid import uuid4

import httpx
import openpyxl
import pytest
from market import START
from playwright.sync_api import Page, expect
from test_accessibility import findings

from shared.testing.stack import Stack

LIST = (
    "Nummer;Beruf;Plätze;Beginn;PLZ;Vergütung 1. Jahr;Telefon;Filiale\n"
    f"7;Zimmerer/Zimmerin;2;01.08.{START[:4]};56130;1.050,00 €;02603 1;Nord\n"
    "8;Abgastester;1;bald;5613;;;\n"
)


def signed_in(visit, market: Stack, name: str = "", **options) -> Page:
    page = visit("/betrieb", **options)
    page.get_by_label("Ihr Schlüssel").fill(market.key("company", name or f"Betrieb {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    return page


def fill_least(page: Page) -> None:
    """What the owner of a roofing firm adds: where, and whom to ring up."""
    page.get_by_label("Postleitzahl").fill("56130")
    page.get_by_label("Telefon").fill("02603 4711")


def status_of(page: Page, address: str) -> int:
    return httpx.get(
        page.url.split("/betrieb")[0] + address, headers={"Accept": "text/html"}, trust_env=False
    ).status_code


def test_the_occupation_fills_in_the_rest(visit, market):
    page = signed_in(visit, market)
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Dachdecker")
    fill_least(page)
    expect(page.get_by_label("Überschrift")).to_have_value("Ausbildung Dachdecker/-in (m/w/d)")
    expect(page.get_by_label("Dauer in Monaten")).to_have_value("36")
    expect(page.get_by_label("Beschreibung")).to_have_value(re.compile("Du deckst Dächer"))
    expect(page.get_by_label("Beginn", exact=True)).not_to_have_value("")
    page.get_by_label("1. Jahr").fill("300")
    page.get_by_label("2. Jahr").focus()
    expect(page.get_by_text("unter der Mindestvergütung")).to_be_visible()
    page.get_by_label("Beschreibung").fill("Wir sind zu sechst.")
    page.get_by_label("Ausbildungsberuf").fill("Zimmerer/Zimmerin")
    page.get_by_label("Plätze").focus()
    expect(page.get_by_label("Überschrift")).to_have_value("Ausbildung Zimmerer/Zimmerin (m/w/d)")
    expect(page.get_by_label("Beschreibung")).to_have_value("Wir sind zu sechst.")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So sehen Jugendliche Ihren Platz")


def test_by_keyboard_alone(visit, market):
    page = signed_in(visit, market)
    link = page.get_by_role("link", name="Neuen Platz eintragen")
    while not link.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Neuen Platz eintragen")
    for label, text in (("Ausbildungsberuf", "Gleisbauer"), ("Postleitzahl", "56130"), ("Telefon", "02603 1")):
        field = page.get_by_label(label)
        while not field.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("So sehen Jugendliche Ihren Platz")
    publish = page.get_by_role("button", name="Veröffentlichen")
    while not publish.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("jetzt öffentlich")


def test_without_javascript_a_button_fills_in_the_rest(visit, market):
    page = signed_in(visit, market, javascript=False)
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Dachdecker")
    page.get_by_role("button", name="Text und Dauer für diesen Beruf einsetzen").click()
    expect(page.get_by_label("Überschrift")).to_have_value("Ausbildung Dachdecker/-in (m/w/d)")
    fill_least(page)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status")).to_contain_text("jetzt öffentlich")


def test_the_wording_is_looked_at_also_after_a_lost_net_and_an_ended_session(visit, market):
    page = signed_in(visit, market, name := f"Betrieb {uuid4().hex[:8]}")
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Dachdecker")
    fill_least(page)
    expect(page.get_by_label("Überschrift")).not_to_have_value("")
    page.get_by_label("Überschrift").fill("Dachdecker gesucht")
    page.get_by_label("Beschreibung").fill("Du bist zwischen 16 bis 18 Jahre alt und passt in unser junges Team.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("alert")).to_have_text("Kein Netz. Das Geschriebene ist noch da.")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.context.clear_cookies()
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Anmeldung ist abgelaufen")
    assert findings(page) == []
    with page.expect_popup() as window:
        page.get_by_role("link", name="In neuem Fenster anmelden").click()
    window.value.get_by_label("Ihr Schlüssel").fill(market.key("company", name))
    window.value.get_by_role("button", name="Anmelden").click()
    expect(window.value.get_by_role("heading", level=1)).to_have_text("Meine Plätze")
    page.get_by_role("button", name="Noch einmal absenden").click()
    hints = page.get_by_role("region", name="Bitte noch einmal ansehen")
    expect(hints).to_contain_text("(m/w/d)")
    expect(hints).to_contain_text("Alter")


def test_pause_copy_and_undo(visit, market):
    page = signed_in(visit, market)
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Gleisbauer")
    fill_least(page)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    address = page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    assert status_of(page, address) == 200
    page.get_by_role("button", name=re.compile("^Pausieren")).click()
    expect(page.get_by_role("article")).to_contain_text("pausiert")
    assert status_of(page, address) == 404
    page.get_by_role("button", name="Rückgängig").click()
    assert status_of(page, address) == 200
    page.get_by_role("button", name=re.compile("^Zurückziehen")).click()
    assert status_of(page, address) == 410
    page.get_by_role("button", name="Rückgängig").click()
    assert status_of(page, address) == 200
    page.get_by_role("button", name=re.compile("^Ist besetzt")).click()
    page.get_by_role("link", name=re.compile("^Kopieren")).click()
    expect(page.get_by_label("Ausbildungsberuf")).to_have_value("Gleisbauer/-in")
    expect(page.get_by_label("Telefon")).to_have_value("02603 4711")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("link", name="Meine Plätze").click()
    expect(page.get_by_role("article")).to_have_count(2)


@pytest.mark.parametrize(("kind", "javascript"), [("csv", True), ("xlsx", False)])
def test_a_list_becomes_drafts_and_is_published(visit, market, tmp_path, kind, javascript):
    file = as_file(tmp_path, kind)
    page = signed_in(visit, market, javascript=javascript)
    page.get_by_role("link", name="Liste hochladen").click()
    page.get_by_label("Ihre Liste").set_input_files(file)
    page.get_by_role("button", name="Prüfen und als Entwürfe speichern").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 von 2 Zeilen sind in Ordnung")
    expect(page.get_by_role("row", name="Abgastester")).to_contain_text("Datum")
    expect(page.get_by_text("nicht verwendet: Filiale")).to_be_visible()
    page.get_by_role("button", name="Alle Entwürfe dieser Liste veröffentlichen").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("öffentlich")
    page.get_by_role("link", name="Liste hochladen").click()
    page.get_by_label("Ihre Liste").set_input_files(file)
    page.get_by_role("button", name="Prüfen und als Entwürfe speichern").click()
    page.get_by_role("link", name="Meine Plätze").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article").get_by_text("öffentlich", exact=True)).to_be_visible()


def as_file(folder: Path, kind: str) -> Path:
    file = folder / f"plaetze.{kind}"
    if kind == "csv":
        file.write_text(LIST, "utf-8")
        return file
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.active.append(line.split(";"))
    book.save(file)
    return file
