"""What is held about leavers: given to them, and forgotten in time. Statements are in queries.sql beside the others."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def export_leaver(connection: Connection, leaver: UUID) -> dict[str, list[dict[str, Any]]]:
    """Everything held about a leaver: rows by table."""
    row = connection.execute(_SQL["export_leaver"], {"leaver": leaver}).fetchone() or {"held": {}}
    return {table: rows or [] for table, rows in row["held"].items()}


def retains(connection: Connection) -> bool:
    """True for the one instance that deletes what is past its time, until its transaction ends."""
    return connection.execute(_SQL["retain_lock"]).fetchone() == {"mine": True}


def retain(connection: Connection, rule: str, now: datetime) -> int:
    """Delete what a rule says is past its time; how many rows."""
    return connection.execute(_SQL[rule], {"now": now}).rowcount
