"""The SQL door of search."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.search.asked import Asked
from shared.contracts.calls import DocumentKind, RebuildState
from shared.contracts.documents import CandidateDocument, VacancyDocument
from shared.runtime.database import Connection, load_queries

Kind = DocumentKind
KINDS: tuple[Kind, ...] = ("vacancy", "candidate")

_SQL = load_queries(Path(__file__).parent)


@dataclass(frozen=True)
class Source:
    """What a source of truth says: its revision, and the document (None: it must not be found)."""

    id: UUID
    revision: int
    document: VacancyDocument | CandidateDocument | None


@dataclass(frozen=True)
class Projected:
    """What we know of a document: whose revision it is, our version, and the body (None: a tombstone)."""

    id: UUID
    revision: int
    version: int
    body: dict[str, Any] | None


def handled(connection: Connection, consumer: str, event_id: UUID) -> bool:
    """True when an event took its whole effect before."""
    values = {"consumer": consumer, "event_id": event_id}
    return connection.execute(_SQL["handled"], values).fetchone() is not None


def project(connection: Connection, kind: Kind, sources: Sequence[Source]) -> list[Projected]:
    """Take over what is newer; the state after that of all the named documents. Ids must differ.

    All rows travel as one JSON text: psycopg quotes arrays element by element in Python. Only what was not newer is
    read back.
    """
    bodies = {source.id: source.document.wire() if source.document else None for source in sources}
    rows = [{"id": source.id, "revision": source.revision, "body": bodies[source.id]} for source in sources]
    answer = connection.execute(_SQL["project"], {"kind": kind, "rows": Jsonb(rows)})
    taken = {row["id"]: row["document_version"] for row in answer}
    return [
        *(Projected(s.id, s.revision, taken[s.id], bodies[s.id]) for s in sources if s.id in taken),
        *projected(connection, kind, [source.id for source in sources if source.id not in taken]),
    ]


def projected(connection: Connection, kind: Kind, ids: Sequence[UUID]) -> list[Projected]:
    """The state of the named documents, in the order of their ids; of those there are."""
    return _projected(connection.execute(_SQL["projected"], {"kind": kind, "ids": list(ids)})) if ids else []


def page(
    connection: Connection, kind: Kind, *, after: UUID, limit: int, since: datetime | None = None
) -> list[Projected]:
    """The next documents and tombstones after an id, of those changed since a time."""
    values = {"kind": kind, "after": after, "limit": limit, "since": since}
    return _projected(connection.execute(_SQL["page"], values))


def _projected(rows: Iterable[dict[str, Any]]) -> list[Projected]:
    return [Projected(r["id"], r["source_revision"], r["document_version"], r["body"]) for r in rows]


def now(connection: Connection) -> datetime:
    """The database's clock, which `changed_at` goes by."""
    moment: datetime = connection.execute(_SQL["now"]).fetchone()["now"]  # type: ignore[index]  # always one row
    return moment


def rows(connection: Connection, kind: Kind, since: datetime | None = None) -> int:
    """How many documents and tombstones there are, of those changed since a time."""
    found = connection.execute(_SQL["rows"], {"kind": kind, "since": since}).fetchone()
    return int(found["rows"]) if found else 0


def lock_rebuild(connection: Connection, kind: Kind) -> bool:
    """Claim the one rebuild of a kind there may be, while the connection lives; False when another has it."""
    return connection.execute(_SQL["lock_rebuild"], {"kind": kind}).fetchone() == {"locked": True}


def rebuild_runs(connection: Connection, kind: Kind) -> bool:
    """True while somebody holds the claim."""
    return connection.execute(_SQL["rebuild_runs"], {"kind": kind}).fetchone() is not None


def note_rebuild(connection: Connection, state: RebuildState) -> None:
    """Keep how far a rebuild is."""
    connection.execute(_SQL["note_rebuild"], {"kind": state.kind, "id": state.id, "state": state.model_dump_json()})


def find_rebuild(connection: Connection, kind: Kind) -> RebuildState | None:
    """The latest rebuild of a kind."""
    row = connection.execute(_SQL["find_rebuild"], {"kind": kind}).fetchone()
    return RebuildState.received(row["state"]) if row else None


def claim_night(connection: Connection, kind: Kind, night: date) -> bool:
    """True for the one instance that compares this kind this night."""
    return connection.execute(_SQL["claim_night"], {"kind": kind, "night": night}).fetchone() is not None


def note_check(connection: Connection, kind: Kind, *, documents: int, differences: int) -> None:
    """Keep what a nightly comparison found."""
    connection.execute(_SQL["note_check"], {"kind": kind, "documents": documents, "differences": differences})


def checks(connection: Connection) -> list[dict[str, Any]]:
    """The results of the last comparisons: kind, checked_at, differences."""
    return connection.execute(_SQL["checks"]).fetchall()


def forget(connection: Connection, leavers: Sequence[UUID]) -> None:
    """Delete what outbox and inbox hold of erased leavers."""
    values = {"subjects": [str(leaver) for leaver in leavers]}
    for name in ("forget_sent", "forget_pending", "forget_emptied", "forget_inbox"):
        connection.execute(_SQL[name], values)


def note_asked(connection: Connection, counts: Mapping[Asked, int]) -> None:
    """Add to the counts of what was asked."""
    rows = list(counts)
    values = {
        "days": [row.day for row in rows],
        "texts": [row.text for row in rows],
        "latitudes": [row.latitude for row in rows],
        "longitudes": [row.longitude for row in rows],
        "outcomes": [row.outcome for row in rows],
        "times": [counts[row] for row in rows],
    }
    connection.execute(_SQL["note_asked"], values)


def forget_asked(connection: Connection, *, before: date, rare_before: date, rare: int) -> int:
    """Delete what was asked before a day, and texts asked less than `rare` times before another; how many rows."""
    values = {"before": before, "rare_before": rare_before, "rare": rare}
    return connection.execute(_SQL["forget_asked"], values).rowcount


def count_asked(connection: Connection, *, since: date, zero: bool, least: int, limit: int) -> list[dict[str, Any]]:
    """Texts asked since a day at least so often, with `times` and `days`; `zero`: only those without a hit."""
    values = {"since": since, "zero": zero, "least": least, "limit": limit}
    return connection.execute(_SQL["count_asked"], values).fetchall()


def accept_aliases(connection: Connection, aliases: Mapping[str, Sequence[str]]) -> None:
    """Keep names with their occupations' ids; a name accepted before gets the new ones."""
    rows = [{"name": name, "occupations": list(ids)} for name, ids in aliases.items()]
    connection.execute(_SQL["accept_aliases"], {"rows": Jsonb(rows)})


def aliases(connection: Connection) -> dict[str, tuple[str, ...]]:
    """All accepted names with their occupations' ids."""
    return {row["name"]: tuple(row["occupations"]) for row in connection.execute(_SQL["aliases"])}


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
