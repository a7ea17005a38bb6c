"""A leaver looks around: map, occupation, interest check, saved places; by mouse, by keyboard, without JavaScript."""

import json
import re
from urllib.parse import urlsplit

import httpx
import pytest
from market import START, VACANCIES
from playwright.sync_api import Page, expect

from shared.testing.processes import eventually
from shared.testing.stack import Stack

LIKED = {"R": "sehr gern", "I": "gern", "A": "gar nicht", "S": "eher nicht", "E": "gar nicht", "C": "geht so"}
ITEMS = [f"{letter}{n}" for n in range(4) for letter in "RIASEC"]


def sent_by(page: Page) -> list[tuple[str, str]]:
    """Method and path of what the page asks for from now on, with what it sends along."""
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, urlsplit(request.url).path)))
    return asked


def answer_all(page: Page) -> None:
    for key in ITEMS:
        shown = page.locator(f'[data-item="{key}"]')
        expect(shown).to_be_visible()
        shown.get_by_label(LIKED[key[0]], exact=True).click()


def test_the_map_says_what_the_list_says(visit):
    page = visit("/suche?where=Bad Ems", viewport={"width": 1280, "height": 900})
    points = page.locator(".punkt")
    expect(points.first).to_be_visible()
    counted = sum(int(text) for text in points.all_inner_texts())
    assert counted == page.locator("#seite article").count()
    points.first.click()
    expect(page.locator(".leaflet-popup")).to_be_visible()
    link = page.locator(".leaflet-popup a[href^='/stelle/']").first
    assert page.locator(f"#seite a[href='{link.get_attribute('href')}']").count() == 1
    page.get_by_role("button", name="Karte").click()
    expect(page.locator("#karte")).to_be_hidden()


def test_the_map_opens_on_a_phone_when_asked_for(visit):
    page = visit("/suche?where=Bad Ems")
    expect(page.locator("#karte")).to_be_hidden()
    page.get_by_role("button", name="Karte").press("Enter")
    expect(page.get_by_role("button", name="Karte")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".punkt").first).to_be_visible()


def test_from_a_place_to_its_occupation_and_its_relatives(visit):
    page = visit("/suche?q=Gleisbauer&where=Bad Ems")
    page.locator("#seite").get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("link", name="Mehr über den Beruf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gleisbauer/-in")
    expect(page.get_by_label("Das gehört dazu").get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_role("region", name="Geld und Zeit")).to_contain_text("978 €")
    expect(page.get_by_role("region", name="Welcher Abschluss?")).to_contain_text("Von 10, die anfangen")
    expect(page.get_by_role("list", name=re.compile("Plätze rund um"))).to_contain_text("Gleisbauer")
    page.get_by_role("list", name="Das ist ähnlich").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Gleisbauer/-in")


def test_the_interest_check_stays_in_the_browser_and_leads_to_places(visit):
    page = visit("/interessen")
    asked = sent_by(page)
    answer_all(page)
    expect(page.get_by_role("heading", name="Das bist du")).to_be_focused()
    assert [one for one in asked if one[0] != "GET" or not one[1].startswith("/static/")] == []
    shown = page.locator("[data-strong]:visible")
    expect(shown).to_have_count(2)
    expect(shown.first).to_contain_text("Du packst gern an.")
    assert page.get_by_role("meter", name="Anpacken").evaluate("meter => meter.value") == 7
    page.reload()
    expect(page.get_by_role("heading", name="Das bist du")).to_be_visible()
    assert page.context.cookies() == []
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.get_by_role("button", name="Nur nach Passung").click()
    expect(page.get_by_role("button", name="Nur nach Passung")).to_have_attribute("aria-pressed", "true")
    assert urlsplit(page.url).query == ""


def test_the_interest_check_goes_on_where_it_was_left(visit):
    page = visit("/interessen")
    for key in ITEMS[:2]:
        page.locator(f'[data-item="{key}"]').get_by_label("gern", exact=True).click()
        expect(page.locator(f'[data-item="{key}"]')).to_be_hidden()
    page.goto("/")
    page.goto("/interessen")
    expect(page.locator(f'[data-item="{ITEMS[2]}"]')).to_be_visible()
    page.get_by_role("button", name="Zurück").click()
    expect(page.locator(f'[data-item="{ITEMS[1]}"]').get_by_label("gern", exact=True)).to_be_checked()


