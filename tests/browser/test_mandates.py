"""A clerk asks a company, posts for it with its mandate, is refused when that has ended; by mouse and by keyboard."""

import re
from uuid import uuid4

import pytest
from hands import Hands
from playwright.sync_api import Page, expect
from test_accessibility import findings
from test_registration import as_coordinator, follow, found
from test_signing import DESK, link_of, person

from shared.testing.processes import eventually
from shared.testing.stack import Stack


def as_clerk(visit, market: Stack, hands: bool, **options) -> Hands:
    page = visit("/anmelden", **options)
    page.goto(link_of(market, page, person(market, "clerk")))
    clerk = Hands(page, keyboard=hands)
    clerk.press(page.get_by_role("button", name="Jetzt anmelden"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Für welchen Betrieb?")
    return clerk


def ask(clerk: Hands, name: str, mail: str) -> None:
    """Wrong at first, then right."""
    page = clerk.page
    values = {"Name des Betriebs": name, "Postleitzahl": "56130", "Telefon": "02603 4711"}
    for label, text in {**values, "E-Mail des Betriebs": f"{name[:3]}@gmx.de"}.items():
        clerk.write(page.get_by_label(label), text)
    clerk.press(page.get_by_role("button", name="Betrieb fragen"))
    expect(page.get_by_role("alert")).to_contain_text("gmx.de kann jeder haben")
    assert findings(page) == []
    clerk.write(page.get_by_label("E-Mail des Betriebs"), mail)
    clerk.press(page.get_by_role("button", name="Betrieb fragen"))
    expect(page.get_by_role("status")).to_contain_text("Die Mail ist unterwegs")
    expect(page.get_by_role("article").filter(has_text=name)).to_contain_text("gefragt am")
    assert findings(page) == []


def answer(visit, market: Stack, mail: str, **options) -> Page:
    """The company opens the mail's link, sees who asks, and says yes."""
    link = re.search(r"http\S+/mandat#\S+", market.mailbox.newest(mail)["text"])
    assert link
    firm = visit("/mandat", **options)
    firm.goto(link[0])
    firm.get_by_label("Kennung aus der Mail").fill(link[0])
    assert findings(firm) == [] if options.get("javascript", True) else True
    firm.get_by_role("button", name="Ansehen").click()
    expect(firm.get_by_role("heading", level=1)).to_contain_text("bittet um ein Mandat")
    firm.get_by_role("button", name="Ja, Mandat geben").click()
    expect(firm.get_by_role("heading", level=1)).to_have_text("Danke, das Mandat ist gegeben")
    firm.goto("/mandat")
    firm.get_by_label("Kennung aus der Mail").fill(link[0])
    firm.get_by_role("button", name="Ansehen").click()
    expect(firm.locator("#fehler-code")).to_contain_text("Der Link ist benutzt")
    return firm


def post(clerk: Hands, name: str) -> None:
    page = clerk.page
    page.reload()
    clerk.press(page.get_by_role("link", name=re.compile(f"Neuer Platz.*{name}")))
    clerk.write(page.get_by_label("Ausbildungsberuf"), "Gleisbauer")
    clerk.write(page.get_by_label("Postleitzahl"), "56130")
    clerk.write(page.get_by_label("Telefon"), "02603 4711")
    clerk.press(page.get_by_role("button", name="Weiter zur Vorschau"))
    clerk.press(page.get_by_role("button", name="Fertig, auf die Freigabe warten"))
    expect(page.get_by_role("status")).to_contain_text("erscheint von selbst")
    expect(page.get_by_role("article")).to_contain_text("eingetragen von Haus")


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_clerk_writes_for_a_company_while_its_mandate_holds(visit, market: Stack, keyboard: bool) -> None:
    mark = uuid4().hex[:8]
    name, mail = f"Gleis {mark}", f"info@{mark}.example"
    look = {} if keyboard else {"viewport": DESK}
    clerk = as_clerk(visit, market, keyboard, **look)
    assert findings(clerk.page) == []
    ask(clerk, name, mail)
    firm = answer(visit, market, mail, javascript=not keyboard, **look)
    post(clerk, name)
    assert findings(clerk.page) == []

    region = as_coordinator(visit, market)
    region.get_by_role("button", name=re.compile(f"Freigeben.*{mark}")).click()
    eventually(lambda: found(market, mark))

    firm = visit("/anmelden", **look)
    firm.get_by_label("Ihre Mailadresse").fill(mail)
    firm.get_by_role("button", name="Link schicken").click()
    expect(firm.get_by_role("heading", level=1)).to_have_text("Sehen Sie in Ihr Postfach")
    market.mailbox.newest(mail, 2)  # the mandate's, the release's, and this link
    follow(firm, market, mail)
    expect(firm.get_by_role("article")).to_contain_text("eingetragen von Haus")
    hands = Hands(firm, keyboard=keyboard)
    hands.press(firm.get_by_role("link", name="Mandate"))
    expect(firm.get_by_role("heading", level=1)).to_have_text("Wer für Sie eintragen darf")
    assert findings(firm) == []
    hands.press(firm.get_by_role("button", name="Mandat beenden"))
    expect(firm.get_by_role("status")).to_contain_text("Beendet")
    assert findings(firm) == []

    clerk.press(clerk.page.get_by_role("article").get_by_role("button", name="Pausieren"))
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("Hier ist nichts")
    assert found(market, mark), "the company keeps what was entered for it"
    hands.press(firm.get_by_role("status").get_by_role("button", name="Rückgängig"))
    expect(firm.get_by_role("status")).to_contain_text("Gegeben")
    clerk.page.goto("/betrieb")
    expect(clerk.page.get_by_role("link", name=re.compile(f"Neuer Platz.*{name}"))).to_be_visible()
