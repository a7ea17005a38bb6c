"""The SQL door of the resident process: what was written since."""

from pathlib import Path
from typing import Any

from services.matching.store import Standing
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def horizon(connection: Connection) -> str:
    """A transaction before which all have ended; to be asked before the rows are read, or in the same snapshot."""
    row = connection.execute(_SQL["horizon"]).fetchone()
    return str(row["horizon"]) if row else "0"


def changed_leavers(
    connection: Connection, at: Standing, since: str, reference: int, most: int
) -> list[dict[str, Any]]:
    """Leavers written since then, at most so many: revision, features, what is noted of lists, or that they went."""
    values = {"round": at.round, "slot": at.slot, "since": since, "reference": reference, "most": most}
    return connection.execute(_SQL["changed_leavers"], values).fetchall()


def changed_vacancies(
    connection: Connection, at: Standing, since: str, reference: int, most: int
) -> list[dict[str, Any]]:
    """The same of vacancies: id, number in the round in use, whether open, features, price."""
    values = {"slot": at.slot, "since": since, "reference": reference, "most": most}
    return connection.execute(_SQL["changed_vacancies"], values).fetchall()