def test_the_interest_check_by_keyboard_alone(visit):
    page = visit("/interessen")
    page.locator(f'[data-item="{ITEMS[0]}"] input').first.focus()
    for key in ITEMS:
        expect(page.locator(f'[data-item="{key}"]')).to_be_visible()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Das bist du")).to_be_focused()


def test_the_interest_check_without_javascript(visit):
    page = visit("/interessen", javascript=False)
    for key in ITEMS[:6]:
        page.locator(f'input[name="{key}"]').nth(4 if key[0] == "S" else 1).check(force=True)
    page.get_by_role("button", name="Später weitermachen").click()
    page.goto("/interessen")
    expect(page.locator(f'input[name="{ITEMS[3]}"]').nth(4)).to_be_checked()
    page.get_by_role("button", name="Ergebnis ansehen").click()
    expect(page.get_by_role("status")).to_contain_text("Noch 6 Antworten")
    for key in ITEMS[6:]:
        page.locator(f'input[name="{key}"]').nth(4 if key[0] == "S" else 1).check(force=True)
    page.get_by_role("button", name="Ergebnis ansehen").click()
    expect(page.get_by_text("Du bist gern für andere da.")).to_be_visible()
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.get_by_text("Aus deinem Interessen-Check.")).to_be_visible()


def test_saved_places_stay_in_the_browser(visit):
    page = visit("/suche?where=Lahnstein")
    card = page.locator("#seite").get_by_role("article").first
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("button", name=re.compile("^Merken")).click()
    expect(card.get_by_role("button", name=re.compile("^Gemerkt"))).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name=re.compile("^Gemerkt")).click()
    expect(page.get_by_role("article").get_by_role("heading", name=title)).to_be_visible()
    assert urlsplit(page.url).query == ""
    page.get_by_role("button", name=re.compile("^Gemerkt")).click()
    page.reload()
    expect(page.get_by_role("heading", name="Noch nichts gemerkt")).to_be_visible()


@pytest.fixture
def posted(market: Stack):
    """A vacancy that is not invented, with a deadline: its id, and a client that may withdraw it."""
    headers = {"Authorization": f"Bearer {market.key('importer', 'Für Suchmaschinen')}"}
    with httpx.Client(base_url=market.base_url, headers=headers, trust_env=False, timeout=30) as client:
        vacancy = {
            **VACANCIES[0],
            "synthetic": False,
            "apply_by": f"{int(START[:4])}-03-31",
            "description_html": "",
            "title": "Dachdecker/in (m/w/d) </script><script>alert(1)</script>",
        }
        del vacancy["external_id"]
        yield client, client.post("/api/v1/vacancies", json=vacancy).raise_for_status().json()["id"]


def test_a_place_can_be_shared_and_found_until_it_is_withdrawn(visit, posted):
    client, id_ = posted
    page = visit(f"/stelle/{id_}")
    (script,) = page.locator('script[type="application/ld+json"]').all()
    posting = json.loads(script.inner_text())
    assert posting["@type"] == "JobPosting"
    for name in ("title", "description", "datePosted", "hiringOrganization", "jobLocation"):
        assert posting[name]
    assert posting["jobLocation"]["address"]["postalCode"] == "56130"
    assert posting["title"].endswith("alert(1)</script>")
    calendar = client.get(f"/stelle/{id_}/frist.ics").raise_for_status()
    assert f"DTSTART;VALUE=DATE:{START[:4]}0331" in calendar.text
    sitemap = f"/sitemap-{id_[0]}.xml"
    assert sitemap in client.get("/sitemap.xml").raise_for_status().text
    assert f"/stelle/{id_}<" in client.get(sitemap).raise_for_status().text
    assert "/sitemap.xml" in client.get("/robots.txt").raise_for_status().text
    client.delete(f"/api/v1/vacancies/{id_}").raise_for_status()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Platz ist weg")
    assert page.locator('script[type="application/ld+json"]').count() == 0
    assert client.get(f"/stelle/{id_}", headers={"Accept": "text/html"}).status_code == 410
    eventually(lambda: f"/stelle/{id_}<" not in client.get(sitemap).text)


def test_the_start_page_is_light(visit):
    page = visit("/")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.reload()
    page.wait_for_load_state("networkidle")
    plain = httpx.get(page.url, headers={"Accept-Encoding": "identity"}, trust_env=False)
    assert 0 < sum(sizes) <= 350 * 1024 and len(plain.content) <= 100 * 1024
