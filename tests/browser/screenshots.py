"""Pictures of each role's story: `make screenshots`, from the running demo.

What README or docs show goes to docs/images; all others, for eyes alone, to .run/screenshots.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from services.console.api import create_key
from services.console.settings import Settings, read_settings
from shared.contracts.calls import AddPerson, AskMandate, Done, PersonAdded, Principal
from shared.runtime.calls import Caller
from shared.testing.chromium import chromium
from shared.testing.mailbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]
SHOWN, OTHERS = ROOT / "docs" / "images", ROOT / ".run" / "screenshots"
LARGEST = 300 * 1024
START = "2027-08-01"
CLERK = "Kreishandwerkerschaft Probe (erfunden)"
ROLES = {"school": "Realschule", "clerk": "Kreishandwerkerschaft", "coordinator": "Bündnis", "company": "Dachdeckerei"}


def start(page: Page, settings: Settings) -> None:
    """The search, empty."""
    page.goto("/")


def results(page: Page, settings: Settings) -> None:
    """Results of a search with a place."""
    page.goto("/suche?q=Dachdecker&where=Bad Ems")
    page.get_by_role("article").first.wait_for()


def matches(page: Page, settings: Settings) -> None:
    """What fits somebody who likes to work with their hands."""
    page.goto("/passt")
    page.get_by_label("Deine Postleitzahl").fill("56130")
    page.get_by_label("Dein Abschluss (bald)").select_option("hauptschule")
    for question, answer in (("Anpacken", "sehr gern"), ("Tüfteln", "gern"), ("Ordnen", "eher nicht")):
        page.get_by_role("radiogroup", name=question).get_by_label(answer, exact=True).check(force=True)
    page.get_by_label("1. Wunschberuf").fill("Dachdecker/in")
    page.get_by_role("button", name="Zeig mir, was passt").click()
    page.get_by_role("article").first.wait_for()


def check(page: Page, settings: Settings) -> None:
    """The interest check, answered, as a picture and in words."""
    page.goto("/interessen")
    for n in range(4):
        for letter, answer in (("R", 4), ("I", 3), ("A", 1), ("S", 2), ("E", 1), ("C", 3)):
            item = page.locator(f'[data-item="{letter}{n}"]')
            item.wait_for()
            item.get_by_role("radio").nth(answer).click()
    page.get_by_role("heading", name="Das bist du").wait_for()


def occupation(page: Page, settings: Settings) -> None:
    """What one does as a Gleisbauer, and where."""
    page.goto("/beruf/gleisbauer?where=56130")


def _signed_in(page: Page, settings: Settings) -> None:
    """As somebody of a region."""
    page.goto("/region")
    page.get_by_label("Ihr Schlüssel").fill(create_key(settings, kind="importer", name="Bündnis Probe (erfunden)"))
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/region")


def region(page: Page, settings: Settings) -> None:
    """What nobody sees in a Kreis."""
    _signed_in(page, settings)
    page.get_by_label("Kreis").fill("Rhein-Lahn-Kreis")
    page.get_by_role("button", name="Ansehen").click()
    page.get_by_role("table").wait_for()


def company(page: Page, settings: Settings) -> None:
    """A vacancy before it is published."""
    page.goto("/betrieb")
    page.get_by_label("Ihr Schlüssel").fill(create_key(settings, kind="company", name="Dachdeckerei Probe (erfunden)"))
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Neuen Platz eintragen").click()
    for name, value in {
        "occupation": "Dachdecker/in",
        "title": "Ausbildung Dachdecker/in (m/w/d)",
        "start_date": START,
        "duration_months": "36",
        "pay_per_month.0": "978",
        "pay_per_month.1": "1153",
        "pay_per_month.2": "1319",
        "location.postal_code": "56130",
        "contact.phone": "02603 0000",
    }.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Veröffentlichen").wait_for()


def school(page: Page, settings: Settings) -> None:
    """A file that was checked, with some rows that need a look."""
    page.goto("/schule")
    page.get_by_label("Ihr Schlüssel").fill(create_key(settings, kind="school", name="Realschule Probe (erfunden)"))
    page.get_by_role("button", name="Anmelden").click()
    file = ROOT / "tests" / "data" / "school" / "defects_cp1252.csv"
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(file)
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_role("heading", name="So haben wir die Datei verstanden").wait_for()


def letters(page: Page, settings: Settings) -> None:
    """Letters for the leavers of a file, on the screen."""
    school(page, settings)
    page.locator('button[value="true"]').click()
    page.get_by_role("link", name="Weiter zu den Briefen").click()
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    page.locator(".brief").first.wait_for()


def school_list(page: Page, settings: Settings) -> None:
    """The leavers of a school, by their row keys."""
    letters(page, settings)
    page.goto("/schule/liste")


def _by_mail(page: Page, settings: Settings, role: str) -> None:
    """Signed in as somebody new, with the link of a mail."""
    mail = f"{uuid4().hex[:8]}@haus.example"
    person = {"role": role, "name": f"{ROLES[role]} Probe {mail[:4]} (erfunden)", "mail": mail, "regions": ("07141",)}
    with Caller(settings.accounts_url) as accounts:
        accounts.call("add_person", AddPerson.model_validate(person), PersonAdded)
    page.goto("/anmelden")
    page.get_by_label("Ihre Mailadresse").fill(mail)
    page.get_by_role("button", name="Link schicken").click()
    _follow(page, mail, "/anmelden/link#")
    page.get_by_role("button", name="Jetzt anmelden").click()
    page.get_by_role("button", name="Abmelden").first.wait_for()


def _follow(page: Page, mail: str, start: str) -> None:
    said = Mailbox("", os.environ["HV_MAILBOX_URL"]).newest(mail)["text"]
    page.goto(next(word for word in said.split() if start in word))


def school_keys(page: Page, settings: Settings) -> None:
    """A school has made a key for its program."""
    _by_mail(page, settings, "school")
    page.goto("/schule/zugang")
    page.get_by_role("button", name="Schlüssel anlegen").click()
    page.get_by_role("status").wait_for()


def devices(page: Page, settings: Settings) -> None:
    """Where somebody is signed in."""
    _by_mail(page, settings, "school")
    page.goto("/schule/geraete")


def companies(page: Page, settings: Settings) -> None:
    """A clerk has asked two companies."""
    _by_mail(page, settings, "clerk")
    for name in ("Dachdeckerei Probe (erfunden)", "Gleisbau Probe (erfunden)"):
        mail = f"info@{uuid4().hex[:8]}.example"
        values = {"Name des Betriebs": name, "Postleitzahl": "56130", "Telefon": "02603 4711"}
        for label, text in {**values, "E-Mail des Betriebs": mail}.items():
            page.get_by_label(label).fill(text)
        page.get_by_role("button", name="Betrieb fragen").click()
        page.get_by_role("status").wait_for()
    firm = page.context.new_page()
    _follow(firm, mail, "/mandat#")
    firm.get_by_role("button", name="Ansehen").click()
    firm.get_by_role("button", name="Ja, Mandat geben").click()
    firm.get_by_role("heading", name="Danke").wait_for()
    page.goto("/betrieb/firmen")


def posted(page: Page, settings: Settings) -> None:
    """A company's places, one just published."""
    company(page, settings)
    page.get_by_role("button", name="Veröffentlichen").click()
    page.get_by_role("status").wait_for()


