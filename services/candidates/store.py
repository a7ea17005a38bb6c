"""The SQL door of candidates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


@dataclass(frozen=True)
class ImportRun:
    """A push of a cohort. `commits` False is a trial run."""

    id: UUID
    school: UUID
    season: str
    commits: bool
    dropped_columns: Sequence[str]
    created_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True)
class Written:
    """A leaver just made (revision 1) or changed; the profile as it is now."""

    id: UUID
    row_key: str
    revision: int
    profile: dict[str, Any] | None


@dataclass(frozen=True)
class Gone:
    """A leaver just deleted."""

    revision: int
    season: str
    key_digest: str


def open_import(connection: Connection, run: ImportRun, file_hash: str | None) -> ImportRun | None:
    """Keep a new import run, or find the same one again; None when its id stands for another push."""
    values = {**vars(run), "dropped_columns": list(run.dropped_columns), "file_hash": file_hash}
    row = connection.execute(_SQL["open_import"], values).fetchone()
    return ImportRun(**row) if row else None


def find_import(connection: Connection, import_id: UUID, *, school: UUID, trials_since: datetime) -> ImportRun | None:
    """An import of this school, None for others' and for trial runs older than `trials_since`."""
    values = {"id": import_id, "school": school, "trials_since": trials_since}
    row = connection.execute(_SQL["find_import"], values).fetchone()
    return ImportRun(**row) if row else None


def lock_import(connection: Connection, import_id: UUID) -> None:
    """Wait until no other chunk of this import is being written."""
    connection.execute(_SQL["lock_import"], {"id": import_id})


def lock_cohort(connection: Connection, *, school: UUID, season: str) -> None:
    """Wait until no other transaction writes leavers of this school and season."""
    connection.execute(_SQL["lock_cohort"], {"school": school, "season": season})


def known_lines(connection: Connection, import_id: UUID, lines: list[int]) -> set[int]:
    """Those of the lines the import already has."""
    rows = connection.execute(_SQL["known_lines"], {"id": import_id, "lines": lines})
    return {row["line"] for row in rows}


def accepted_lines(connection: Connection, import_id: UUID, digests: list[str]) -> dict[str, int]:
    """Key digest → line of the import's accepted rows with one of these digests."""
    rows = connection.execute(_SQL["accepted_lines"], {"id": import_id, "digests": digests})
    return {row["key_digest"]: row["line"] for row in rows}


def erased_digests(connection: Connection, digests: list[str]) -> set[str]:
    """Those of the digests that belong to erased leavers."""
    return {row["key_digest"] for row in connection.execute(_SQL["erased_digests"], {"digests": digests})}


def upsert_leavers(connection: Connection, run: ImportRun, rows: list[dict[str, Any]], now: datetime) -> list[Written]:
    """Make or change leavers (id, row_key, key_digest, profile); only those whose profile is new are returned."""
    values = {"school": run.school, "season": run.season, "rows": Jsonb(rows), "now": now}
    return [Written(**row) for row in connection.execute(_SQL["upsert_leavers"], values)]


def leaver_ids(connection: Connection, digests: list[str]) -> dict[str, UUID]:
    """Key digest → leaver."""
    rows = connection.execute(_SQL["leaver_ids"], {"digests": digests})
    return {row["key_digest"]: row["id"] for row in rows}


def insert_rows(connection: Connection, import_id: UUID, rows: Iterable[dict[str, Any]]) -> None:
    """Keep verdicts (line, status, row_key, key_digest, leaver_id, errors, warnings)."""
    connection.execute(_SQL["insert_rows"], {"id": import_id, "rows": Jsonb(list(rows))})


def counts(connection: Connection, import_id: UUID) -> dict[str, int]:
    """read, accepted, rejected and duplicate, from the stored rows."""
    return connection.execute(_SQL["counts"], {"id": import_id}).fetchone() or {}


def items(connection: Connection, import_id: UUID) -> list[dict[str, Any]]:
    """The verdicts by line."""
    return connection.execute(_SQL["items"], {"id": import_id}).fetchall()


def finish_import(connection: Connection, import_id: UUID, now: datetime) -> bool:
    """Close an import; False when it was closed before."""
    return connection.execute(_SQL["finish_import"], {"id": import_id, "now": now}).fetchone() is not None


def count_told(connection: Connection) -> int:
    """How many leavers the world was told of, erased ones among them."""
    return int((connection.execute(_SQL["count_told"]).fetchone() or {})["leavers"])


def page_of_told(connection: Connection, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """id, revision and profile (both None: erased) in the order of ids, of those after an id.

    Nobody erases one of them until this transaction ends: an erasure after it finds what was said here.
    """
    values = {"after": after or UUID(int=0), "limit": limit}
    rows = [row for name in ("page_of_leavers", "page_of_erased") for row in connection.execute(_SQL[name], values)]
    return sorted(rows, key=lambda row: row["id"])[:limit]


def find_leaver(connection: Connection, leaver_id: UUID) -> tuple[UUID, str] | None:
    """School and season of a leaver."""
    row = connection.execute(_SQL["find_leaver"], {"id": leaver_id}).fetchone()
    return (row["school"], row["season"]) if row else None


def delete_leaver(connection: Connection, leaver_id: UUID, now: datetime) -> Gone | None:
    """Delete a leaver with all report rows and all that was said; a tombstone stays. None when gone already."""
    row = connection.execute(_SQL["delete_leaver"], {"id": leaver_id}).fetchone()
    if row is None:
        return None
    values = {**row, "id": leaver_id, "now": now}
    for name in ("delete_rows_of", "insert_tombstone", "delete_events_of", "rewrite_batches_of", "delete_inbox_of"):
        connection.execute(_SQL[name], values)
    return Gone(**row)


def take_turn(connection: Connection, timer: str, turn: datetime) -> bool:
    """True for the one instance that is to do this turn of a timer."""
    return connection.execute(_SQL["take_turn"], {"timer": timer, "turn": turn}).fetchone() is not None


def forget_turns(connection: Connection, before: datetime) -> None:
    """Delete turns taken before a time."""
    connection.execute(_SQL["forget_turns"], {"before": before})


def delete_trials(connection: Connection, before: datetime) -> int:
    """Delete trial runs begun before a time with their rows; how many."""
    return connection.execute(_SQL["delete_trials"], {"before": before}).rowcount


def page_of_school(
    connection: Connection, school: UUID, season: str, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """leaver_id and row_key of a school's leavers of a season, in the order of ids, of those after an id."""
    values = {"school": school, "season": season, "after": after, "limit": limit}
    return connection.execute(_SQL["page_of_school"], values).fetchall()


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


def past_season(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Leavers three months past the end of their season, some of them."""
    return [row["id"] for row in connection.execute(_SQL["past_season"], {"now": now, "limit": limit})]


def count_past_season(connection: Connection, now: datetime) -> int:
    """How many leavers are three months past the end of their season."""
    row = connection.execute(_SQL["count_past_season"], {"now": now}).fetchone()
    return int(row["rows"]) if row else 0


def change_own(
    connection: Connection, leaver: UUID, own: dict[str, Any] | None, fields: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What a leaver said for themself and its fields of the profile; id, revision and profile if that was new."""
    values = {"id": leaver, "own": Jsonb(own) if own else None, "fields": Jsonb(fields), "now": now}
    return connection.execute(_SQL["change_own"], values).fetchone()


def has_place(connection: Connection, leaver: UUID) -> bool | None:
    """Whether a leaver's profile has a place; None when there is no such leaver."""
    row = connection.execute(_SQL["has_place"], {"id": leaver}).fetchone()
    return bool(row["matchable"]) if row else None
