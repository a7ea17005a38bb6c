"""A leaver with the keyboard alone; nothing is out of sight when it has the focus."""

import re

from hands import Hands
from playwright.sync_api import expect


def test_a_leaver_searches_reads_and_saves(visit):
    page = visit("/")
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
