"""The SQL door of reports."""

from pathlib import Path
from typing import Any
from uuid import UUID

from shared.contracts.calls import Report
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def insert(connection: Connection, **values: Any) -> None:
    """A new open report: id, reference, vacancy_id, reason, text, now."""
    connection.execute(_SQL["insert"], values)


def count_open(connection: Connection, vacancy_id: UUID) -> int:
    """How many reports about a vacancy nobody has answered yet."""
    return int((connection.execute(_SQL["count_open"], {"vacancy_id": vacancy_id}).fetchone() or {})["open"])


def find_by_reference(connection: Connection, reference: str) -> Report | None:
    """The report its sender asks for."""
    row = connection.execute(_SQL["find_by_reference"], {"reference": reference}).fetchone()
    return None if row is None else Report(**row)


def find_locked(connection: Connection, report_id: UUID) -> Report | None:
    """A report nobody else decides until this transaction ends."""
    row = connection.execute(_SQL["find_locked"], {"id": report_id}).fetchone()
    return None if row is None else Report(**row)


def list_of(connection: Connection, region: list[str] | None, limit: int, *, decided: bool) -> tuple[list[Report], int]:
    """Reports of a region (keys of Kreise and Länder; None: everywhere) and how many there are."""
    values = {"region": region, "decided": decided, "limit": limit}
    rows = connection.execute(_SQL["list"], values).fetchall()
    found = rows[0]["found"] if rows else 0
    return [Report.received(row) for row in rows], found


def decide(connection: Connection, report_id: UUID, **values: Any) -> None:
    """Write state, answer, by whom and when; a report that is open again has none of the three."""
    connection.execute(_SQL["decide"], {"id": report_id, "answer": None, "by": None, "now": None, **values})


def others_stop(connection: Connection, report: Report) -> bool:
    """Whether another report keeps the vacancy stopped."""
    values = {"vacancy_id": report.vacancy_id, "id": report.id}
    return connection.execute(_SQL["other_reports_stop"], values).fetchone() is not None


def stopped_of(connection: Connection, account_id: UUID) -> dict[UUID, dict[str, Any]]:
    """Reason and answer by stopped vacancy of an account."""
    rows = connection.execute(_SQL["stopped_of"], {"account_id": account_id}).fetchall()
    return {row.pop("vacancy_id"): row for row in rows}
