"""One function a verb of candidates: pushes of cohorts, reports, profiles."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.candidates import store
from services.candidates.cohort import keep
from services.candidates.domain import Judged, Reference, RowInvalid, canonical, judge
from services.candidates.errors import ImportFinished, ImportUnknown, SchoolKeyNeeded
from services.candidates.store import ImportRun
from shared.contracts.calls import (
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    Leavers,
    ListedLeaver,
    ListLeavers,
    NormalisedProfile,
    NormaliseProfile,
    Once,
    Principal,
    PushCount,
    StartImport,
)
from shared.contracts.events import CohortImported, new_event
from shared.contracts.problems import FieldError, FieldsInvalid, IdempotencyKeyReused
from shared.outbox import outbox
from shared.runtime.database import Connection, Database

TRIAL_LIFE = timedelta(hours=24)  # R2.4
_TURN = timedelta(hours=1)
_LAST_MONTH_OF_THIS_START = 9  # apprenticeships start in August and September

Now = Callable[[], datetime]
NewId = Callable[[], UUID]


def start_import(command: StartImport, *, database: Database, clock: Now) -> ImportStarted:
    """Open an import run; the same key and content find the one they opened before.

    Raises:
        SchoolKeyNeeded: the key is not a school's.
        IdempotencyKeyReused: the key came with another content before.
    """
    school = _school(command.principal)
    run = ImportRun(_import_id(command), school, command.season, command.commit, command.dropped_columns, clock())
    with database.transaction() as connection:
        run = _opened(connection, run, command.file_hash)
    return ImportStarted(import_id=run.id, finished=run.finished_at is not None)


def import_rows(
    command: ImportRows, *, database: Database, clock: Now, new_id: NewId, reference: Reference
) -> ImportReport:
    """Judge and keep a chunk in one transaction; the counts so far, without items.

    Lines the import has already are passed over, so a chunk may be sent again. `line` is the file's line;
    for leavers sent as JSON the place in the list, counted from 1.

    Raises:
        SchoolKeyNeeded, ImportUnknown: not this school's import.
        ImportFinished: a line that is new to a finished import.
    """
    now = clock()
    with database.transaction() as connection:
        store.lock_import(connection, command.import_id)
        run = _run(connection, command.principal, command.import_id, now)
        known = store.known_lines(connection, run.id, [row.line for row in command.rows])
        rows = {row.line: row for row in command.rows if row.line not in known}
        if rows and run.finished_at:
            raise ImportFinished()
        judged = [judge(row, season=run.season, reference=reference) for row in rows.values()]
        keep(connection, run, judged, now=now, new_id=new_id)
        return _report(connection, run)


def finish_import(command: FinishImport, *, database: Database, clock: Now) -> ImportReport:
    """Close an import and count its stored rows; doing it twice is the same as once.

    Raises:
        SchoolKeyNeeded, ImportUnknown: not this school's import.
    """
    now = clock()
    with database.transaction() as connection:
        store.lock_import(connection, command.import_id)
        run = _run(connection, command.principal, command.import_id, now)
        return _finished(connection, run, now)


def push_count(command: PushCount, *, database: Database, clock: Now, new_id: NewId) -> ImportReport:
    """So many places for claim codes: the school's first, second … place of the season, made when missing.

    The same count again gives the same places; a greater one adds the difference, a smaller one removes none.

    Raises:
        SchoolKeyNeeded: the key is not a school's.
        IdempotencyKeyReused: the key came with another content before.
    """
    now = clock()
    run = ImportRun(_import_id(command), _school(command.principal), command.season, command.commit, (), now)
    places = [Judged(line, f"#{line}", "accepted") for line in range(1, command.count + 1)]
    with database.transaction() as connection:
        run = _opened(connection, run, f"count {command.count}")
        if not run.finished_at:
            keep(connection, run, places, now=now, new_id=new_id)
        return _finished(connection, run, now)


def get_import(command: GetImport, *, database: Database, clock: Now) -> ImportReport:
    """The report of an import, finished or not.

    Raises:
        SchoolKeyNeeded, ImportUnknown: not this school's import, or a trial run older than 24 hours.
    """
    with database.transaction() as connection:
        run = _run(connection, command.principal, command.import_id, clock())
        return _report(connection, run, store.items(connection, run.id))


def list_leavers(command: ListLeavers, *, database: Database) -> Leavers:
    """A page of a school's own leavers.

    Raises:
        SchoolKeyNeeded: the key is not a school's.
    """
    school = _school(command.principal)
    with database.transaction() as connection:
        rows = store.page_of_school(connection, school, command.season, command.after, command.limit)
    return Leavers(items=tuple(map(ListedLeaver.received, rows)))


def normalise_profile(command: NormaliseProfile, *, reference: Reference, clock: Now) -> NormalisedProfile:
    """An API profile as the canonical one; nothing is stored. The start year defaults to the next start.

    Raises:
        FieldsInvalid: a postal code that does not exist.
    """
    today = clock()
    next_start = today.year + (today.month > _LAST_MONTH_OF_THIS_START)
    try:
        profile, warnings = canonical(command.profile, default_year=next_start, reference=reference)
    except RowInvalid as invalid:
        errors = (FieldError(field=one.column, code=one.code, message=one.message) for one in invalid.errors)
        raise FieldsInvalid(errors=tuple(errors)) from invalid
    words = {"activities": command.activities, "liked_occupations": command.liked_occupations}
    return NormalisedProfile(profile=profile.model_copy(update=words), warnings=warnings)


def purge_trials(*, database: Database, clock: Now) -> int:
    """Delete the reports of trial runs after 24 hours, once an hour whatever the number of instances; how many."""
    now = clock()
    turn = now.replace(minute=0, second=0, microsecond=0)
    with database.transaction() as connection:
        if not store.take_turn(connection, "purge_trials", turn):
            return 0
        store.forget_turns(connection, turn - 24 * _TURN)
        return store.delete_trials(connection, now - TRIAL_LIFE)


def _school(principal: Principal) -> UUID:
    if principal.kind != "school":
        raise SchoolKeyNeeded()
    return principal.account_id


def _import_id(command: Once) -> UUID:
    """The run of a school's idempotency key: whoever repeats a push finds it, so that it is its own memory."""
    return uuid5(command.principal.account_id, command.idempotency_key)


def _opened(connection: Connection, run: ImportRun, content: str | None) -> ImportRun:
    opened = store.open_import(connection, run, content)
    if opened is None:
        raise IdempotencyKeyReused()
    return opened


def _run(connection: Connection, principal: Principal, import_id: UUID, now: datetime) -> ImportRun:
    school = _school(principal)
    run = store.find_import(connection, import_id, school=school, trials_since=now - TRIAL_LIFE)
    if run is None or principal.season not in (None, run.season):
        raise ImportUnknown()
    return run


def _finished(connection: Connection, run: ImportRun, now: datetime) -> ImportReport:
    first = store.finish_import(connection, run.id, now)
    found = store.items(connection, run.id)
    report = _report(connection, run, found).model_copy(update={"finished": True})
    if first and run.commits:
        counted = CohortImported.received(report.model_dump())
        outbox.add(connection, [new_event("candidates", "cohort.imported", str(run.id), counted)])
    return report


def _report(connection: Connection, run: ImportRun, items: list[dict[str, Any]] | None = None) -> ImportReport:
    found = {
        "import_id": run.id,
        "season": run.season,
        "commit": run.commits,
        "finished": run.finished_at is not None,
        "dropped_columns": run.dropped_columns,
        "created_at": run.created_at,
        "items": items or [],
    }
    return ImportReport.received(found | store.counts(connection, run.id))
