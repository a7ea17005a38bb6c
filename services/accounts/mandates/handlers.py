"""One function a verb: ask, answer, end, and who may write for whom."""

import secrets
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.accounts import mailing
from services.accounts.companies import handlers as registering
from services.accounts.companies import store as companies
from services.accounts.domain import digest
from services.accounts.errors import MandateAsked, MandateLinkUnknown, MandateNotFound
from services.accounts.mandates import store
from shared.contracts.calls import (
    MANDATE_TEXT,
    Act,
    ActFor,
    Acting,
    AnswerMandate,
    AnswerMandateLink,
    AskMandate,
    Done,
    EndMandate,
    ListMandates,
    Mandate,
    MandateList,
    Principal,
    ReadMandateLink,
)
from shared.outbox import acts
from shared.runtime.database import Connection, Database

Clock = Callable[[], datetime]
LASTS_MONTHS = 24
"""A mandate ends by itself after two seasons; who still wants it gives it again (issue 7)."""
ANSWERED_WITHIN = timedelta(days=7)
"""As long as a registration nobody has confirmed (ADR 0034); retention deletes it then."""
_BITS = 32  # bytes: 256 random bits


def ask_mandate(
    command: AskMandate, *, database: Database, clock: Clock, new_id: Callable[[], UUID], pages_url: str
) -> Done:
    """Ask a company by mail; one that is not known is registered with that address. The answer is always the same.

    Raises:
        FieldsInvalid: as when a company registers.
        MandateAsked: this guild has asked there already and the answer is open, or was no.
    """
    kreis, now, token = registering.kreis_of(command), clock(), secrets.token_urlsafe(_BITS)
    clerk, mail, id_ = command.principal, command.email.lower(), new_id()
    with database.transaction() as connection:
        registering.enter(connection, command, kreis=kreis, now=now, new_id=new_id)
        company = store.company_of(connection, mail)
        row = {"id": id_, "company": company, "name": command.name, "mail": mail, "digest": digest(token), "now": now}
        who = {"clerk": clerk.account_id, "asked_by": clerk.person_id, "text_version": MANDATE_TEXT}
        if not store.ask(connection, **row, **who):
            raise MandateAsked()
        sides = store.whom_to_tell(connection, id_)
        acts.note(connection, Act.by(clerk, "mandate.ask", "asked", "mandate", id_, kreis=sides["kreis"]))
        if company is not None:
            names = {"clerk": clerk.name, "name": sides["company_name"]}
            link = f"{pages_url}/mandat#{token}"
            mailing.add(connection, "mandate_asked", to=mail, now=now, link=link, **names)
            mailing.wake(connection)
    return Done()


def list_mandates(query: ListMandates, *, database: Database, clock: Clock) -> MandateList:
    """Those a clerk has asked for, or a company was asked for."""
    with database.transaction() as connection:
        return MandateList(items=store.list_of(connection, query.principal.account_id, clock().date()))


def read_link(query: ReadMandateLink, *, database: Database, clock: Clock) -> Mandate:
    """What a mail's link asks for; nothing is used up.

    Raises:
        MandateLinkUnknown: no such link, answered, or older than a week; nobody is told which.
    """
    now = clock()
    with database.transaction() as connection:
        row = store.find_asked(connection, digest(query.token), now - ANSWERED_WITHIN)
        if row is None:
            raise MandateLinkUnknown()
        return _one(connection, row["company"], row["id"], now)


def answer_link(command: AnswerMandateLink, *, database: Database, clock: Clock, pages_url: str) -> Mandate:
    """Give or refuse by the mail's link, once. Giving confirms the address of a company that was registered by it.

    Raises:
        MandateLinkUnknown: as when reading.
    """
    now = clock()
    with database.transaction() as connection:
        row = store.find_asked(connection, digest(command.token), now - ANSWERED_WITHIN)
        if row is None:
            raise MandateLinkUnknown()
        if command.decision == "given":
            store.give(connection, row["id"], now=now, given_by="link", ends_on=_last_day(now))
            companies.confirm(connection, row["company"], now)
        else:
            store.end(connection, row["id"], now=now, by="company")
        what = {"right": "mandate.answer", "action": command.decision, "kind": "mandate", "subject": str(row["id"])}
        sides = store.whom_to_tell(connection, row["id"])  # nobody has signed in
        acts.note(connection, Act(role="company", account=row["company"], kreis=sides["kreis"], **what))
        _tell(connection, sides, f"mandate_{command.decision}", now, pages_url)
        return _one(connection, row["company"], row["id"], now)


