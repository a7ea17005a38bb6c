"""axe finds nothing on any page, empty, filled, wrong; large text, paper, less motion lose nothing; keys are enough.

Short runs look at each step in two opposite looks, `make test-long` in all four; test_every_look has the languages.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from addresses import keys
from market import START
from playwright.sync_api import Page, expect
from test_registration import as_coordinator

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REVIEWED = tomllib.loads((Path(__file__).parent / "reviewed.toml").read_text("utf-8"))
"""What axe leaves to people, with what they found."""
SCHOOL_FILES = Path(__file__).parents[1] / "data" / "school"
WORD = "Dachdeckermeisterbetriebsgemeinschaftsverwaltungsgesellschaftsmitarbeiterschaft"
"""Longer than any line of a phone; what people write is shown everywhere, and no page may scroll sideways for it."""
LONG = bool(os.environ.get("HEIMVORTEIL_TEST_LONG"))
_SIZES = {"320px": {"width": 320, "height": 700}, "1280px": {"width": 1280, "height": 900}}
EVERY_LOOK = {
    f"{width}-{scheme}": {"viewport": size, "color_scheme": scheme}
    for width, size in _SIZES.items()
    for scheme in ("light", "dark")
}
LOOKS = [pytest.param(EVERY_LOOK[one], id=one) for one in (EVERY_LOOK if LONG else ("320px-light", "1280px-dark"))]
PUBLIC = {
    "start": "/",
    "results": "/suche?q=Dachdecker&where=56130&certificate=none&radius_km=5",
    "all results": "/suche?where=Lahnstein&training_kind=dual",
    "no results": "/suche?q=Raumfahrtkoch&where=Lahnstein&radius_km=10",
    "matches": "/passt",
    "occupation": "/beruf/gleisbauer?where=56130",
    "occupation without places": "/beruf/kaufmann-fuer-dialogmarketing",
    "interests": "/interessen",
    "saved, empty": "/gemerkt",
    "company door": "/betrieb",
    "school door": "/schule",
    "school programs": "/schule/schnittstelle",
    "code": "/code",
    "signing in by mail": "/anmelden",
    "a mail's link": "/anmelden/link",
    "report look-up": "/meldung",
    "registration": "/betrieb/registrieren",
    "imprint": "/impressum",
    "privacy": "/datenschutz",
    "statement of accessibility": "/barrierefreiheit",
    "Leichte Sprache": "/leichte-sprache",
    "offline": "/offline",
    "no thanks": "/nein-danke",
    "another device": "/umzug",
    "parents": "/eltern",
    "a parent agrees": "/eltern/zustimmen",
    "mandate": "/mandat",
    "not found": "/gibt-es-nicht",
}


SQUEEZED = """() => [...document.querySelectorAll('.kern-btn')].filter(one => one.offsetHeight > 2 * one.offsetWidth)
  .map(one => one.innerText)"""


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe objects to or cannot decide and nobody has looked at; whether the page scrolls, buttons are squeezed."""
    page.wait_for_load_state()  # a click ends when the next page begins
    page.evaluate(AXE)
    found, unsure = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(result => [result.violations, result.incomplete].map("
        "list => list.map(one => ({rule: one.id, where: one.nodes.map(node => node.html.slice(0, 160))}))))",
        TAGS,
    )
    found += [one for one in unsure if not _reviewed(page, one)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append({"rule": "scrolls sideways", "where": [page.url]})
    if squeezed := page.evaluate(SQUEEZED):
        found.append({"rule": "letters below each other", "where": squeezed})
    return found


def _reviewed(page: Page, unsure: dict[str, Any]) -> bool:
    notes = REVIEWED.get(unsure["rule"], [])
    if any("page" in note and page.locator(note["page"]).count() for note in notes):
        return True
    return all(any(re.search(note["html"], node) for note in notes if "html" in note) for node in unsure["where"])


@pytest.fixture(params=LOOKS)
def look(request) -> dict[str, Any]:
    return request.param


def in_language(path: str, code: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}sprache={code}"


CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const hides = ['hidden', 'clip'].includes(style.overflowX) && box.width > 2 && one.scrollWidth > one.clientWidth + 1;
  return hides && !one.closest('.kern-sr-only, .buehne, #karte, svg');
}).map(one => one.outerHTML.slice(0, 160))"""


def test_text_twice_as_large_loses_nothing(visit):
    """WCAG 1.4.4; four times the size of everything (1.4.10) is 1280 pixels shown as 320, which axe sees above."""
    page = visit("/")
    for path in PUBLIC.values():
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        for width in (640, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert (path, width, sideways, page.evaluate(CLIPPED)) == (path, width, False, [])


PRINTED = ("/suche?where=Lahnstein", "/beruf/gleisbauer?where=56130", "/eltern", "/datenschutz")
PRINTED_BY_A_LEAVER = ("/meine", "/meine/daten", "/meine/umzug")
ON_PAPER = """() => [
  [...document.querySelectorAll('main *')].filter(one => one.checkVisibility() && one.innerText?.trim())
    .map(one => getComputedStyle(one).color).filter(colour => !/^rgba?\\((\\d\\d?|1[01]\\d), \\d\\d?, /.test(colour)),
  [...document.querySelectorAll('button, nav, form, footer, .sprachwahl')].filter(one => one.checkVisibility() &&
    one.getBoundingClientRect().width > 2 && one.innerText.trim()).map(one => one.outerHTML.slice(0, 160)),
  document.documentElement.scrollWidth > document.documentElement.clientWidth]"""
"""What is too light for white paper, what no paper can press, whether something is cut."""


def test_paper_has_dark_ink_and_nothing_to_press_even_at_night(visit, market):
    page = visit("/offline", color_scheme="dark", viewport={"width": 700, "height": 1000})
    page.context.add_cookies([{"name": name, "value": key, "url": page.url} for name, key in keys(market).items()])
    page.emulate_media(media="print")
    for path in (*PRINTED, *PRINTED_BY_A_LEAVER):
        page.goto(path)
        assert (path, page.evaluate(ON_PAPER)) == (path, [[], [], False])
    page.emulate_media(media="screen")
    page.goto("/passt")
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER) == [[], [], False]
    page.emulate_media(media="screen")
    page.goto("/suche?where=Lahnstein")
    assert page.evaluate(ON_PAPER)[0] and page.evaluate(ON_PAPER)[1]  # a screen at night has both


def test_forced_colours_show_what_is_chosen_and_how_far_one_is(visit):
    page = visit("/interessen", forced_colors="active")
    progress = page.locator("#fortschritt")
    before = progress.screenshot()
    page.locator(".frage:not([hidden]) input").nth(3).click()
    expect(progress).to_have_js_property("value", 1)
    assert progress.screenshot() != before
    page.get_by_role("button", name="Zurück").click()
    chosen = page.locator(".frage:not([hidden]) label:has(:checked)")
    assert (
        chosen.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).outlineWidth") == "solid3px"
    )


def test_print_leaves_what_one_wants_on_paper(visit):
    page = visit("/suche?where=Lahnstein")
    page.emulate_media(media="print")
    expect(page.get_by_role("article").first).to_be_visible()
    for left_out in (".suche", ".sprachwahl", "#kartenteil", "footer"):
        expect(page.locator(left_out).first).to_be_hidden()
    page.goto(str(page.get_by_role("article").first.get_by_role("link").first.get_attribute("href")))
    expect(page.get_by_role("link", name="02603 1234")).to_be_visible()
    expect(page.locator(".beschreibung")).to_be_visible()
    expect(page.get_by_role("button").locator("visible=true")).to_have_count(0)


def test_who_wants_less_motion_gets_it(visit):
    page = visit("/suche?where=Lahnstein", reduced_motion="reduce")
    moving = "getComputedStyle(document.querySelector('.karte')).transitionDuration"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate(moving) in ("0s", "1e-05s")


def test_a_vacancy(visit, look):
    page = visit("/suche?where=Lahnstein", **look)
    page.get_by_role("article").first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Trau dich, frag nach")).to_be_visible()
    assert findings(page) == []


def test_a_point_of_the_map_is_open(visit, look):
    page = visit("/suche?where=Lahnstein", **look)
    if page.locator("#kartenteil").is_hidden():
        page.get_by_role("button", name="Karte").click()
    page.locator(".punkt").first.click()
    expect(page.locator(".leaflet-popup a").first).to_be_visible()
    assert findings(page) == []


def test_interests_as_a_picture(visit, look):
    page = visit("/interessen", **look)
    page.evaluate(
        "localStorage.setItem('hv.interessen', JSON.stringify(Object.fromEntries([...'RIASEC'].flatMap("
        "(letter, i) => [0, 1, 2, 3].map(n => [letter + n, ['1', '2.5', '4', '5.5', '7'][(i + n) % 5]])))))"
    )
    page.reload()
    expect(page.get_by_role("heading", name="Das bist du")).to_be_visible()
    assert findings(page) == []


def test_saved_places(visit, look):
    page = visit("/suche?where=Lahnstein", **look)
    page.get_by_role("button", name="Merken").first.click()
    page.goto("/gemerkt")
    expect(page.get_by_role("article").first).to_be_visible()
    assert findings(page) == []


def test_matches_wrong_and_filled(visit, look):
    page = visit("/passt", **look)
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("alert")).to_contain_text("Postleitzahl")
    assert findings(page) == []
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    expect(page.get_by_role("article").first).to_be_visible()
    assert findings(page) == []


def test_company_pages(visit, look, market):
    page = visit("/betrieb", **look)
    page.get_by_label("Ihr Schlüssel").fill("hv_company_gibt-es-nicht")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#fehler-key")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Ihr Schlüssel").fill(market.key("company", f"{WORD} {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    assert findings(page) == []
    page.goto("/betrieb/geraete")
    assert findings(page) == []
    page.goto("/betrieb")
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    assert findings(page) == []
    for name, value in {
        "occupation": "Abgastester",
        "title": f"Ausbildung zum Elektroniker {WORD}",
        "location.street": WORD,
        "location.city": WORD,
        "contact.name": WORD,
        "contact.url": f"https://dach.example/{WORD}",
        "description_html": WORD,
        "start_date": START,
        "location.postal_code": "56130",
        "contact.phone": "kein Telefon",
        "pay_per_month.0": "500",
    }.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Telefon").fill("02603 1")
    page.get_by_label("Ausbildungsberuf").fill("Zimmerer/Zimmerin")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So sehen Jugendliche Ihren Platz")
    assert findings(page) == []
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="Ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Platz ändern")
    assert findings(page) == []
    page.goto("/betrieb/mandate")
    assert findings(page) == []


def test_a_companys_list(visit, look, market):
    page = visit("/betrieb", **look)
    page.get_by_label("Ihr Schlüssel").fill(market.key("company", f"Betrieb {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Liste hochladen").click()
    assert findings(page) == []
    list_ = {
        "name": "l.csv",
        "mimeType": "text/csv",
        "buffer": f"Beruf;Beginn;PLZ\nKoch;{START};56130\nX;bald;1".encode(),
    }
    page.get_by_label("Ihre Liste").set_input_files(files=[list_])
    page.get_by_role("button", name="Prüfen und als Entwürfe speichern").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 von 2 Zeilen")
    assert findings(page) == []


def test_the_region(visit, look, market):
    page = visit("/region", **look)
    assert findings(page) == []
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was niemand sieht")
    assert findings(page) == []
    page.goto("/region/bericht")
    assert findings(page) == []
    for path in ("/region", "/region/bericht"):
        page.goto(f"{path}?kreis=Atlantis")
        expect(page.get_by_role("alert")).to_be_visible()
        assert findings(page) == []


def test_the_log_of_decisions(visit, look, market):
    page = as_coordinator(visit, market, **look)
    page.goto("/region/protokoll")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert findings(page) == []


def test_reports(visit, look, market):
    page = visit("/suche?where=Lahnstein", **look)
    page.get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("link", name="Platz melden").click()
    assert findings(page) == []
    page.evaluate("document.querySelector('form.bogen').noValidate = true")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Etwas anderes").check()
    page.get_by_label("Was genau?").fill(text := f"Zum Ansehen {uuid4().hex[:6]} {WORD}")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für deine Meldung")
    assert findings(page) == []
    page.goto("/region")
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/region")
    page.goto("/region/meldungen")
    assert findings(page) == []
    card = page.get_by_role("article").filter(has_text=text)
    card.get_by_label("Ihre Antwort").fill("Danke, das passt so.")
    card.get_by_role("button", name="Platz bleibt stehen").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert findings(page) == []


def test_registration_and_release(visit, look, market):
    mark = uuid4().hex[:8]
    page = visit("/betrieb/registrieren", **look)
    for label, text in (
        ("Name des Betriebs", f"Axt {mark} {WORD}"),
        ("Postleitzahl", "56130"),
        ("Telefon", "02603 4711"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("E-Mail").fill(mail := f"axt{mark}@gmx.de")
    page.get_by_role("button", name="Betrieb eintragen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Nummer bei der Kammer").fill("HWK 4711")
    page.get_by_role("button", name="Betrieb eintragen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Die Mail ist unterwegs")
    assert findings(page) == []
    link = re.search(r"http\S+/anmelden/link#\S+", market.mailbox.newest(mail)["text"])
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.get_by_role("region", name="Ihr Betrieb wartet")).to_be_visible()
    assert findings(page) == []
    page.goto("/region")
    page.get_by_label("Ihr Schlüssel").fill(market.key("importer", f"Region {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/region")
    page.goto("/region/betriebe")
    card = page.get_by_role("article").filter(has_text=mark)
    card.locator("summary").click()
    assert findings(page) == []
    card.get_by_label("Grund").fill(f"Gibt es nicht: {WORD}.")
    card.get_by_role("button", name="Mit diesem Grund ablehnen").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert findings(page) == []


def test_school_pages(visit, look, market):
    file = "defects_cp1252.csv" if look["viewport"]["width"] < 1000 else "schild_SchuelerBasisdaten.dat"
    page = visit("/schule", **look)
    page.get_by_label("Ihr Schlüssel").fill(market.key("school", f"Schule {WORD} {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    assert findings(page) == []
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(SCHOOL_FILES / file)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_role("heading", name="So haben wir die Datei verstanden")).to_be_visible()
    assert findings(page) == []
    page.locator('button[value="true"]').click()
    page.get_by_role("link", name="Weiter zu den Briefen").click()
    letters = page.url
    for path in ("/schule/liste", "/schule/zugang"):
        page.goto(path)
        assert findings(page) == []
    page.goto(letters)
    assert findings(page) == []
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    expect(page.locator(".brief").first).to_be_visible()
    assert findings(page) == []
    expect(page.locator("#briefe-fertig")).to_be_visible()  # all of them are there
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages == page.locator(".brief").count()  # a letter is a sheet of paper, whatever the browser looks like
    page.goto("/schule/liste")
    assert findings(page) == []


def test_columns_without_a_header_are_mapped(visit, look, market, tmp_path):
    file = tmp_path / "ohne-kopfzeile.csv"
    file.write_text("A1;HSA;56130\nA2;MSA;56112\n", "utf-8")
    page = visit("/schule", **look)
    page.get_by_label("Ihr Schlüssel").fill(market.key("school", f"Schule {uuid4().hex[:8]}"))
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(file)
    expect(page.get_by_role("group", name="Was steht in welcher Spalte?")).to_be_visible()
    assert findings(page) == []
    for position, meaning in enumerate(("row_key", "certificate", "postal_code"), start=1):
        page.get_by_label(f"Spalte {position}").select_option(meaning)
    page.get_by_role("button", name="So lesen").click()
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_role("button", name="2 Zeilen übernehmen").click()
    expect(page.locator("#ergebnis").get_by_role("status")).to_contain_text("2 Jugendliche")
