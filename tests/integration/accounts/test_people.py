"""Signing in by a link: it works once, the answer tells nobody who is known, a session ends when it should."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from accounts_answers import unless, whose

from services.accounts.people.handlers import LINKS_AN_HOUR
from shared.contracts.calls import (
    AddPerson,
    Done,
    EndSessions,
    ListSessions,
    OpenSession,
    PersonAdded,
    RequestLink,
    SessionList,
    SessionOpened,
)
from shared.contracts.problems import RemoteProblem
from shared.runtime.calls import Caller
from shared.testing.mailbox import Mailbox
from shared.testing.processes import eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import Servers

PAGES = "https://heimvorteil.example"


@pytest.fixture(scope="module")
def running(
    servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Running]:
    """Accounts, which sends."""
    logs, more = tmp_path_factory.mktemp("accounts"), {"HV_SMTP_URL": mailbox.smtp_url, "HEIMVORTEIL_URL": PAGES}
    with running_service("accounts", servers, template, logs, **more) as made:
        yield made


@pytest.fixture
def caller(running: Running) -> Iterator[Caller]:
    """A client of its calls."""
    with running.service.caller() as made:
        yield made


def person(caller: Caller, role: str = "company", **more: object) -> str:
    """The address of somebody new."""
    mail = f"{uuid4().hex[:12]}@Betrieb.example"
    command = AddPerson.model_validate({"role": role, "name": f"Betrieb {mail}", "mail": mail, **more})
    caller.call("add_person", command, PersonAdded)
    return mail.lower()


def ask(caller: Caller, mail: str) -> None:
    caller.call("request_link", RequestLink(mail=mail), Done)


def token(mailbox: Mailbox, mail: str, after: int = 0) -> str:
    """The secret of the newest mail."""
    found = re.search(rf"{PAGES}/anmelden/link#(\S+)", mailbox.newest(mail, after)["text"])
    assert found
    return found[1]


def opened(caller: Caller, secret: str) -> str | None:
    """The session, or None when the link is refused."""
    command = OpenSession(token=secret, device="Firefox, Windows")
    made = unless("link_unknown", lambda: caller.call("open_session", command, SessionOpened))
    return made and made.token


def sql(running: Running, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(running.database.url) as connection:
        done = connection.execute(statement.encode(), values)
        return done.fetchall() if done.description else []


def test_a_link_signs_in_once_and_only_the_newest_works(caller: Caller, mailbox: Mailbox, running: Running) -> None:
    mail = person(caller, "coordinator", regions=("08118", "07141"))
    ask(caller, mail.upper())
    first = token(mailbox, mail)
    ask(caller, mail)
    second = token(mailbox, mail, after=1)
    with ThreadPoolExecutor(4) as pool:
        sessions = [one for one in pool.map(lambda _: opened(caller, second), range(4)) if one]
    assert len(sessions) == 1
    assert opened(caller, first) is None, "a newer link was used"
    found = whose(caller, sessions[0])
    assert found and (found.kind, found.regions) == ("coordinator", ("08118", "07141"))
    assert len(sessions[0]) >= 40
    kept = str(
        sql(running, "SELECT links::text FROM accounts.links UNION ALL SELECT sessions::text FROM accounts.sessions")
    )
    assert second not in kept and sessions[0] not in kept


def test_an_unknown_address_is_told_the_same_and_gets_nothing(
    caller: Caller, mailbox: Mailbox, running: Running
) -> None:
    ask(caller, "nobody@example.org")
    known = person(caller)
    ask(caller, known)
    token(mailbox, known)
    assert mailbox.to("nobody@example.org") == []
    assert eventually(lambda: sql(running, "SELECT count(*) FROM accounts.link_requests") == [(0,)])


def test_an_old_link_does_not_work(caller: Caller, mailbox: Mailbox, running: Running) -> None:
    mail = person(caller)
    ask(caller, mail)
    secret = token(mailbox, mail)
    sql(running, "UPDATE accounts.links SET made_at = made_at - interval '16 minutes'")
    assert opened(caller, secret) is None
    assert opened(caller, "made up") is None


def test_nobody_is_drowned_in_mails(caller: Caller, mailbox: Mailbox) -> None:
    mail, other = person(caller), person(caller)
    for _ in range(LINKS_AN_HOUR + 3):
        ask(caller, mail)
    ask(caller, other)
    token(mailbox, other)
    assert len(mailbox.to(mail)) == LINKS_AN_HOUR


ENDED = (
    "UPDATE accounts.sessions SET seen_at = now() - interval '12 hours 1 minute'",
    "UPDATE accounts.sessions SET began_at = now() - interval '14 days 1 minute'",
)


@pytest.mark.parametrize("change", ENDED, ids=["idle", "absolute"])
def test_a_session_ends_by_itself(caller: Caller, mailbox: Mailbox, running: Running, change: str) -> None:
    mail = person(caller)
    ask(caller, mail)
    session = opened(caller, token(mailbox, mail))
    assert whose(caller, session)
    sql(running, change)
    assert whose(caller, session) is None


def test_signed_in_devices_are_seen_and_ended_by_their_person_alone(caller: Caller, mailbox: Mailbox) -> None:
    mail, stranger = person(caller), person(caller)
    sessions = []
    for number in range(2):
        ask(caller, mail)
        sessions.append(opened(caller, token(mailbox, mail, after=number)))
    ask(caller, stranger)
    foreign = whose(caller, opened(caller, token(mailbox, stranger)))
    one, two = (whose(caller, session) for session in sessions)
    assert one and two and foreign
    listed = caller.call("list_sessions", ListSessions(principal=two), SessionList).items
    assert [(entry.device, entry.current) for entry in listed] == [
        ("Firefox, Windows", True),
        ("Firefox, Windows", False),
    ]
    caller.call("end_sessions", EndSessions(principal=foreign, session_id=one.key_id), Done)
    assert whose(caller, sessions[0]), "somebody else's is not found"
    caller.call("end_sessions", EndSessions(principal=two, others=True), Done)
    assert whose(caller, sessions[0]) is None and whose(caller, sessions[1])
    caller.call("end_sessions", EndSessions(principal=two), Done)
    assert whose(caller, sessions[1]) is None


def test_one_address_is_one_account(caller: Caller) -> None:
    mail = person(caller)
    with pytest.raises(RemoteProblem) as refused:
        caller.call("add_person", AddPerson(role="school", name="Schule", mail=mail), PersonAdded)
    assert refused.value.body.code == "mail_taken"
