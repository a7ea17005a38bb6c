"""The SQL door of vacancies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.vacancies.lifecycle import HEAD_FIELDS, Change, Head, content_of, digest_of
from shared.contracts.vacancy import VacancyRecord
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
_COLUMNS = {*HEAD_FIELDS, "external_id", "start_date", "apply_by"}


@dataclass(frozen=True)
class Stored:
    """A vacancy as it is in the database."""

    head: Head
    record: VacancyRecord


def lock_account(connection: Connection, account_id: UUID) -> None:
    """Keep other writes of this account that use external ids waiting until this transaction ends."""
    connection.execute(_SQL["lock_account"], {"account_id": account_id})


def share_account(connection: Connection, account_id: UUID) -> None:
    """Wait for a bulk push or a change of this account; run beside its other posts."""
    connection.execute(_SQL["share_account"], {"account_id": account_id})


def insert(connection: Connection, account_id: UUID, changes: Sequence[Change], by: str | None = None) -> set[UUID]:
    """Insert new vacancies; the ids of those whose external id was free. `by`: the guild that writes for it."""
    rows = connection.execute(_SQL["insert"], _rows(account_id, changes, by)).fetchall() if changes else []
    return {row["id"] for row in rows}


def update(connection: Connection, account_id: UUID, changes: Sequence[Change], by: str | None = None) -> None:
    """Write new revisions; `by` as when inserting."""
    if changes:
        connection.execute(_SQL["update"], _rows(account_id, changes, by))


def _rows(account_id: UUID, changes: Sequence[Change], by: str | None) -> dict[str, str | UUID | None]:
    """All rows as one JSON text: psycopg quotes arrays element by element in Python, which took most of the time."""
    return {"account_id": account_id, "rows": f"[{','.join(_row(change.record) for change in changes)}]", "by": by}


def _row(record: VacancyRecord) -> str:
    content = content_of(record)
    columns = record.model_dump_json(include=_COLUMNS).removesuffix("}")
    return f'{columns},"digest":"{digest_of(content)}","content":{content}}}'


def find(connection: Connection, vacancy_id: UUID, *, lock: bool = False) -> Stored | None:
    """A vacancy; with `lock` nobody else changes it until this transaction ends."""
    row = connection.execute(_SQL["find_locked" if lock else "find"], {"id": vacancy_id}).fetchone()
    return None if row is None else _stored(row)


def list_of(connection: Connection, account_id: UUID, limit: int) -> list[VacancyRecord]:
    """An account's vacancies, newest change first."""
    rows = connection.execute(_SQL["list"], {"account_id": account_id, "limit": limit}).fetchall()
    return [_stored(row).record for row in rows]


def count_told(connection: Connection) -> int:
    """How many vacancies were ever public."""
    return int((connection.execute(_SQL["count_told"]).fetchone() or {})["vacancies"])


def page_of_told(connection: Connection, after: UUID | None, limit: int) -> list[Stored]:
    """Vacancies that were ever public, in the order of their ids, those after an id."""
    rows = connection.execute(_SQL["page_of_told"], {"after": after or UUID(int=0), "limit": limit}).fetchall()
    return [_stored(row) for row in rows]


def page_of_open(connection: Connection, after: UUID, before: UUID, limit: int) -> list[dict[str, Any]]:
    """Published vacancies between two ids: id, changed_at, synthetic."""
    values = {"after": after, "before": before, "limit": limit}
    return connection.execute(_SQL["page_of_open"], values).fetchall()


def find_external_id(connection: Connection, account_id: UUID, external_id: str) -> UUID | None:
    """The vacancy an account has given this external id."""
    values = {"account_id": account_id, "external_id": external_id}
    row = connection.execute(_SQL["find_external_id"], values).fetchone()
    return None if row is None else row["id"]


def heads_locked(connection: Connection, account_id: UUID, external_ids: Sequence[str]) -> dict[str, Head]:
    """The account's vacancies by external id; nobody else changes them until this transaction ends."""
    if not external_ids:
        return {}
    values = {"account_id": account_id, "external_ids": list(external_ids)}
    return {row["external_id"]: Head(**row) for row in connection.execute(_SQL["heads_locked"], values)}