def wrong(page: Page, settings: Settings) -> None:
    """A form with what is wrong in it."""
    company(page, settings)
    page.goto("/betrieb/neu")
    page.locator('[name="occupation"]').fill("Abgastester")
    page.locator('[name="location.postal_code"]').fill("561")
    page.locator('[name="contact.phone"]').fill("kein Telefon")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("alert").first.wait_for()


def given(page: Page, settings: Settings) -> None:
    """A company's mandates: none yet."""
    _by_mail(page, settings, "company")
    page.goto("/betrieb/mandate")


def _leaver(page: Page, settings: Settings) -> None:
    """A leaver with a letter."""
    letters(page, settings)
    code = page.locator(".brief p.code").first.inner_text()
    page.goto(f"/code#{code}")
    page.get_by_role("button", name="Meine Plätze zeigen").click()
    page.get_by_role("heading", name="Meine Plätze").wait_for()


def own(page: Page, settings: Settings) -> None:
    """A leaver's own list."""
    _leaver(page, settings)
    for _ in range(20):  # it is being made
        if page.get_by_role("article").count():
            return
        page.wait_for_timeout(500)
        page.reload()


def own_answers(page: Page, settings: Settings) -> None:
    """What a leaver likes; their parents are asked."""
    _leaver(page, settings)
    page.goto("/meine/angaben")
    page.get_by_label("Nein, dann stimmen zuerst meine Eltern zu").check()
    page.get_by_label("Ich bin einverstanden").check()
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="Jetzt sind deine Eltern dran").wait_for()


def own_data(page: Page, settings: Settings) -> None:
    """What is held about a leaver."""
    _leaver(page, settings)
    page.goto("/meine/daten")


def receipt(page: Page, settings: Settings) -> None:
    """Everything is erased."""
    own_data(page, settings)
    page.get_by_role("button", name="Alles löschen").click()
    page.get_by_role("heading", name="Gelöscht", exact=True).wait_for(timeout=120_000)


def at(path: str) -> Callable[[Page, Settings], None]:
    """A page as it opens."""
    return lambda page, settings: page.goto(path) and None