def answer_mandate(
    command: AnswerMandate, *, database: Database, clock: Clock, new_id: Callable[[], UUID], pages_url: str
) -> Done:
    """A company gives what it was asked for, or gives again what it has ended. Twice is the same as once.

    Raises:
        MandateNotFound: it is another company's.
    """
    now = clock()
    with database.transaction() as connection:
        mandate = _one(connection, command.principal.account_id, command.mandate_id, now)
        if mandate.state == "asked":
            given = store.give(connection, mandate.id, now=now, given_by="page", ends_on=_last_day(now))
        else:
            anew = {"new_id": new_id(), "now": now, "ends_on": _last_day(now), "text_version": MANDATE_TEXT}
            given = store.give_again(connection, mandate.id, **anew)
        if given:
            who, sides = command.principal, store.whom_to_tell(connection, mandate.id)
            acts.note(connection, Act.by(who, "mandate.give", "given", "mandate", mandate.id, kreis=sides["kreis"]))
            _tell(connection, sides, "mandate_given", now, pages_url)
    return Done()


def end_mandate(command: EndMandate, *, database: Database, clock: Clock, pages_url: str) -> Done:
    """Either side ends it, a company also refuses so; the other side gets a mail. Twice is the same as once.

    Raises:
        MandateNotFound: it is somebody else's.
    """
    who, now = command.principal, clock()
    by = "clerk" if who.kind == "clerk" else "company"
    with database.transaction() as connection:
        mandate = _one(connection, who.account_id, command.mandate_id, now)
        if store.end(connection, mandate.id, now=now, by=by):
            sides = store.whom_to_tell(connection, mandate.id)
            acts.note(connection, Act.by(who, "mandate.end", "ended", "mandate", mandate.id, kreis=sides["kreis"]))
            if by == "company" or mandate.given_at:
                word = "mandate_ended" if mandate.given_at else "mandate_refused"
                _tell(connection, sides, word, now, pages_url, company=by == "clerk")
    return Done()


def act_for(command: ActFor, *, database: Database, clock: Clock) -> Principal:
    """The company as the one who calls, while its mandate holds; `acting` says who writes.

    Raises:
        MandateNotFound: no mandate of this company, or it has ended.
    """
    clerk = command.principal
    with database.transaction() as connection:
        row = store.acts_for(connection, clerk.account_id, command.company_id, clock().date())
    if row is None:
        raise MandateNotFound()
    acting = Acting(mandate_id=row.pop("mandate_id"), account_id=clerk.account_id, name=clerk.name)
    return Principal(kind="company", key_id=clerk.key_id, acting=acting, **row)


def _one(connection: Connection, account: UUID, id_: UUID, now: datetime) -> Mandate:
    found = store.list_of(connection, account, now.date(), id_)
    if not found:
        raise MandateNotFound()
    return found[0]


def _last_day(now: datetime) -> date:
    """The same day so many months later, or its month's last."""
    year, month = divmod(now.year * 12 + now.month - 1 + LASTS_MONTHS, 12)
    return date(year, month + 1, min(now.day, monthrange(year, month + 1)[1]))


def _tell(
    connection: Connection,
    sides: Mapping[str, Any],
    template: str,
    now: datetime,
    pages_url: str,
    *,
    company: bool = False,
) -> None:
    """A mail to the clerk who asked, or to the company; `sides` as store.whom_to_tell finds them."""
    address, path = (sides["company_mail"], "mandate") if company else (sides["clerk_mail"], "firmen")
    if address is not None:
        facts = {"clerk": sides["clerk_name"], "name": sides["company_name"], "link": f"{pages_url}/betrieb/{path}"}
        mailing.add(connection, template, to=address, now=now, **facts)
        mailing.wake(connection)