def withdraw_account(connection: Connection, account_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Withdraw all open vacancies of an account: id, revision and the status before."""
    return connection.execute(_SQL["withdraw_account"], {"account_id": account_id, "now": now}).fetchall()


def expire(
    connection: Connection, *, apply_by_before: date, start_before: date, now: datetime, limit: int
) -> list[dict[str, Any]]:
    """Expire published vacancies that end or start before these days: id and revision of at most `limit`."""
    values = {"apply_by_before": apply_by_before, "start_before": start_before, "now": now, "limit": limit}
    return connection.execute(_SQL["expire"], values).fetchall()


def note_company(connection: Connection, account_id: UUID, *, released: bool, revision: int) -> bool:
    """Note what accounts says of a company; False when something later is known."""
    values = {"account_id": account_id, "released": released, "revision": revision}
    return connection.execute(_SQL["note_company"], values).fetchone() is not None


def is_released(connection: Connection, account_id: UUID) -> bool | None:
    """What accounts has said of a company since it was made; None: nothing."""
    row = connection.execute(_SQL["find_company"], {"account_id": account_id}).fetchone()
    return None if row is None else row["released"]


def publish_waiting(connection: Connection, account_id: UUID, now: datetime) -> list[VacancyRecord]:
    """Publish what waited for its company's release; the records as they are now."""
    rows = connection.execute(_SQL["publish_waiting"], {"account_id": account_id, "now": now}).fetchall()
    return [_stored(row).record for row in rows]


def set_blocked(connection: Connection, vacancy_id: UUID, *, blocked: bool) -> None:
    """Stop a vacancy, or let it go; its status is written with its next revision."""
    connection.execute(_SQL["set_blocked"], {"id": vacancy_id, "blocked": blocked})


def add_views(connection: Connection, day: date, rows: list[dict[str, Any]]) -> int:
    """Add to the day's sums of some vacancies; how many of them are known."""
    return connection.execute(_SQL["add_views"], {"day": day, "rows": Jsonb(rows)}).rowcount


def views_of(connection: Connection, account_id: UUID, lately: date) -> dict[UUID, dict[str, int]]:
    """Sums by vacancy of an account, all in all and after a day: shown, opened, shown_lately, opened_lately."""
    values = {"account_id": account_id, "lately": lately}
    rows = connection.execute(_SQL["views_of"], values).fetchall()
    return {row.pop("vacancy_id"): row for row in rows}


def written_for(connection: Connection, account_id: UUID) -> dict[UUID, dict[str, str | None]]:
    """entered_by and changed_by of those of an account's vacancies that a guild or chamber wrote."""
    rows = connection.execute(_SQL["written_for"], {"account_id": account_id}).fetchall()
    return {row.pop("vacancy_id"): row for row in rows}


def claim_slot(connection: Connection, name: str, slot: datetime) -> bool:
    """True for the one instance that does a timer's work in this slot of time."""
    return connection.execute(_SQL["claim_slot"], {"name": name, "slot": slot}).fetchone() is not None


def forget(connection: Connection, *, slots_before: datetime, answers_before: datetime, views_before: date) -> None:
    """Delete old claims of timers, old answers to idempotency keys, old counts of views."""
    connection.execute(_SQL["forget_slots"], {"before": slots_before})
    connection.execute(_SQL["forget_answers"], {"before": answers_before})
    connection.execute(_SQL["forget_views"], {"before": views_before})


def _stored(row: dict[str, Any]) -> Stored:
    changed_at, content = row.pop("changed_at"), row.pop("content")
    head = Head(**row)
    fields = {"id": head.id, "revision": head.revision, "status": head.status, "published_at": head.published_at}
    return Stored(head, VacancyRecord.received({**content, **fields, "changed_at": changed_at}))


def retains(connection: Connection) -> bool:
    """True for the one instance that deletes what is past its time, until its transaction ends."""
    return connection.execute(_SQL["retain_lock"]).fetchone() == {"mine": True}


def retain(connection: Connection, rule: str, now: datetime) -> int:
    """Delete what a rule says is past its time; how many rows."""
    return connection.execute(_SQL[rule], {"now": now}).rowcount