def mandate(page: Page, settings: Settings) -> None:
    """What a company reads that a clerk has asked for its mandate."""
    mail = f"info@{uuid4().hex[:8]}.example"
    with Caller(settings.accounts_url) as accounts:
        office = AddPerson(role="clerk", name=CLERK, mail=f"{uuid4().hex[:8]}@kammer.example")
        added = accounts.call("add_person", office, PersonAdded)
        clerk = Principal(kind="clerk", account_id=added.account_id, name=CLERK, key_id=uuid4())
        firm = {"name": "Dachdeckerei Probe (erfunden)", "postal_code": "56130", "phone": "02603 0000", "email": mail}
        accounts.call("ask_mandate", AskMandate.model_validate({"principal": clerk, **firm}), Done)
    _follow(page, mail, "/mandat#")
    page.get_by_role("button", name="Ansehen").click()
    page.get_by_role("button", name="Ja, Mandat geben").wait_for()


def release(page: Page, settings: Settings) -> None:
    """A company that waits for its region."""
    mandate(page, settings)
    page.get_by_role("button", name="Ja, Mandat geben").click()
    page.get_by_role("heading", name="Danke").wait_for()
    _signed_in(page, settings)
    page.goto("/region/betriebe")


def acts(page: Page, settings: Settings) -> None:
    """Who has decided what in a region."""
    mandate(page, settings)
    page.get_by_role("button", name="Ja, Mandat geben").click()
    page.get_by_role("heading", name="Danke").wait_for()
    _by_mail(page, settings, "coordinator")
    page.goto("/region/betriebe")
    page.get_by_role("button", name="Freigeben").first.click()
    page.get_by_role("status").wait_for()
    page.goto("/region/protokoll")


def reports(page: Page, settings: Settings) -> None:
    """A report about a place, and the region's answer to it."""
    page.goto("/suche?where=Bad Ems")
    page.get_by_role("article").first.get_by_role("link").first.click()
    page.get_by_role("link", name="Platz melden").click()
    page.get_by_label("Etwas anderes").check()
    page.get_by_label("Was genau?").fill("Unter der Nummer meldet sich niemand.")
    page.get_by_role("button", name="Meldung absenden").click()
    page.get_by_role("heading", name="Danke").wait_for()
    _signed_in(page, settings)
    page.goto("/region/meldungen")


def kreis_page(page: Page, settings: Settings) -> None:
    """A Kreis on one page, computed."""
    _signed_in(page, settings)
    page.goto("/region/bericht")
    page.get_by_label("Kreis").fill("Rhein-Lahn-Kreis")
    page.get_by_role("button", name="Seite erstellen").click()
    page.get_by_role("link", name="Seite als PDF").wait_for(timeout=300_000)


PICTURES: dict[str, Callable[[Page, Settings], None]] = {
    "suche": start,
    "treffer": results,
    "passt": matches,
    "interessen": check,
    "beruf": occupation,
    "betrieb": company,
    "region": region,
    "schule": school,
    "briefe": letters,
    "jahrgang": school_list,
    "zugang": school_keys,
    "geraete": devices,
    "schnittstelle": at("/schule/schnittstelle"),
    "registrieren": at("/betrieb/registrieren"),
    "betrieb-plaetze": posted,
    "betrieb-fehler": wrong,
    "mandat": mandate,
    "mandate": given,
    "firmen": companies,
    "freigabe": release,
    "protokoll": acts,
    "meldungen": reports,
    "bericht": kreis_page,
    "meine": own,
    "meine-angaben": own_answers,
    "meine-daten": own_data,
    "beleg": receipt,
    "eltern": at("/eltern"),
    "anmelden": at("/anmelden"),
    "gemerkt": at("/gemerkt"),
    "nichts": at("/suche?q=Raumfahrtkoch&where=Lahnstein&radius_km=10"),
    "fehler": at("/gibt-es-nicht"),
}
SIZES = {"": {"width": 1280, "height": 900}, "-handy": {"width": 390, "height": 844}}


def wanted() -> Iterator[tuple[str, Callable[[Page, Settings], None], Any]]:
    """Name, steps and size: wide and narrow; screenshots_languages has the other languages and the dark."""
    for name, steps in PICTURES.items():
        for size, viewport in SIZES.items():
            yield f"{name}{size}", steps, viewport


def folder(name: str) -> Path:
    """Where a picture belongs."""
    texts = [ROOT / "README.md", ROOT / "README.en.md", *(ROOT / "docs").rglob("*.md")]
    return SHOWN if any(f"images/{name}.png" in text.read_text("utf-8") for text in texts) else OTHERS


def main() -> None:
    """Take every picture whose name begins with one of the arguments; one too large for a README is an error."""
    settings = read_settings()
    with chromium() as browser:
        for name, steps, viewport in wanted():
            if not name.startswith(tuple(sys.argv[1:]) or ""):
                continue
            context = browser.new_context(base_url=settings.heimvorteil_url, locale="de-DE", viewport=viewport)
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto("/?sprache=de")
            steps(page, settings)
            page.wait_for_load_state("networkidle")
            path = folder(name) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=path.is_relative_to(OTHERS))
            context.close()
            assert path.is_relative_to(OTHERS) or path.stat().st_size <= LARGEST, f"{path} is too large"


if __name__ == "__main__":
    main()
