"""Keeping judged rows: leavers, report rows and events in the caller's one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.candidates import store
from services.candidates.domain import Judged, key_digest, without_duplicates
from services.candidates.problems import problem
from services.candidates.store import ImportRun, Written
from shared.contracts.candidate import LeaverRecord
from shared.contracts.events import CandidateEvent, CandidateItem, CloudEvent, new_event
from shared.outbox import outbox
from shared.runtime.database import Connection


def keep(
    connection: Connection, run: ImportRun, rows: list[Judged], *, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Store the verdicts of rows new to the import; a committing run also writes leavers and their events."""
    if not rows:
        return
    store.lock_cohort(connection, school=run.school, season=run.season)
    digests = {row.key: key_digest(run.school, run.season, row.key) for row in rows if row.key}
    settled = _settled(connection, run, rows, digests)
    ids = _written(connection, run, settled, digests, now=now, new_id=new_id) if run.commits else {}
    store.insert_rows(connection, run.id, [_kept(run, row, digests, ids) for row in settled])


def _settled(connection: Connection, run: ImportRun, rows: list[Judged], digests: dict[str, str]) -> list[Judged]:
    """Rows after what only the store knows: who is erased, who came in an earlier chunk."""
    erased = store.erased_digests(connection, list(digests.values()))
    alive = [
        row.rejected(problem("leaver_erased")) if row.status == "accepted" and digests[str(row.key)] in erased else row
        for row in rows
    ]
    lines = store.accepted_lines(connection, run.id, list(digests.values()))
    return without_duplicates(alive, {key: lines[digest] for key, digest in digests.items() if digest in lines})


def _written(
    connection: Connection,
    run: ImportRun,
    rows: list[Judged],
    digests: dict[str, str],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> dict[str, UUID]:
    """Write the accepted rows' leavers and say what is new; digest → leaver of all rows that have one."""
    accepted = {row.key: row for row in rows if row.status == "accepted" and row.key}
    leavers = [
        {
            "id": str(new_id()),
            "row_key": key,
            "key_digest": digests[key],
            "profile": row.profile.wire() if row.profile else None,
        }
        for key, row in accepted.items()
    ]
    written = store.upsert_leavers(connection, run, leavers, now)
    items = [_item(one) for one in written if one.profile]
    outbox.add(connection, _events(run, items))
    return store.leaver_ids(connection, list(digests.values()))


def _item(written: Written) -> CandidateItem:
    record = LeaverRecord.model_validate({"id": written.id, "revision": written.revision, "profile": written.profile})
    kind = "shared" if written.revision == 1 else "changed"
    return CandidateItem(kind=kind, leaver_id=written.id, revision=written.revision, candidate=record)


def _events(run: ImportRun, items: list[CandidateItem]) -> list[CloudEvent]:
    """One event for a single leaver, batches for many."""
    if len(items) == 1:
        (item,) = items
        data = CandidateEvent(items=(item,))
        return [new_event("candidates", f"candidate.{item.kind}", str(item.leaver_id), data)]
    groups = outbox.batches(items)
    return [new_event("candidates", "candidate.batch", str(run.id), CandidateEvent(items=group)) for group in groups]


def _kept(run: ImportRun, row: Judged, digests: dict[str, str], ids: dict[str, UUID]) -> dict[str, Any]:
    """A report row. A trial run keeps no key, a place without a person has none, of an erased one none stays."""
    erased = any(error.code == "leaver_erased" for error in row.errors)
    digest = digests.get(row.key) if row.key and not erased else None
    own = run.commits and row.key and not erased and not row.key.startswith("#")
    leaver = ids.get(digest) if digest and row.status != "rejected" else None
    return {
        "line": row.line,
        "status": row.status,
        "row_key": row.key if own else None,
        "key_digest": digest,
        "leaver_id": str(leaver) if leaver else None,
        "errors": [error.wire() for error in row.errors],
        "warnings": [warning.wire() for warning in row.warnings],
    }
