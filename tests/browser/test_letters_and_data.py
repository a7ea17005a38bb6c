"""A leaver with a letter: claim, parents, another device, a lost phone, "Nein danke", own data, erasure; with axe."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from signing_in import signed_in
from test_accessibility import LOOKS, findings, in_language

from shared.testing.processes import eventually

ROWS = "Kennung;Abschluss;PLZ\nA1;MSA;56130\nA2;HSA;56112\n"


@pytest.fixture
def school(visit, market, tmp_path) -> Page:
    """A school that has handed over two leavers, with their letters on the page."""
    file = tmp_path / "klasse.csv"
    file.write_text(ROWS, "utf-8")
    page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}")
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(file)
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_role("button", name="2 Zeilen übernehmen").click()
    page.get_by_role("link", name="Weiter zu den Briefen").click()
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    expect(page.locator(".brief")).to_have_count(2)
    return page


def codes(school: Page, row_key: str) -> tuple[str, str]:
    """The code and the "Nein danke" of a letter."""
    letter = school.locator(f'.brief[data-row-key="{row_key}"]')
    return letter.locator("p.code").inner_text(), letter.locator("span.code").inner_text()


def claimed(visit, code: str, **options) -> Page:
    """The leaver's phone after scanning the letter."""
    page = visit(f"/code#{code}", **options)
    page.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(page.get_by_role("heading", name="Meine Plätze")).to_be_visible()
    return page


def scanned(page: Page) -> str:
    """Where the QR code on a page leads."""
    return f"{page.locator('strong', has_text='http').inner_text()}#{page.locator('p.code').inner_text()}"


def erased(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Gelöscht|Wird gelöscht"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Gelöscht", timeout=120_000)


def held(page: Page, word: str) -> int:
    """On how many lines of what is held a word stands."""
    page.goto("/meine/daten")
    return page.locator("dd", has_text=word).count()


@pytest.mark.parametrize("look", LOOKS)
def test_a_leavers_pages_from_the_letter_to_the_receipt(visit, school, look):
    code, _ = codes(school, "A1")
    page = claimed(visit, code, **look)
    assert findings(page) == []
    for path in ("/meine/angaben", "/meine/daten", "/meine/umzug", "/meine"):
        page.goto(in_language(path, "ar"))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert findings(page) == []
    page.goto("/meine?sprache=de")
    page.get_by_role("link", name="Meine Angaben").click()
    assert findings(page) == []
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("ob du schon 16 bist")
    assert findings(page) == []
    page.get_by_role("radiogroup").first.get_by_role("radio", name="sehr gern").check()
    page.get_by_label("Ich will …").fill("was mit Holz")
    page.get_by_label("Nein, dann stimmen zuerst meine Eltern zu").check()
    page.get_by_label("Ich bin einverstanden").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Jetzt sind deine Eltern dran")).to_be_visible()
    assert findings(page) == []
    parent = visit(scanned(page), **look)
    expect(parent.get_by_label("Code vom Handy Ihres Kindes")).not_to_have_value("")
    assert findings(parent) == []
    parent.get_by_role("button", name="stimme zu").click()
    expect(parent.get_by_role("status")).to_contain_text("Ihr Kind kann jetzt weitermachen")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Gespeichert")
    expect(page.get_by_text("Zustimmung deiner Eltern vom")).to_be_visible()
    page.goto("/meine/daten")
    expect(page.get_by_text("56130").first).to_be_visible()
    expect(page.locator("dd", has_text="Holz").first).to_be_visible()
    page.locator("summary", has_text="consents").click()
    assert findings(page) == []
    page.goto("/meine/angaben")
    page.get_by_role("button", name="Zustimmung zurücknehmen").click()
    expect(page.get_by_role("status")).to_contain_text("Zurückgenommen")
    eventually(lambda: held(page, "Holz") == 0, 120)  # the event takes its time
    page.get_by_role("button", name="Alles löschen").click()
    erased(page)
    assert findings(page) == []
    page.goto("/meine")
    expect(page.get_by_label("Code aus dem Brief")).to_be_visible()


def test_another_device_and_a_lost_phone(visit, school):
    code, _ = codes(school, "A2")
    phone = claimed(visit, code)
    phone.get_by_role("link", name="Anderes Gerät").click()
    phone.get_by_role("button", name="QR-Code zeigen").click()
    expect(phone.locator(".qr-gross svg")).to_be_visible()
    assert findings(phone) == []
    tablet = visit(scanned(phone))
    assert findings(tablet) == []
    tablet.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(tablet.get_by_role("heading", name="Meine Plätze")).to_be_visible()
    school.goto("/schule/liste")
    assert findings(school) == []
    school.get_by_role("button", name="Neuer Code für A2").click()
    expect(school.locator(".brief")).to_have_count(1)
    again, _ = codes(school, "A2")
    assert again != code
    found = claimed(visit, again)
    expect(found.get_by_role("heading", name="Meine Plätze")).to_be_visible()
    late = visit("/code")
    late.get_by_label("Code aus dem Brief").fill(code)
    late.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(late.get_by_text("oder er wurde schon benutzt")).to_be_visible()


def test_no_thanks_by_the_letter_and_by_the_slip(visit, school):
    code, no = codes(school, "A1")
    page = visit(f"/nein-danke#{no}")
    assert "#" not in page.url
    assert findings(page) == []
    page.get_by_role("button", name="Alles löschen").click()
    erased(page)
    refused = visit("/code", javascript=False)
    refused.get_by_label("Code aus dem Brief").fill(code)
    refused.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(refused.get_by_text("kennen wir nicht")).to_be_visible()
    school.goto("/schule/liste")
    school.get_by_role("button", name="A2 löschen").click()
    expect(school.get_by_role("status")).to_contain_text("Gelöscht")
    expect(school.get_by_role("heading", name="Für dieses Jahr ist noch niemand da.")).to_be_visible()


@pytest.mark.parametrize("language", ["de", "de-simple", "en", "uk", "tr", "ar"])
def test_parents_read_the_notice_without_an_account(visit, language):
    page = visit(f"/eltern?sprache={language}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    german = page.get_by_text("Wer den Code nicht benutzt", exact=False)
    expect(german).to_have_count(1 if language == "de" else 0)
    assert findings(page) == []
    if language in ("uk", "tr", "ar"):
        expect(page.get_by_text("maschinell übersetzt")).to_have_count(1)
