"""Search, detail and upload with a browser that runs no script."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

FILE = Path(__file__).parents[1] / "data" / "school" / "utf8_bom_semicolon.csv"


def test_search_and_detail(visit):
    page = visit("/", javascript=False)
    page.get_by_label("Was?").fill("Tischler")
    page.get_by_label("Wo?").fill("Lahnstein")
    page.get_by_role("button", name="Finden").click()
    page.get_by_role("article").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tischler")
    expect(page.get_by_role("link", name="02603 1234")).to_have_attribute("href", "tel:026031234")


def test_paging(visit):
    page = visit("/suche", javascript=False)
    page.get_by_role("link", name="Mehr zeigen").click()
    assert "cursor=" in page.url
    expect(page.get_by_role("article").first).to_be_visible()


def test_matches(visit):
    page = visit("/passt", javascript=False)
    page.get_by_label("Deine Postleitzahl").fill("56112")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("article").first).to_be_visible()


def test_upload(visit, market):
    page = visit("/schule", javascript=False)
    page.get_by_label("Ihr Schlüssel").fill(market.key("school", f"Werkrealschule {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(FILE)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_text("Ihr Browser behält Dateien aus Vorsicht nicht")).to_be_visible()
    page.get_by_role("button", name="4 Zeilen übernehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie die Datei aus")
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(FILE)
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(FILE)
    page.get_by_role("button", name="4 Zeilen übernehmen").click()
    expect(page.get_by_role("status")).to_contain_text("4 Jugendliche bekommen jetzt Vorschläge")
