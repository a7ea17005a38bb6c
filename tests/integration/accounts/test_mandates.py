"""Mandates on a real database: asked, given or refused, ended, and for whom a clerk may write meanwhile."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.accounts import retention
from services.accounts.errors import MandateAsked, MandateLinkUnknown, MandateNotFound
from services.accounts.mandates import handlers
from services.accounts.people import handlers as people
from shared.contracts.calls import (
    MANDATE_TEXT,
    ActFor,
    AddPerson,
    AnswerMandate,
    AnswerMandateLink,
    AskMandate,
    EndMandate,
    ListMandates,
    Mandate,
    Principal,
    ReadMandateLink,
    RetainAccounts,
)
from shared.runtime.database import Database

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
URL = "http://heimvorteil.test"


class Office:
    """Clerks and companies on one database, at a time of the test's choice."""

    def __init__(self, own: Database, query: Callable[[str], list[dict[str, Any]]]) -> None:
        self.database, self.query, self.now = own, query, NOW

    def somebody(self, role: Any, mail: str) -> Principal:
        command = AddPerson(role=role, name=f"Haus {mail}", mail=mail)
        added = people.add_person(command, database=self.database, new_id=uuid4)
        return Principal(
            kind=role, account_id=added.account_id, name=command.name, key_id=uuid4(), person_id=added.person_id
        )

    def call(self, function: Any, command: Any, **more: Any) -> Any:
        return function(command, database=self.database, clock=lambda: self.now, **more)

    def ask(self, clerk: Principal, mail: str, name: str = "Dach Tannwald") -> str:
        """The token of the mail, empty where none was sent."""
        fields = {"name": name, "postal_code": "56130", "email": mail, "phone": "02603 4711"}
        self.call(handlers.ask_mandate, AskMandate(principal=clerk, **fields), new_id=uuid4, pages_url=URL)
        mails = self.query(f"SELECT text FROM mails WHERE recipient = '{mail}' ORDER BY made_at DESC LIMIT 1")  # noqa: S608  # a test's own words
        found = re.search(rf"{URL}/mandat#(\S+)", mails[0]["text"]) if mails else None
        return found[1] if found else ""

    def answer(self, token: str, decision: Any = "given") -> Mandate:
        command = AnswerMandateLink(token=token, decision=decision)
        return self.call(handlers.answer_link, command, pages_url=URL)  # type: ignore[no-any-return]

    def end(self, who: Principal, mandate: UUID) -> None:
        self.call(handlers.end_mandate, EndMandate(principal=who, mandate_id=mandate), pages_url=URL)

    def give(self, who: Principal, mandate: UUID) -> None:
        command = AnswerMandate(principal=who, mandate_id=mandate)
        self.call(handlers.answer_mandate, command, new_id=uuid4, pages_url=URL)

    def listed(self, who: Principal) -> tuple[Mandate, ...]:
        return self.call(handlers.list_mandates, ListMandates(principal=who)).items  # type: ignore[no-any-return]

    def act(self, clerk: Principal, company: UUID) -> Principal:
        return self.call(handlers.act_for, ActFor(principal=clerk, company_id=company))  # type: ignore[no-any-return]

    def subjects(self, mail: str) -> list[str]:
        return [
            row["subject"]
            for row in self.query(f"SELECT subject FROM mails WHERE recipient = '{mail}' ORDER BY subject")  # noqa: S608  # as above
        ]

    def noted(self) -> list[str]:
        """The audit log of mandates; with the company's Kreis, if it has one, whose coordinator reads it."""
        told = "role || ' ' || action || coalesce(' in ' || kreis, '')"
        rows = self.query(f"SELECT {told} AS told FROM audit.acts WHERE kind = 'mandate' ORDER BY id")  # noqa: S608  # as above
        return [row["told"] for row in rows]


@pytest.fixture
def office(own: Database, query: Callable[..., list[dict[str, Any]]]) -> Office:
    return Office(own, query)


def test_a_company_nobody_knows_is_registered_and_confirmed_by_its_yes(office: Office) -> None:
    clerk = office.somebody("clerk", "kammer@example.org")
    token = office.ask(clerk, "info@tannwald.example")
    read = office.call(handlers.read_link, ReadMandateLink(token=token))
    assert (read.state, read.clerk_name, read.company_name) == ("asked", clerk.name, "Dach Tannwald")
    assert office.query("SELECT state FROM companies") == [{"state": "unconfirmed"}], "reading changes nothing"
    assert office.query("SELECT 1 FROM link_requests") == [], "one mail, not two"
    given = office.answer(token)
    assert (given.state, given.ends_on, given.text_version) == ("given", date(2028, 11, 26), MANDATE_TEXT)
    assert given.given_at == NOW
    assert office.query("SELECT state FROM companies") == [{"state": "waiting"}]
    for again in (lambda: office.answer(token), lambda: office.answer("x" * 43)):
        with pytest.raises(MandateLinkUnknown):
            again()
    (mine,) = office.listed(clerk)
    company = office.act(clerk, mine.company or uuid4())
    assert (company.kind, company.name, company.released) == ("company", "Dach Tannwald", False)
    assert company.acting and (company.acting.account_id, company.acting.name) == (clerk.account_id, clerk.name)
    assert office.subjects("kammer@example.org") == ["Dach Tannwald hat Ihnen das Mandat gegeben"]
    assert office.noted() == ["clerk asked in 07141", "company given in 07141"]


