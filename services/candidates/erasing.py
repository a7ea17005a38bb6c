"""Erasure with a receipt: said to all, answered by all, twice, then looked for in every queue (ADR 0037).

The second round passes what was under way during the first: when its answers are here, whatever was published about
the leaver before has reached its reader, who knows the tombstone.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.candidates import erasures, store
from services.candidates.errors import ReceiptUnknown
from services.candidates.resync import LAST_REVISION
from shared.contracts.calls import (
    Act,
    Erased,
    EraseLeaver,
    Erasures,
    ErasuresReapplied,
    ErasureState,
    FollowErasure,
    ListedErasure,
    ListErasures,
    Principal,
    ReapplyErasures,
)
from shared.contracts.events import CandidateEvent, CandidateItem, CloudEvent, ErasuresDone, new_event
from shared.messaging.topology import SUBSCRIPTIONS
from shared.outbox import acts, outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Connection, Database

PARTS = tuple(sorted({row.consumer for row in SUBSCRIPTIONS if "candidate.erased" in row.events}))
"""Services that hold something of leavers: whoever is told of erasures answers."""
QUEUES = "queues"
SAY_AGAIN = timedelta(minutes=10)
SWEEP_ALL = timedelta(hours=1)

Now = Callable[[], datetime]
Sweep = Callable[[Callable[[set[UUID]], set[UUID]]], int]
"""Removes from all queues what speaks of erased leavers; how many messages did. It is told which of some are erased."""


def erase_leaver(command: EraseLeaver, *, database: Database, clock: Now) -> Erased:
    """Erase a leaver here and, by event, everywhere; a tombstone keeps late pushes from bringing them back."""
    with database.transaction() as connection:
        if _deleted(connection, command.leaver_id, clock()):
            erasures.begin(connection, [command.leaver_id], _digest(command.receipt), PARTS, clock())
            _say(connection, [command.leaver_id])
            if command.principal:
                _note(connection, command.principal, command.leaver_id)
            return Erased(existed=True)
        known = command.receipt is not None and erasures.find(connection, _digest(command.receipt)) is not None
    return Erased(existed=known)


def _note(connection: Connection, who: Principal, leaver: UUID) -> None:
    """The log names the erasure, never the leaver."""
    (row,) = erasures.items_of(connection, [leaver])
    acts.note(connection, Act.by(who, "leaver.erase", "erased", "erasure", row["item"]))


def erase_many(connection: Connection, leavers: Sequence[UUID], now: datetime) -> int:
    """Erase leavers nobody asked to be erased: their time is over. How many."""
    gone = [leaver for leaver in leavers if _deleted(connection, leaver, now)]
    erasures.begin(connection, gone, None, PARTS, now)
    _say(connection, gone)
    return len(gone)


def _deleted(connection: Connection, leaver: UUID, now: datetime) -> bool:
    cohort = store.find_leaver(connection, leaver)
    if cohort is None:
        return False
    store.lock_cohort(connection, school=cohort[0], season=cohort[1])
    return store.delete_leaver(connection, leaver, now) is not None


def _say(connection: Connection, leavers: Sequence[UUID]) -> None:
    """Tell everyone of the erasures as they stand now. Their subject is nobody's: what readers note of having handled
    them stays, while all they noted of the leavers goes."""
    rows = erasures.items_of(connection, leavers)
    items = [
        CandidateItem(id=row["item"], kind="erased", leaver_id=row["leaver_id"], revision=LAST_REVISION) for row in rows
    ]
    for group in outbox.batches(items):
        outbox.add(connection, [new_event("candidates", "candidate.erased", "erasures", CandidateEvent(items=group))])


def on_done(event: CloudEvent, *, database: Database, clock: Now) -> None:
    """A service holds nothing of some leavers any more. When all said so: once more, then the queues."""
    assert isinstance(event.data, ErasuresDone)  # noqa: S101  # the topology delivers nothing else here
    with database.transaction() as connection:
        if not first_time(connection, "candidates.erasures", event):
            return
        rows = erasures.answered(connection, event.data.erasures, event.name.rpartition(".")[2])
        first = [row for row in rows if not row["waiting"] and row["round"] == 1]
        second = [row["leaver_id"] for row in rows if not row["waiting"] and row["round"] == 2]
        _ask_again(connection, first, clock())
        erasures.wait_for(connection, second, [QUEUES])


def _ask_again(connection: Connection, rows: Iterable[dict[str, Any]], now: datetime) -> None:
    items = {row["leaver_id"]: uuid5(row["item"], "again") for row in rows}
    erasures.second_round(connection, items, PARTS, now)
    _say(connection, list(items))


def on_tick(*, database: Database, sweep: Sweep, clock: Now) -> dict[str, int]:
    """Say again what got lost, and look through the queues; one instance at a time. What was done, by name."""
    now = clock()
    with database.transaction() as connection:
        if not erasures.mine(connection):
            return {}
        late = erasures.late(connection, now - SAY_AGAIN, now)
        _say(connection, late)
        clean = _swept(connection, sweep, now)
        erasures.measure(connection)
    done = {"said_again": len(late), "completed": clean}
    return {name: count for name, count in done.items() if count}


def _swept(connection: Connection, sweep: Sweep, now: datetime) -> int:
    """Look through the queues if somebody waits for it, and every hour; how many erasures are complete by it."""
    waiting = erasures.waiting_for(connection, QUEUES)
    hour = now.replace(minute=0, second=0, microsecond=0)
    if not waiting and not store.take_turn(connection, "sweep", hour):
        return 0
    found = sweep(lambda ids: erasures.erased(connection, ids))
    return 0 if found else erasures.complete(connection, waiting, now)


def follow_erasure(query: FollowErasure, *, database: Database) -> ErasureState:
    """How far an erasure is.

    Raises:
        ReceiptUnknown: no such receipt.
    """
    with database.transaction() as connection:
        row = erasures.find(connection, _digest(query.receipt))
    if row is None:
        raise ReceiptUnknown()
    return ErasureState.received(row)


def list_erasures(query: ListErasures, *, database: Database) -> Erasures:
    """Who is erased, for the operator: to be kept beside backups."""
    with database.transaction() as connection:
        rows = erasures.page(connection, query.after, query.open_only, query.limit)
    return Erasures(items=tuple(map(ListedErasure.received, rows)))


def reapply(command: ReapplyErasures, *, database: Database, clock: Now) -> ErasuresReapplied:
    """After a backup: erase again, and say all of it to everyone, whose backups may be older."""
    now, leavers = clock(), [item.leaver_id for item in command.items]
    with database.transaction() as connection:
        returned = sum(_deleted(connection, leaver, now) for leaver in leavers)
        erasures.keep_tombstones(connection, [item.wire() for item in command.items])
        erasures.begin(connection, leavers, None, PARTS, now)
        _say(connection, leavers)
    return ErasuresReapplied(returned=returned)


def _digest(receipt: str | None) -> str | None:
    return hashlib.sha256(receipt.encode()).hexdigest() if receipt else None
