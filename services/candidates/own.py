"""What a leaver says for themself (ADR 0039): it stands above what the school hands over, and can be taken back."""

from collections.abc import Callable
from datetime import datetime

from services.candidates import store
from services.candidates.errors import LeaverUnknown
from shared.contracts.calls import ChangeOwn, OwnChanged
from shared.contracts.candidate import LeaverRecord
from shared.contracts.events import CandidateEvent, CandidateItem, new_event
from shared.outbox import outbox
from shared.runtime.database import Database


def change_own(command: ChangeOwn, *, database: Database, clock: Callable[[], datetime]) -> OwnChanged:
    """Keep it, and tell what is new.

    Raises:
        LeaverUnknown: erased, or there never was one.
    """
    fields = command.model_dump(mode="json", exclude={"leaver_id"})
    own = fields if any(fields.values()) else None
    with database.transaction() as connection:
        row = store.change_own(connection, command.leaver_id, own, fields, clock())
        if row is not None:
            record = LeaverRecord.model_validate(row)
            item = CandidateItem(kind="changed", leaver_id=record.id, revision=record.revision, candidate=record)
            data = CandidateEvent(items=(item,))
            outbox.add(connection, [new_event("candidates", "candidate.changed", str(record.id), data)])
        matchable = store.has_place(connection, command.leaver_id)
    if matchable is None:
        raise LeaverUnknown()
    return OwnChanged(matchable=matchable)
