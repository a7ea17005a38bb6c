"""Another language keeps the place; Arabic by keyboard alone; saved places and the interest check without a net."""

import re

import pytest
from playwright.sync_api import Page, expect
from test_accessibility import WORD

from services.gateway.pages.language import LANGUAGES
from shared.testing.processes import eventually


def choose(page: Page, language: str) -> None:
    page.locator(".sprachwahl summary").click()
    page.get_by_role("link", name=language, exact=True).click()
    code = next(one.code for one in LANGUAGES.values() if one.name == language)
    expect(page.locator("html")).to_have_attribute("lang", code)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_search_stays_the_same_in_every_language(visit, javascript):
    page = visit("/suche?q=Tischler&where=Lahnstein", javascript=javascript)
    first = page.get_by_role("article").first.get_by_role("link").first.inner_text()
    for language in ("English", "العربية", "Einfaches Deutsch", "Deutsch"):
        choose(page, language)
        expect(page.locator("#q")).to_have_value("Tischler")
        expect(page.get_by_role("article").first.get_by_role("link").first).to_have_text(first)
    page.goto("/gemerkt")
    expect(page.locator("html")).to_have_attribute("lang", "de")  # the last choice holds without the address


def test_what_was_typed_and_where_one_was_is_kept(visit):
    page = visit("/passt?woher=brief#profil")
    page.locator("#likes").fill("was mit Holz")
    page.locator('label:has([name="R"])').nth(4).click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    before = page.evaluate("scrollY")
    page.evaluate("document.querySelector('.sprachwahl a[hreflang=en]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/passt\?woher=brief&sprache=en#profil$"))
    expect(page.locator("#likes")).to_have_value("was mit Holz")
    expect(page.locator('[name="R"]').nth(4)).to_be_checked()
    assert before > 100 and abs(page.evaluate("scrollY") - before) < 250


def test_in_the_middle_of_the_interest_check_and_of_a_search_nothing_is_lost(visit):
    page = visit("/interessen")
    page.locator(".frage:not([hidden]) input").nth(3).click()
    choose(page, "Українська")
    expect(page.locator("#fortschritt")).to_have_js_property("value", 1)
    expect(page.locator(".frage:not([hidden])")).to_have_attribute("data-item", "I0")
    page.goto("/suche?where=Lahnstein&certificate=hauptschule&radius_km=25")
    page.locator("#q").fill("Tisch")  # typed, not sent
    choose(page, "العربية")
    expect(page).to_have_url(re.compile(r"certificate=hauptschule&radius_km=25"))
    expect(page.locator("#q")).to_have_value("Tisch")


LABELS = """() => {
  const map = document.getElementById('karte').getBoundingClientRect();
  return [...document.querySelectorAll('.ring-text span, .ort-text span')].map(one => {
    const box = one.getBoundingClientRect(), at = one.parentElement.getBoundingClientRect().left;
    const cut = box.left < map.left || box.right > map.right || box.top < map.top || box.bottom > map.bottom;
    return [one.textContent, cut, one.closest('.ring-text') ? Math.round(box.left + box.width / 2 - at) : 0];
  });
}"""


