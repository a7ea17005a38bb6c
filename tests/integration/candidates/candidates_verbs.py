"""The verbs of candidates on a test's database, at one fixed time."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from candidates_cohorts import SEASON

from services.candidates import erasing, handlers
from services.candidates.reference import TABLES
from shared.contracts.calls import (
    CohortRow,
    EraseLeaver,
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    Principal,
    PushCount,
    StartImport,
)
from shared.runtime.database import Database

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOON


def start(pool: Database, who: Principal, commit: bool = True, dropped: tuple[str, ...] = ()) -> UUID:
    command = StartImport(principal=who, season=SEASON, commit=commit, dropped_columns=dropped)
    return handlers.start_import(command, database=pool, clock=clock).import_id


def send(pool: Database, who: Principal, run: UUID, chunk: tuple[CohortRow, ...]) -> ImportReport:
    command = ImportRows(principal=who, import_id=run, rows=chunk)
    return handlers.import_rows(command, database=pool, clock=clock, new_id=uuid4, reference=TABLES)


def finish(pool: Database, who: Principal, run: UUID) -> ImportReport:
    return handlers.finish_import(FinishImport(principal=who, import_id=run), database=pool, clock=clock)


def get(pool: Database, who: Principal, run: UUID, now: datetime = NOON) -> ImportReport:
    return handlers.get_import(GetImport(principal=who, import_id=run), database=pool, clock=lambda: now)


def push(pool: Database, who: Principal, cohort: tuple[CohortRow, ...]) -> ImportReport:
    run = start(pool, who)
    send(pool, who, run, cohort)
    return finish(pool, who, run)


def erase(pool: Database, leaver: UUID | None) -> bool:
    assert leaver is not None
    return erasing.erase_leaver(EraseLeaver(leaver_id=leaver), database=pool, clock=clock).existed


def places(pool: Database, who: Principal, count: int, commit: bool = True, key: str | None = None) -> ImportReport:
    keyed = {"idempotency_key": key} if key else {}
    command = PushCount(principal=who, season=SEASON, count=count, commit=commit, **keyed)
    return handlers.push_count(command, database=pool, clock=clock, new_id=uuid4)
