"""Pictures of each role's story for README and docs, from the running demo: `make screenshots`."""

import os
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
FOLDER = ROOT / "docs" / "images"
LARGEST = 300 * 1024
START = "2027-08-01"
CLERK = "Kreishandwerkerschaft Probe (erfunden)"


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


def registration(page: Page, settings: Settings) -> None:
    """The form of a company that registers itself."""
    page.goto("/betrieb/registrieren")


def mandate(page: Page, settings: Settings) -> None:
    """What a company reads that a clerk has asked for its mandate."""
    mail = f"info@{uuid4().hex[:8]}.example"
    with Caller(settings.accounts_url) as accounts:
        office = AddPerson(role="clerk", name=CLERK, mail=f"{uuid4().hex[:8]}@kammer.example")
        added = accounts.call("add_person", office, PersonAdded)
        clerk = Principal(kind="clerk", account_id=added.account_id, name=CLERK, key_id=uuid4())
        firm = {"name": "Dachdeckerei Probe (erfunden)", "postal_code": "56130", "phone": "02603 0000", "email": mail}
        accounts.call("ask_mandate", AskMandate.model_validate({"principal": clerk, **firm}), Done)
    said = Mailbox("", os.environ["HV_MAILBOX_URL"]).newest(mail)["text"]
    page.goto(next(word for word in said.split() if "/mandat#" in word))
    page.get_by_role("button", name="Ansehen").click()
    page.get_by_role("button", name="Ja, Mandat geben").wait_for()


def release(page: Page, settings: Settings) -> None:
    """A company that waits for its region."""
    mandate(page, settings)
    page.get_by_role("button", name="Ja, Mandat geben").click()
    page.get_by_role("heading", name="Danke").wait_for()
    _signed_in(page, settings)
    page.goto("/region/betriebe")


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
    "registrieren": registration,
    "mandat": mandate,
    "freigabe": release,
    "meldungen": reports,
    "bericht": kreis_page,
}


SIZES = {"": {"width": 1280, "height": 900}, "-handy": {"width": 390, "height": 844}}


def wanted() -> Iterator[tuple[str, Callable[[Page, Settings], None], str, dict[str, Any]]]:
    """Name, steps, language, look: wide and narrow; screenshots_languages has the other languages and the dark."""
    for name, steps in PICTURES.items():
        for size, viewport in SIZES.items():
            yield f"{name}{size}", steps, "de", {"viewport": viewport}


def main() -> None:
    """Take every picture; one that is too large for a README is an error."""
    settings = read_settings()
    with chromium() as browser:
        for name, steps, code, look in wanted():
            page = browser.new_page(base_url=settings.heimvorteil_url, locale="de-DE", **look)
            page.set_default_timeout(60_000)
            page.goto(f"/?sprache={code}")
            steps(page, settings)
            page.wait_for_load_state("networkidle")
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path)
            page.close()
            assert path.stat().st_size <= LARGEST, f"{path} has {path.stat().st_size} bytes"


if __name__ == "__main__":
    main()
