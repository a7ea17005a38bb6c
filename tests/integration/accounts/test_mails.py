"""A mail leaves after the commit that queued it, once, and its text does not stay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from services.accounts import mailing
from services.accounts.mailing.sender import DELAYS
from shared.runtime.database import Database
from shared.testing.mailbox import Mailbox
from shared.testing.processes import eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import Servers


@pytest.fixture(scope="module")
def running(
    servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Running]:
    """Accounts, which sends."""
    logs = tmp_path_factory.mktemp("accounts")
    with running_service("accounts", servers, template, logs, HV_SMTP_URL=mailbox.smtp_url) as made:
        yield made


@pytest.fixture
def database(running: Running) -> Iterator[Database]:
    """Its database, as it sees it."""
    made = Database(running.database.url_of("accounts"), "accounts")
    made.open()
    yield made
    made.close()


def queue(database: Database, to: str, **more: Any) -> None:
    with database.transaction() as connection:
        mailing.add(connection, "sign_in", to=to, now=datetime.now(UTC), link=f"https://example.org/{uuid4()}", **more)


def kept(running: Running, to: str) -> dict[str, Any]:
    with psycopg.connect(running.database.url, row_factory=dict_row) as connection:
        return connection.execute("SELECT * FROM accounts.mails WHERE recipient = %s", (to,)).fetchone() or {}


def change(running: Running, statement: str, *values: object) -> None:
    with psycopg.connect(running.database.url) as connection:
        connection.execute(statement.encode(), values)


def test_a_queued_mail_arrives_and_its_text_goes(database: Database, running: Running, mailbox: Mailbox) -> None:
    queue(database, "anna@betrieb.example")
    mail = mailbox.newest("anna@betrieb.example")
    assert mail["subject"] == "Ihr Link zum Anmelden bei Heimvorteil"
    assert "15 Minuten" in mail["text"] and "öffnet" in mail["text"]
    row = eventually(lambda: (row := kept(running, "anna@betrieb.example"))["sent_at"] and row)
    assert (row["text"], row["attempts"], row["failure"]) == (None, 1, None)
    assert str(row["id"]) in mail["message_id"]
    assert len(mailbox.to("anna@betrieb.example")) == 1


def test_nothing_is_sent_without_the_commit(database: Database, mailbox: Mailbox) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        mailing.add(connection, "sign_in", to="never@betrieb.example", now=datetime.now(UTC), link="https://x.example")
        raise ZeroDivisionError
    queue(database, "after@betrieb.example")
    mailbox.newest("after@betrieb.example")
    assert mailbox.to("never@betrieb.example") == []


def test_a_refusal_is_noted_and_final(database: Database, running: Running) -> None:
    queue(database, "nobody@refused.invalid")
    row = eventually(lambda: (row := kept(running, "nobody@refused.invalid"))["failure"] and row)
    assert (row["failure"], row["text"], row["sent_at"], row["attempts"]) == ("550", None, None, 1)


def test_a_server_that_is_busy_is_asked_again_later(database: Database, running: Running, mailbox: Mailbox) -> None:
    queue(database, "busy@later.invalid")
    row = eventually(lambda: (row := kept(running, "busy@later.invalid"))["attempts"] and row)
    assert row["due_at"] - row["made_at"] >= DELAYS[0]
    change(running, "UPDATE accounts.mails SET recipient = 'free@x.example' WHERE id = %s", row["id"])
    assert str(row["id"]) in mailbox.newest("free@x.example")["message_id"]
    assert eventually(lambda: kept(running, "free@x.example")["sent_at"])


def test_what_is_too_late_is_given_up_without_its_text(database: Database, running: Running, mailbox: Mailbox) -> None:
    queue(database, "late@betrieb.example", worth=timedelta(0))
    row = eventually(lambda: (row := kept(running, "late@betrieb.example"))["failure"] and row)
    assert (row["failure"], row["text"]) == ("too late", None)
    change(running, "UPDATE accounts.mails SET made_at = now() - interval '31 days' WHERE id = %s", row["id"])
    eventually(lambda: not kept(running, "late@betrieb.example"))
    assert mailbox.to("late@betrieb.example") == []
