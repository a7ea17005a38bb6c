"""The SQL door of registered companies."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.contracts.calls import Company
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def insert(connection: Connection, *, account_id: UUID, now: datetime, **values: Any) -> None:
    """A new company with its account."""
    account = {"id": account_id, "name": f"{values['name']} ({account_id})"}  # names of accounts are unique
    connection.execute(_SQL["insert_account"], account)
    connection.execute(_SQL["insert_company"], {"account_id": account_id, "now": now, **values})


def delete(connection: Connection, account_id: UUID) -> None:
    """Take an account back, with its company."""
    connection.execute(_SQL["delete_account"], {"id": account_id})


def confirm(connection: Connection, account_id: UUID, now: datetime) -> None:
    """Somebody has signed in by mail: a registration waits for its coordinator from now on."""
    connection.execute(_SQL["confirm"], {"account_id": account_id, "now": now})


def find(connection: Connection, account_id: UUID, *, lock: bool = False) -> Company | None:
    """A company; with `lock` nobody else decides about it until this transaction ends."""
    name = "find_locked" if lock else "find"
    return _company(connection.execute(_SQL[name], {"account_id": account_id}).fetchone())


def list_of(connection: Connection, regions: list[str] | None, state: str, limit: int) -> list[dict[str, Any]]:
    """The rows of a region (None: everywhere) in a state."""
    return connection.execute(_SQL["list"], {"regions": regions, "state": state, "limit": limit}).fetchall()


def decide(connection: Connection, account_id: UUID, **values: Any) -> int:
    """Write state, reason, by whom, when (now); the account's revision then."""
    row = connection.execute(_SQL["decide"], {"account_id": account_id, **values}).fetchone()
    return int((row or {})["revision"])


def remind_of(connection: Connection, *, before: datetime, now: datetime) -> list[dict[str, Any]]:
    """Companies that wait since before and of which nobody was reminded: account_id, name, kreis, postal_code."""
    return connection.execute(_SQL["remind_of"], {"before": before, "now": now}).fetchall()


def coordinators_of(connection: Connection, kreis: str) -> list[str]:
    """Addresses of the coordinators of a Kreis."""
    return [row["mail"] for row in connection.execute(_SQL["coordinators_of"], {"kreis": kreis})]


def forget(connection: Connection, *, unconfirmed_before: datetime, refused_before: datetime) -> list[dict[str, Any]]:
    """Delete companies that came to nothing: id, state and revision of these."""
    values = {"unconfirmed_before": unconfirmed_before, "refused_before": refused_before}
    return connection.execute(_SQL["forget_companies"], values).fetchall()


def _company(row: dict[str, Any] | None) -> Company | None:
    return None if row is None else Company.received(row)
