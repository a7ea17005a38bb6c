"""A company posts, a leaver finds it; a school hands over its cohort."""

import re
from uuid import uuid4

import httpx
import pytest
from market import START
from playwright.sync_api import Page, expect
from signing_in import signed_in

from shared.testing.processes import eventually
from shared.testing.stack import Stack

PREVIEW = "So sehen Jugendliche Ihren Platz"


def fill_vacancy(page: Page, title: str) -> None:
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    page.get_by_label("Ausbildungsberuf").fill("Dachdecker/in")
    page.get_by_label("Überschrift").fill(title)
    page.get_by_label("Plätze").fill("2")
    page.locator("#start_date").fill(START)
    page.get_by_label("Dauer in Monaten").fill("36")
    page.get_by_label("1. Jahr").fill("600 €")
    page.get_by_label("Postleitzahl").fill("56130")
    page.get_by_label("Telefon").fill("02603 4711")
    page.get_by_label("Beschreibung").fill("Wir sind sechs Leute.\n\n- Dächer decken\n- <script>Gauben</script> bauen")


def posted(visit, market: Stack, name: str) -> Page:
    """The list of a company that has just published a vacancy."""
    page = signed_in(visit, market, "company", name)
    fill_vacancy(page, f"Dachdecker/in bei {name} (m/w/d)")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status")).to_contain_text("jetzt öffentlich")
    return page


def test_company_posts_and_a_leaver_finds_it(visit, market):
    name = f"Dachdeckerei {uuid4().hex[:8]}"
    page = signed_in(visit, market, "company", name)
    fill_vacancy(page, f"Dachdecker/in bei {name} (m/w/d)")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("region", name="Bitte noch einmal ansehen")).to_contain_text("Mindestvergütung")
    expect(page.get_by_role("link", name="02603 4711")).to_have_attribute("href", "tel:026034711")
    expect(page.get_by_text("<script>Gauben</script> bauen")).to_be_visible()
    assert name not in search(market, f"Dachdecker {name}")
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status")).to_contain_text("jetzt öffentlich")
    eventually(lambda: name in search(market, f"Dachdecker {name}"))

    leaver = visit("/")
    leaver.get_by_label("Was?").fill("Dachdecker")
    leaver.get_by_label("Wo?").fill("56130")
    leaver.get_by_role("button", name="Finden").click()
    card = leaver.get_by_role("article").filter(has_text=name)
    expect(card).to_contain_text("Du deckst")
    expect(card).to_contain_text("600 €")
    card.get_by_role("link").click()
    expect(leaver.get_by_role("heading", level=1)).to_contain_text("Dachdecker")
    expect(leaver.get_by_role("link", name="02603 4711")).to_be_visible()


def test_leaver_sees_the_new_vacancy_among_the_matches(visit, market):
    name = f"Bedachungen {uuid4().hex[:8]}"
    posted(visit, market, name)
    page = visit("/passt")
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_label("Dein Abschluss (bald)").select_option("hauptschule")
    for question, answer in (("Anpacken", "sehr gern"), ("Ordnen", "gar nicht")):
        page.get_by_role("radiogroup", name=question).get_by_label(answer, exact=True).check(force=True)
    page.get_by_label("1. Wunschberuf").fill("Dachdecker/in")

    def shown() -> bool:
        page.get_by_role("button", name=re.compile("Zeig mir, was passt")).click()
        page.get_by_role("heading", level=2, name=re.compile("für dich")).wait_for()
        return page.get_by_role("article").filter(has_text=name).count() == 1

    eventually(shown)
    card = page.get_by_role("article").filter(has_text=name)
    expect(card.get_by_role("list", name="Warum das zu dir passt")).to_contain_text("gewünscht")
    assert page.get_by_text("kennen nur wenige").count() >= 2
    page.get_by_role("button", name="Nur nach Passung").click()
    expect(page.get_by_role("button", name="Nur nach Passung")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("1. Wunschberuf")).to_have_value("Dachdecker/in")


