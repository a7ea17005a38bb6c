"""The SQL door of passes and consents; statements are in queries.sql beside the others."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.contracts.calls import Giver, PassKind
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def find_decline(connection: Connection, locator: str, today: date) -> dict[str, Any] | None:
    """Leaver and hash of a letter's "Nein danke", used or not, until its season ends."""
    return connection.execute(_SQL["find_decline"], {"locator": locator, "today": today}).fetchone()


def keep_pass(
    connection: Connection, locator: str, leaver: UUID, kind: PassKind, secret: str, expires_at: datetime
) -> bool:
    """Keep a pass in place of the leaver's earlier one of its kind; False for an erased leaver."""
    values = {"locator": locator, "leaver": leaver, "kind": kind, "secret": secret, "expires_at": expires_at}
    connection.execute(_SQL["end_passes"], values)
    return connection.execute(_SQL["keep_pass"], values).rowcount == 1


def find_pass(connection: Connection, locator: str, kind: str, now: datetime) -> dict[str, Any] | None:
    """Leaver and hash of a pass that is not too old."""
    return connection.execute(_SQL["find_pass"], {"locator": locator, "kind": kind, "now": now}).fetchone()


def use_pass(connection: Connection, locator: str) -> bool:
    """True for the one who uses it first."""
    return connection.execute(_SQL["use_pass"], {"locator": locator}).rowcount == 1


def last_day(connection: Connection, leaver: UUID) -> date | None:
    """When the leaver's keys end."""
    row = connection.execute(_SQL["last_day"], {"leaver": leaver}).fetchone()
    return row["expires_on"] if row else None


def agree(
    connection: Connection, id_: UUID, leaver: UUID, purpose: str, text_version: str, given_by: Giver, now: datetime
) -> None:
    """A line of the ledger, unless there is a living one; none for an erased leaver."""
    values = {"id": id_, "leaver": leaver, "purpose": purpose, "text_version": text_version}
    connection.execute(_SQL["agree"], {**values, "given_by": given_by, "now": now})


def withdraw(connection: Connection, leaver: UUID, purpose: str, now: datetime) -> None:
    """Note that what was agreed to is taken back."""
    connection.execute(_SQL["withdraw"], {"leaver": leaver, "purpose": purpose, "now": now})


def living(connection: Connection, leaver: UUID, purpose: str) -> list[dict[str, Any]]:
    """given_by, text_version and given_at of what holds."""
    return connection.execute(_SQL["living_consents"], {"leaver": leaver, "purpose": purpose}).fetchall()
