"""One function a verb of people who sign in by mail."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from services.accounts import mailing, store
from services.accounts.companies import store as companies
from services.accounts.domain import digest
from services.accounts.errors import KeyUnknown, LinkUnknown, MailTaken
from services.accounts.people import store as people
from shared.contracts.calls import (
    Act,
    AddPerson,
    Done,
    EndSessions,
    ListSessions,
    OpenSession,
    PersonAdded,
    Principal,
    RequestLink,
    SessionEntry,
    SessionList,
    SessionOpened,
)
from shared.outbox import acts
from shared.runtime.database import Connection, Database

LINK_WORKS = timedelta(minutes=15)
LINKS_AN_HOUR = 5
"""More mails to one address are not sent: somebody else may be typing it."""
SESSION = "hvt_"
_BITS = 32  # bytes: 256 random bits
_SEEN_EVERY = timedelta(minutes=1)
Clock = Callable[[], datetime]


def add_person(command: AddPerson, *, database: Database, new_id: Callable[[], UUID]) -> PersonAdded:
    """Let an address sign in for an account, which is made when missing.

    Raises:
        MailTaken: the address belongs to somebody; one address is one account.
    """
    person = new_id()
    with database.transaction() as connection:
        account = store.ensure_account(connection, account_id=new_id(), kind=command.role, name=command.name)
        added = people.insert_person(
            connection,
            person_id=person,
            account_id=account,
            mail=command.mail.lower(),
            regions=list(command.regions),
        )
        if not added:
            raise MailTaken()
        where = command.regions[0] if len(command.regions) == 1 else None
        acts.note(connection, Act.by(None, "key.create", "added", "person", person, kreis=where))
    return PersonAdded(person_id=person, account_id=account)


def request_link(command: RequestLink, *, database: Database, clock: Clock) -> Done:
    """Write the address down, known or not; the mail is made by the sender, so both answers take as long."""
    with database.transaction() as connection:
        people.ask(connection, command.mail.lower(), clock())
        mailing.wake(connection)
    return Done()


def make_links(*, database: Database, pages_url: str, now: datetime) -> None:
    """A mail with a link for each address that was asked for and is somebody's."""
    more = True
    while more:
        with database.transaction() as connection:
            mail = people.take_asked(connection)
            if mail is not None:
                _mail_link(connection, mail, pages_url, now)
        more = mail is not None
    with database.transaction() as connection:
        people.tidy(connection, now=now, links_before=now - timedelta(days=1))


def _mail_link(connection: Connection, mail: str, pages_url: str, now: datetime) -> None:
    found = people.person_of(connection, mail, now - timedelta(hours=1))
    if found is None or found["links"] >= LINKS_AN_HOUR:
        return
    token = secrets.token_urlsafe(_BITS)
    people.insert_link(connection, digest(token), found["id"], now)
    link = f"{pages_url}/anmelden/link#{token}"
    mailing.add(connection, "sign_in", to=mail, now=now, worth=LINK_WORKS, link=link)


def open_session(
    command: OpenSession, *, database: Database, clock: Clock, new_id: Callable[[], UUID]
) -> SessionOpened:
    """Use a link once; the session is a new one each time. Of a company that has registered it confirms the address.

    Raises:
        LinkUnknown: no such link, used, or older than 15 minutes; nobody is told which.
    """
    now, token = clock(), SESSION + secrets.token_urlsafe(_BITS)
    with database.transaction() as connection:
        found = people.use_link(connection, digest(command.token), now=now, since=now - LINK_WORKS)
        if found is None:
            raise LinkUnknown()
        row = {"id": new_id(), "person": found["person_id"], "digest": digest(token), "now": now}
        people.insert_session(connection, {**row, "device": command.device})
        companies.confirm(connection, found["account_id"], now)
    return SessionOpened(token=token, role=found["kind"])


def whose_session(token: str, *, database: Database, now: datetime) -> Principal:
    """Who has signed in.

    Raises:
        KeyUnknown: no such session, or it has ended.
    """
    with database.transaction() as connection:
        row = people.find_session(connection, digest(token), now)
        if row is None:
            raise KeyUnknown()
        if now - row["seen_at"] > _SEEN_EVERY:
            people.see_session(connection, row["key_id"], now)
    return Principal.received(row)


def list_sessions(command: ListSessions, *, database: Database, clock: Clock) -> SessionList:
    """The caller's sessions; somebody with a key has none."""
    who = command.principal
    if who.person_id is None:
        return SessionList(items=())
    with database.transaction() as connection:
        rows = people.list_sessions(connection, who.person_id, clock())
    return SessionList(items=tuple(SessionEntry(**row, current=row["id"] == who.key_id) for row in rows))


def end_sessions(command: EndSessions, *, database: Database) -> Done:
    """End one session of the caller's, or all. Somebody else's is not found, and nothing happens.

    A leaver's sessions are keys; with all of them, or all others, end the codes shown for another device.
    """
    who, only = command.principal, command.session_id
    with database.transaction() as connection:
        if who.person_id is not None:
            people.end_sessions(connection, who.person_id, only, who.key_id if command.others else None)
        elif who.kind == "leaver" and who.subject is not None:
            if only is None:
                store.delete_passes_of(connection, [who.subject])
            store.end_keys_of(connection, who.subject, only=only, but=who.key_id if command.others else None)
    return Done()