def test_withdrawn_is_gone_and_comes_back(visit, market):
    page = posted(visit, market, f"Spenglerei {uuid4().hex[:8]}")
    address = page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    page.get_by_role("button", name=re.compile("^Zurückziehen")).click()
    expect(page.get_by_role("status")).to_contain_text("Zurückgezogen")
    leaver = visit(address)
    expect(leaver.get_by_role("heading", level=1)).to_have_text("Dieser Platz ist weg")
    assert httpx.get(market.base_url + address, headers={"Accept": "text/html"}, trust_env=False).status_code == 410
    page.get_by_role("button", name=re.compile("^Wieder öffnen")).click()
    leaver.reload()
    expect(leaver.get_by_role("heading", level=1)).to_contain_text("Dachdecker")


def test_form_keeps_what_was_typed_and_says_what_is_wrong(visit, market):
    page = signed_in(visit, market, "company", f"Bau {uuid4().hex[:8]}")
    fill_vacancy(page, "")
    page.get_by_label("Ausbildungsberuf").fill("Abgastester")
    page.get_by_label("Überschrift").fill("")
    page.get_by_label("1. Jahr").fill("viel")
    page.get_by_label("Postleitzahl").fill("561")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte fünf Ziffern")
    expect(page.get_by_role("alert")).not_to_contain_text("Überschrift")  # it follows from the occupation
    expect(page.get_by_label("Postleitzahl")).to_have_value("561")
    expect(page.get_by_label("Postleitzahl")).to_have_accessible_description(re.compile("Bitte fünf Ziffern"))
    expect(page.get_by_label("1. Jahr")).to_have_value("viel")
    page.get_by_label("Postleitzahl").fill("56130")
    page.get_by_label("1. Jahr").fill("1.050,00 €")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    choices = page.get_by_role("radiogroup", name="Welchen Beruf meinen Sie?")
    choices.get_by_role("radio").first.check()
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So sehen Jugendliche Ihren Platz")
    expect(page.get_by_text("1.050 €")).to_be_visible()


def test_a_double_click_posts_once(visit, market):
    name = f"Holzbau {uuid4().hex[:8]}"
    page = signed_in(visit, market, "company", name)
    fill_vacancy(page, "Dachdecker/in (m/w/d)")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PREVIEW)
    back_to_the_form(page)
    page.get_by_role("button", name="Weiter zur Vorschau").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(PREVIEW)
    page.goto("/betrieb")
    expect(page.get_by_role("article")).to_have_count(1)


def back_to_the_form(page: Page) -> None:
    """The browser keeps what was typed, except where it completes nothing by itself."""
    page.go_back()
    page.get_by_label("Ausbildungsberuf").fill("Dachdecker/in")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_sent_again_with_other_words_asks_before_it_makes_a_second(visit, market, javascript):
    page = signed_in(visit, market, "company", f"Holzbau {uuid4().hex[:8]}", javascript=javascript)
    fill_vacancy(page, "Dachdecker/in (m/w/d)")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PREVIEW)
    back_to_the_form(page)
    page.get_by_label("Plätze").fill("3")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("alert")).to_contain_text("schon einmal abgeschickt")
    expect(page.get_by_label("Plätze")).to_have_value("3")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PREVIEW)
    page.goto("/betrieb")
    expect(page.get_by_role("article")).to_have_count(2)


def test_more_results_come_without_a_new_page(visit, market):
    page = visit("/suche")
    total = int(re.sub(r"\D", "", page.get_by_role("heading", level=1).inner_text()))
    before = page.locator("#seite article").count()
    while page.locator("#weiter").count():
        page.get_by_role("link", name="Mehr zeigen").click()
        expect(page.locator("#seite article").nth(before)).to_be_visible()
        before = page.locator("#seite article").count()
    assert before >= total


def search(market: Stack, text: str) -> list[str]:
    """The employers among the hits."""
    answer = httpx.get(f"{market.base_url}/api/v1/search", params={"q": text}, trust_env=False, timeout=30)
    return [hit["employer"] for hit in answer.raise_for_status().json()["hits"]]
