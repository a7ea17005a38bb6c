"""The SQL door of who is shown what: lists the service has made and those of the round in use."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.matching.store import Standing
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def shown_to(connection: Connection, at: Standing, ids: Sequence[str]) -> dict[str, int]:
    """How many leavers are shown each of these vacancies."""
    rows = connection.execute(_SQL["shown_to"], {**_at(at), "ids": list(ids)})
    return {row["id"]: row["leavers"] for row in rows}


def unseen(connection: Connection, at: Standing, kreis: str | None, limit: int) -> list[dict[str, Any]]:
    """Open vacancies in no list: `document` of some, `total` of all."""
    return connection.execute(_SQL["unseen"], {**_at(at), "kreis": kreis, "limit": limit}).fetchall()


def offered_occupations(connection: Connection, at: Standing, kreis: str | None) -> list[dict[str, Any]]:
    """Occupations of open vacancies: vacancies, places, and how many of them are in a list."""
    return connection.execute(_SQL["offered_occupations"], {**_at(at), "kreis": kreis}).fetchall()


def wishes(connection: Connection) -> dict[str, int]:
    """How many leavers wish for an occupation, by its id."""
    return {row["id"]: row["leavers"] for row in connection.execute(_SQL["wishes"])}


def _at(at: Standing) -> dict[str, Any]:
    return {"round": at.round, "slot": at.slot}
