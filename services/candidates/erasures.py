"""The rows of erasures; the statements are in queries.sql beside the others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from prometheus_client import Gauge
from psycopg.types.json import Jsonb

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
OPEN_AGE = Gauge("hv_erasure_open_age_seconds", "Age of the oldest erasure that is not done everywhere")


def begin(
    connection: Connection, leavers: Sequence[UUID], receipt: str | None, parts: Sequence[str], now: datetime
) -> None:
    """An erasure of each of these leavers begins (again): all parts are waited for."""
    values = {"leavers": list(leavers), "receipt": receipt, "parts": list(parts), "now": now}
    connection.execute(_SQL["begin_erasures"], values)


def items_of(connection: Connection, leavers: Sequence[UUID]) -> list[dict[str, Any]]:
    """leaver_id and item of these leavers' erasures."""
    return connection.execute(_SQL["items_of_erasures"], {"leavers": list(leavers)}).fetchall()


def answered(connection: Connection, items: Iterable[UUID], part: str) -> list[dict[str, Any]]:
    """A part has done these; leaver_id, item, round and waiting of those that are known."""
    return connection.execute(_SQL["erasures_answered"], {"items": list(items), "part": part}).fetchall()


def second_round(connection: Connection, items: Mapping[UUID, UUID], parts: Sequence[str], now: datetime) -> None:
    """These leavers' erasures are said once more, as new items."""
    values = {"leavers": list(items), "items": list(items.values()), "parts": list(parts), "now": now}
    connection.execute(_SQL["second_round"], values)


def wait_for(connection: Connection, leavers: Sequence[UUID], parts: Sequence[str]) -> None:
    """These erasures wait for nothing but these parts."""
    connection.execute(_SQL["wait_for"], {"leavers": list(leavers), "parts": list(parts)})


def waiting_for(connection: Connection, part: str) -> list[UUID]:
    """Leavers whose erasures wait for a part alone."""
    return [row["leaver_id"] for row in connection.execute(_SQL["waiting_for"], {"parts": [part]})]


def late(connection: Connection, said_before: datetime, now: datetime) -> list[UUID]:
    """Leavers whose erasures were last said so long ago and not answered by all; noted as said now."""
    return [row["leaver_id"] for row in connection.execute(_SQL["late_erasures"], {"before": said_before, "now": now})]


def complete(connection: Connection, leavers: Sequence[UUID], now: datetime) -> int:
    """These erasures are done everywhere; how many."""
    return connection.execute(_SQL["complete_erasures"], {"leavers": list(leavers), "now": now}).rowcount


def erased(connection: Connection, ids: set[UUID]) -> set[UUID]:
    """Those of the ids that belong to erased leavers."""
    return {row["leaver_id"] for row in connection.execute(_SQL["which_are_erased"], {"ids": list(ids)})}


def find(connection: Connection, receipt: str | None) -> dict[str, Any] | None:
    """asked_at, completed_at and waiting of the erasure with this digest of a receipt."""
    return connection.execute(_SQL["find_receipt"], {"receipt": receipt}).fetchone()


def page(connection: Connection, after: UUID | None, open_only: bool, limit: int) -> list[dict[str, Any]]:
    """Tombstones with how far their erasures are, in the order of ids."""
    values = {"after": after or UUID(int=0), "open_only": open_only, "limit": limit}
    return connection.execute(_SQL["page_of_erasures"], values).fetchall()


def keep_tombstones(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Tombstones of a list kept beside a backup (leaver_id, season, key_digest, erased_at); those there are stay."""
    connection.execute(_SQL["keep_tombstones"], {"rows": Jsonb(list(rows))})


def mine(connection: Connection) -> bool:
    """True for the one instance that looks after erasures, until its transaction ends."""
    return connection.execute(_SQL["my_erasures"]).fetchone() == {"mine": True}


def measure(connection: Connection) -> None:
    """Export how long the oldest open erasure takes."""
    row = connection.execute(_SQL["oldest_open"]).fetchone() or {"age": 0}
    OPEN_AGE.set(float(row["age"]))
