"""Saying again what was said: for a reader that has lost something. The revisions are the old ones."""

from typing import Any

from services.candidates import store
from shared.contracts.calls import ResyncCandidates, Resynced
from shared.contracts.candidate import LeaverRecord
from shared.contracts.events import CandidateEvent, CandidateItem, new_event
from shared.outbox import outbox
from shared.runtime.database import Database

PAGE = 500
LAST_REVISION = 1_000_000_000
"""Of an erased leaver, whose own is not kept: above any. The id never returns."""


def resync(command: ResyncCandidates, *, database: Database) -> Resynced:
    """Tell the next page of leavers in batch events, and who is erased. Places without a person are told to nobody."""
    with database.transaction() as connection:
        total = store.count_told(connection) if command.after is None else None
        page = store.page_of_told(connection, command.after, PAGE)
        groups = outbox.batches([_item(row) for row in page])
        events = (new_event("candidates", "candidate.batch", "resync", CandidateEvent(items=group)) for group in groups)
        outbox.add(connection, events)
    return Resynced(told=len(page), total=total, next=page[-1]["id"] if len(page) == PAGE else None)


def _item(row: dict[str, Any]) -> CandidateItem:
    if row["profile"] is None:
        return CandidateItem(kind="erased", leaver_id=row["id"], revision=LAST_REVISION)
    record = LeaverRecord.model_validate(row)
    return CandidateItem(kind="changed", leaver_id=record.id, revision=record.revision, candidate=record)
