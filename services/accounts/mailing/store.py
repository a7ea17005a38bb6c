"""The SQL door of the mails."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from shared.runtime.database import Connection, Database, load_queries

_SQL = load_queries(Path(__file__).parent)
LOST = psycopg.Error
"""PostgreSQL is away, or refused."""


def insert_mail(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a mail (id, recipient, subject, text, now, ends_at) and wake its sender on commit."""
    connection.execute(_SQL["insert_mail"], row)
    wake(connection)


def wake(connection: Connection) -> None:
    """Wake the sender on commit."""
    connection.execute(_SQL["wake"])


def listener(database: Database) -> Connection:
    """A connection of its own that hears of new mails."""
    connection = database.dedicated()
    connection.execute(f"LISTEN hv_mails_{database.schema}")
    return connection


def take(connection: Connection, now: datetime) -> dict[str, Any] | None:
    """The mail that waits longest, locked until the transaction ends."""
    return connection.execute(_SQL["take"], {"now": now}).fetchone()


def sent(connection: Connection, mail_id: UUID, now: datetime) -> None:
    """It was taken over; its text goes."""
    connection.execute(_SQL["sent"], {"id": mail_id, "now": now})


def later(connection: Connection, mail_id: UUID, due_at: datetime) -> None:
    """Try it again then."""
    connection.execute(_SQL["later"], {"id": mail_id, "due_at": due_at})


def refused(connection: Connection, mail_id: UUID, failure: str) -> None:
    """It will never be taken; its text goes."""
    connection.execute(_SQL["refused"], {"id": mail_id, "failure": failure})


def tidy(connection: Connection, *, now: datetime, forget_before: datetime) -> int:
    """Give up what is too late, forget what is old; how many were given up."""
    given_up = connection.execute(_SQL["give_up"], {"now": now}).rowcount
    connection.execute(_SQL["forget"], {"before": forget_before})
    return given_up
