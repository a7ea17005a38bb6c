"""The SQL door of people, links and sessions."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
"""A session ends after so long without use, and after so long in all."""


def insert_person(connection: Connection, *, person_id: UUID, account_id: UUID, mail: str, regions: list[str]) -> bool:
    """Keep a person; False when the address is somebody's."""
    row = {"id": person_id, "account_id": account_id, "mail": mail, "regions": regions}
    return connection.execute(_SQL["insert_person"], row).fetchone() is not None


def ask(connection: Connection, mail: str, now: datetime) -> None:
    """Write down that somebody wants a link."""
    connection.execute(_SQL["ask"], {"mail": mail, "now": now})


def take_asked(connection: Connection) -> str | None:
    """The address that waits longest; it is forgotten with the transaction."""
    row = connection.execute(_SQL["take_asked"]).fetchone()
    return row["mail"] if row else None


def person_of(connection: Connection, mail: str, since: datetime) -> dict[str, Any] | None:
    """Whose address it is, and how many links were made for them since."""
    return connection.execute(_SQL["person_of"], {"mail": mail, "since": since}).fetchone()


def insert_link(connection: Connection, digest: bytes, person: UUID, now: datetime) -> None:
    """Keep a link's digest."""
    connection.execute(_SQL["insert_link"], {"digest": digest, "person": person, "now": now})


def use_link(connection: Connection, digest: bytes, *, now: datetime, since: datetime) -> dict[str, Any] | None:
    """Person and kind of account of a link made since, for the one who uses it first."""
    return connection.execute(_SQL["use_link"], {"digest": digest, "now": now, "since": since}).fetchone()


def insert_session(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a session (id, person, digest, device, now)."""
    connection.execute(_SQL["insert_session"], row)


def find_session(connection: Connection, digest: bytes, now: datetime) -> dict[str, Any] | None:
    """Session, person and account of a digest, unless it has ended."""
    return connection.execute(_SQL["find_session"], {"digest": digest, **_living(now)}).fetchone()


def see_session(connection: Connection, session_id: UUID, now: datetime) -> None:
    """Note that it was used."""
    connection.execute(_SQL["see_session"], {"id": session_id, "now": now})


def list_sessions(connection: Connection, person: UUID, now: datetime) -> list[dict[str, Any]]:
    """A person's sessions, last used first."""
    return connection.execute(_SQL["list_sessions"], {"person": person, **_living(now)}).fetchall()


def end_sessions(connection: Connection, person: UUID, session: UUID | None, but: UUID | None = None) -> int:
    """End one session of a person, all, or all but one; how many."""
    return connection.execute(_SQL["end_sessions"], {"person": person, "session": session, "but": but}).rowcount


def tidy(connection: Connection, *, now: datetime, links_before: datetime) -> None:
    """Forget old links and sessions that have ended."""
    connection.execute(_SQL["tidy"], {"links_before": links_before, **_living(now)})


def _living(now: datetime) -> dict[str, datetime]:
    return {"idle_since": now - IDLE, "began_since": now - LONGEST}