NAMED = """name => {
  for (const card of document.querySelectorAll('#seite article[data-lat]')) card.dataset.place = name;
  document.dispatchEvent(new Event('htmx:afterSwap'));
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_a_name_longer_than_the_map_is_shortened(visit, width):
    page = visit("/suche?where=Bad Ems", viewport={"width": width, "height": 900})
    if width == 320:
        page.locator("#karte-zeigen").click()
    expect(page.locator(".punkt").first).to_be_visible()
    page.evaluate(NAMED, WORD)
    names = [one for one in page.evaluate(LABELS) if WORD in one[0]]
    assert names and not any(cut for _, cut, _ in names)


@pytest.mark.parametrize(("code", "unit"), [("ar", "كم"), ("uk", "км"), ("tr", "km")])
def test_the_map_measures_in_the_pages_language_and_cuts_no_name(visit, code, unit):
    page = visit(f"/suche?where=Bad Ems&sprache={code}", viewport={"width": 1280, "height": 900})
    expect(page.locator(".punkt").first).to_be_visible()
    labels = page.evaluate(LABELS)
    assert [one for one in labels if one[1] or one[2]] == []  # nothing is cut, each distance sits on its ring
    distances = [
        *page.locator(".ring-text").all_inner_texts(),
        page.locator(".leaflet-control-scale-line").inner_text(),
    ]
    assert len(distances) > 1 and {one.split()[-1] for one in distances} == {unit}


def test_a_list_that_answers_a_form_comes_again_in_the_other_language(visit):
    page = visit("/passt", javascript=False)
    page.locator('[name="home.postal_code"]').fill("56112")
    page.locator("#profil button[type=submit]").last.click()
    expect(page.get_by_role("heading", level=2, name=re.compile("Plätze? für dich"))).to_be_visible()
    page.wait_for_load_state()  # a page is read while it still comes
    places = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    page.locator(".sprachwahl summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=2, name=re.compile("places? for you"))).to_be_visible()
    page.wait_for_load_state()
    assert places and page.get_by_role("article").get_by_role("heading").all_inner_texts() == places


def reach(page: Page, selector: str) -> None:
    """Tab until an element of the selector has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_in_arabic_by_keyboard_alone(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(".sprung")).to_be_focused()  # first of all, the way past the menu
    reach(page, ".sprachwahl summary")
    page.keyboard.press("Enter")
    reach(page, ".sprachwahl a[lang=ar]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_text("maschinell übersetzt")).to_be_visible()
    expect(page.locator(".sprachwahl summary")).to_be_focused()  # the place on the page is kept
    reach(page, "#q")
    page.keyboard.type("Tischler")
    page.keyboard.press("Tab")
    page.keyboard.type("Lahnstein")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").first).to_be_visible()
    brand, menu = (page.locator(one).bounding_box() for one in (".marke", ".kopf nav"))
    assert brand and menu and brand["x"] + brand["width"] > menu["x"] + menu["width"] - 60  # reads from the right
    reach(page, "article h3 a")
    page.keyboard.press("Enter")
    expect(page.locator("h1[lang=de]")).to_contain_text("Tischler")
    expect(page.locator("a[href^='tel:'] bdi[dir=ltr]")).to_have_text("02603 1234")  # else its halves change places
    reach(page, "[data-save]")
    page.keyboard.press("Space")
    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "true")
    page.goto("/interessen")
    reach(page, ".frage:not([hidden]) input")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".frage:not([hidden]) input:checked")).to_have_count(1)
    page.goto("/passt")
    reach(page, '[name="home.postal_code"]')
    page.keyboard.type("56112")
    page.keyboard.press("Enter")
    expect(page.locator("#treffer")).to_be_focused()
    expect(page.get_by_role("article").first).to_be_visible()
    assert page.get_by_role("article").first.evaluate("one => getComputedStyle(one).direction") == "rtl"


def kept(page: Page, path: str) -> None:
    """The worker has taken over and holds the page."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    eventually(lambda: page.evaluate("async path => Boolean(await caches.match(path))", path))


KEPT_IN = "async path => (await caches.match(path)).headers.get('content-language')"


def test_saved_places_and_the_interest_check_without_a_net(visit):
    page = visit("/suche?q=Tischler&where=Lahnstein")
    page.get_by_role("button", name="Merken").first.click()
    address = page.get_by_role("article").first.get_by_role("link").first.get_attribute("href")
    page.goto("/gemerkt")
    title = page.get_by_role("article").get_by_role("heading").inner_text()
    kept(page, address)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(title)
    expect(page.locator("#gemerkt-alt")).to_contain_text(re.compile(r"Kein Netz. So war es am \d+\. \w+ \d{4}"))
    expect(page.locator("#veraltet")).to_contain_text("Du siehst den Stand von:")
    page.get_by_role("article").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="02603 1234")).to_be_visible()
    expect(page.locator("#veraltet")).to_be_visible()
    page.goto("/interessen")
    page.locator(".frage:not([hidden]) input").nth(4).click()
    page.reload()
    expect(page.locator("#fortschritt")).to_have_js_property("value", 1)
    page.goto("/beruf/gleisbauer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gerade kein Netz")
    page.context.set_offline(False)
    page.goto("/gemerkt")
    expect(page.locator("#veraltet")).to_be_hidden()
    expect(page.locator("#gemerkt-alt")).to_be_hidden()
    choose(page, "English")
    eventually(lambda: {page.evaluate(KEPT_IN, path) for path in ("/gemerkt", "/interessen", "/offline")} == {"en"})
    page.context.set_offline(True)
    page.goto("/interessen")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#veraltet")).to_contain_text("No connection")
