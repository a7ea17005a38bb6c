"""A school's cohort as the edge sends it, and a look at what candidates has kept of it."""

import json
from typing import Any
from uuid import UUID, uuid4

import psycopg
from kombu import Connection
from psycopg import sql
from psycopg.rows import dict_row

from shared.contracts.calls import (
    CohortRow,
    FinishImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    Principal,
    StartImport,
)
from shared.contracts.events import CloudEvent, read_event
from shared.messaging.topology import subscription
from shared.runtime.calls import Caller
from shared.testing.processes import eventually

SEASON = "2027"
CHUNK = 500
_CERTIFICATES = ("hauptschule", "mittlerer", "hochschulreife")


def school(account: UUID | None = None) -> Principal:
    """A principal of kind school."""
    return Principal(kind="school", account_id=account or uuid4(), name="Schule am Park", key_id=uuid4())


def rows(count: int, **changes: Any) -> tuple[CohortRow, ...]:
    """Rows A1, A2 … from line 2 on, as a file has them."""
    return tuple(
        CohortRow(line=n + 1, row_key=f"A{n}", profile={**_profile(n), **changes}) for n in range(1, count + 1)
    )


def _profile(n: int) -> dict[str, Any]:
    return {"certificate": _CERTIFICATES[n % 3], "postal_code": "71634", "radius_km": 10 + n % 40}


def start(caller: Caller, who: Principal, commit: bool = True) -> UUID:
    """A new import run."""
    command = StartImport(principal=who, season=SEASON, commit=commit)
    return caller.call("start_import", command, ImportStarted).import_id


def send(caller: Caller, who: Principal, run: UUID, cohort: tuple[CohortRow, ...]) -> None:
    """All rows, chunk by chunk."""
    for first in range(0, len(cohort), CHUNK):
        command = ImportRows(principal=who, import_id=run, rows=cohort[first : first + CHUNK])
        caller.call("import_rows", command, ImportReport)


def finish(caller: Caller, who: Principal, run: UUID) -> ImportReport:
    """Close the run."""
    return caller.call("finish_import", FinishImport(principal=who, import_id=run), ImportReport)


def push(caller: Caller, who: Principal, cohort: tuple[CohortRow, ...], commit: bool = True) -> ImportReport:
    """A whole push."""
    run = start(caller, who, commit)
    send(caller, who, run, cohort)
    return finish(caller, who, run)


def balanced(report: ImportReport) -> bool:
    """R2.6: read = accepted + rejected + duplicate."""
    return report.read == report.accepted + report.rejected + report.duplicate


def query(url: str, statement: str) -> list[dict[str, Any]]:
    """Rows of a statement in the schema of candidates."""
    with psycopg.connect(url, options="-c search_path=candidates", row_factory=dict_row) as connection:
        return connection.execute(statement.encode()).fetchall()


def mentions(url: str, text: str) -> dict[str, list[str]]:
    """Table → its rows, as text, in which a text occurs anywhere."""
    tables = query(url, "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'candidates'")
    found = {}
    with psycopg.connect(url, options="-c search_path=candidates") as connection:
        for name in (table["name"] for table in tables):
            like = sql.SQL("SELECT t::text FROM {} AS t WHERE t::text LIKE %s").format(sql.Identifier(name))
            found[name] = [row[0] for row in connection.execute(like, (f"%{text}%",))]
    return {name: texts for name, texts in found.items() if texts}


def delivered(amqp_url: str, items: int) -> list[CloudEvent]:
    """Events in search's queue of candidates, taken out, once they hold this many items together."""
    events: list[CloudEvent] = []
    with Connection(amqp_url) as connection:
        channel = connection.channel()

        def take() -> bool:
            message = channel.basic_get(subscription("search", "candidates").queue, no_ack=True)
            if message is not None:
                events.append(read_event(json.loads(message.body)))
            return sum(len(event.data.items) for event in events) >= items

        eventually(take)
    return events
