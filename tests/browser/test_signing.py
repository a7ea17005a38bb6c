"""Signing in by mail, seeing one's devices, signing out everywhere; with and without JavaScript."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from shared.contracts.calls import AddPerson, PersonAdded
from shared.testing.stack import Stack

DESK = {"width": 1280, "height": 900}


def person(market: Stack, role: str) -> str:
    """The address of somebody new who may sign in."""
    mail = f"{uuid4().hex[:10]}@example.org"
    with market.processes["accounts"].caller() as accounts:
        command = AddPerson.model_validate({"role": role, "name": f"Haus {mail}", "mail": mail, "regions": ("07141",)})
        accounts.call("add_person", command, PersonAdded)
    return mail


def link_of(market: Stack, page: Page, mail: str, after: int = 0) -> str:
    """Ask for a link on the page and take it from the mailbox."""
    page.get_by_label("Ihre Mailadresse").fill(mail)
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sehen Sie in Ihr Postfach")
    found = re.search(r"http\S+/anmelden/link#\S+", market.mailbox.newest(mail, after)["text"])
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("role", "heading"), [("company", "Plätze"), ("school", "Jahrgang"), ("coordinator", "niemand")]
)
def test_a_link_from_a_mail_opens_ones_own_pages(visit, market: Stack, role: str, heading: str) -> None:
    page = visit("/anmelden")
    link = link_of(market, page, person(market, role))
    page.goto(link)
    expect(page).to_have_url(re.compile(r"/anmelden/link$"))  # the secret is gone from the address
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    (mine,) = [cookie for name, cookie in cookies.items() if name.startswith("hv_")]
    assert mine["httpOnly"] and mine["sameSite"] == "Strict"
    page.goto(link)
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.locator("#fehler-code")).to_contain_text("schon benutzt")


def test_without_javascript_the_link_is_pasted(visit, market: Stack) -> None:
    page = visit("/anmelden", javascript=False)
    link = link_of(market, page, person(market, "company"))
    page.goto(link)
    page.get_by_label("Kennung aus der Mail").fill(link)
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def test_an_unknown_address_reads_the_same_and_a_wrong_one_is_told(visit, market: Stack) -> None:
    page = visit("/anmelden")
    page.get_by_label("Ihre Mailadresse").fill("unbekannt@example.org")
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_role("main")).to_contain_text("Wenn unbekannt@example.org bei uns eingetragen ist")
    page.get_by_role("link", name="Noch einmal").click()
    page.get_by_label("Ihre Mailadresse").fill("ohne@punkt")
    page.get_by_role("button", name="Link schicken").click()
    expect(page.locator("#fehler-mail")).to_contain_text("vollständige Adresse")


def test_signing_out_everywhere_ends_the_other_device_at_once(visit, market: Stack) -> None:
    mail = person(market, "company")
    devices = []
    for number in range(2):
        page = visit("/anmelden", viewport=DESK)
        page.goto(link_of(market, page, mail, after=number))
        page.get_by_role("button", name="Jetzt anmelden").click()
        devices.append(page)
    first, second = devices
    second.get_by_role("link", name="Angemeldete Geräte").click()
    rows = second.get_by_role("list", name="Hier sind Sie angemeldet").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="(dieses)")).to_have_count(1)
    expect(rows.first).to_contain_text("Chrome, Linux")
    second.get_by_role("button", name="Überall abmelden").click()
    expect(second.get_by_label("Ihre Mailadresse")).to_be_visible()
    first.goto("/betrieb/neu")
    expect(first.get_by_label("Ihr Schlüssel")).to_be_visible()
