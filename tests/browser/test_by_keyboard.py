"""A leaver and a school with the keyboard alone; nothing is out of sight when it has the focus."""

import re
from uuid import uuid4

from hands import Hands
from playwright.sync_api import expect
from test_school import CHOOSE, FILE, SCHOOL_FILES


def test_a_leaver_searches_reads_and_saves(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Was?")).to_be_focused()
    leaver = Hands(page, keyboard=True)
    leaver.write(page.get_by_label("Was?"), "Tischler")
    leaver.write(page.get_by_label("Wo?"), "Lahnstein")
    page.keyboard.press("Enter")
    card = page.get_by_role("article").first
    title = card.get_by_role("heading").inner_text()
    leaver.press(card.get_by_role("button", name=re.compile("^Merken")), "Space")
    expect(card.get_by_role("button", name=re.compile("^Gemerkt"))).to_have_attribute("aria-pressed", "true")
    leaver.press(card.get_by_role("link").first)
    expect(page.get_by_role("heading", name="Trau dich, frag nach")).to_be_visible()
    leaver.press(page.get_by_role("link", name=re.compile("^Gemerkt")))
    expect(page.get_by_role("article").get_by_role("heading", name=title)).to_be_visible()


def test_a_school_hands_over_prints_and_a_leaver_uses_the_code(visit, market):
    page = visit("/schule")
    school = Hands(page, keyboard=True)
    school.write(page.get_by_label("Ihr Schlüssel"), market.key("school", f"Schule {uuid4().hex[:8]}"))
    page.keyboard.press("Enter")
    school.reach(page.get_by_label(CHOOSE))
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(SCHOOL_FILES / FILE)
    school.press(page.get_by_role("button", name="Prüfen"))
    school.press(page.get_by_role("button", name="4 Zeilen übernehmen"))
    expect(page.locator("#ergebnis").get_by_role("status")).to_contain_text("4 Jugendliche")
    school.press(page.get_by_role("link", name="Weiter zu den Briefen"))
    school.press(page.get_by_role("button", name="Briefe am Bildschirm"))
    expect(page.get_by_role("status").first).to_contain_text("4 Briefe sind fertig")
    code = page.locator(".brief p.code").first.inner_text()
    phone = visit("/code")
    leaver = Hands(phone, keyboard=True)
    leaver.write(phone.get_by_label("Code aus dem Brief"), code)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Meine Plätze")).to_be_visible()