def test_only_these_companies_and_only_while_it_holds(office: Office) -> None:
    clerk, other = office.somebody("clerk", "kammer@example.org"), office.somebody("clerk", "innung@example.org")
    firm, stranger = office.somebody("company", "a@firma.example"), office.somebody("company", "b@firma.example")
    token = office.ask(clerk, "a@firma.example")
    with pytest.raises(MandateNotFound):
        office.act(clerk, firm.account_id)
    (asked,) = office.listed(firm)
    with pytest.raises(MandateNotFound):
        office.give(stranger, asked.id)
    for _ in range(2):
        office.give(firm, asked.id)
    with pytest.raises(MandateLinkUnknown):
        office.answer(token)
    assert office.act(clerk, firm.account_id).released, "an operator made this account"
    for who, company in ((clerk, stranger.account_id), (other, firm.account_id), (clerk, uuid4())):
        with pytest.raises(MandateNotFound):
            office.act(who, company)
    with pytest.raises(MandateNotFound):
        office.end(other, asked.id)
    office.end(firm, asked.id)
    with pytest.raises(MandateNotFound):
        office.act(clerk, firm.account_id)
    (ended,) = office.listed(clerk)
    assert (ended.state, ended.ended_by, ended.ended_at) == ("ended", "company", NOW)
    office.give(firm, asked.id)
    office.act(clerk, firm.account_id)
    assert [one.state for one in office.listed(firm)] == ["given", "ended"], "what was, stays written down"
    office.now = NOW + timedelta(days=732)
    with pytest.raises(MandateNotFound):
        office.act(clerk, firm.account_id)
    assert [one.state for one in office.listed(firm)] == ["expired", "ended"]
    assert office.noted() == ["clerk asked", "company given", "company ended", "company given"], "each once"


def test_a_new_mandate_takes_the_place_of_the_old_one_and_a_clerk_gives_it_back(office: Office) -> None:
    clerk, firm = office.somebody("clerk", "kammer@example.org"), office.somebody("company", "a@firma.example")
    for _ in range(2):
        office.answer(office.ask(clerk, "a@firma.example"))
        office.now += timedelta(days=300)
    given, old = office.listed(clerk)
    assert (given.state, old.state, old.ended_by) == ("given", "ended", "renewed")
    office.end(clerk, given.id)
    assert office.subjects("a@firma.example")[0] == f"Das Mandat von {clerk.name} für {firm.name} ist beendet"
    with pytest.raises(MandateNotFound):
        office.act(clerk, firm.account_id)


def test_asking_tells_nothing_and_a_no_is_kept_for_a_month(office: Office) -> None:
    clerk = office.somebody("clerk", "kammer@example.org")
    office.somebody("school", "schule@example.org")
    assert office.ask(clerk, "schule@example.org") == "", "a school is asked nothing"
    assert [(one.state, one.company_name) for one in office.listed(clerk)] == [("asked", "Dach Tannwald")]
    token = office.ask(clerk, "info@tannwald.example")
    with pytest.raises(MandateAsked):
        office.ask(clerk, "Info@Tannwald.example")
    assert office.answer(token, "refused").state == "refused"
    assert office.query("SELECT state FROM companies") == [{"state": "unconfirmed"}]

    def kept(days: int) -> list[str]:
        office.now = NOW + timedelta(days=days)
        retention.retain(RetainAccounts(), database=office.database, clock=lambda: office.now)
        return sorted(one.state for one in office.listed(clerk))

    assert kept(6) == ["asked", "refused"]
    with pytest.raises(MandateAsked):
        office.ask(clerk, "info@tannwald.example")
    assert kept(8) == ["refused"]
    assert kept(31) == []


def test_mandates_are_kept_for_three_years(office: Office) -> None:
    clerk, _ = office.somebody("clerk", "kammer@example.org"), office.somebody("company", "a@firma.example")
    office.end(clerk, office.answer(office.ask(clerk, "a@firma.example")).id)
    for years, count in ((3, 1), (4, 0)):
        office.now = NOW.replace(year=NOW.year + years)
        retention.retain(RetainAccounts(), database=office.database, clock=lambda: office.now)
        assert len(office.listed(clerk)) == count
