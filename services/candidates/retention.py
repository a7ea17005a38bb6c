"""What is past its time goes, by the clock (ADR 0037); the times are those of privacy.toml."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from services.candidates import erasing, store
from shared.contracts.calls import Act, ActRole, RetainCandidates, Retained
from shared.contracts.events import ClaimsLapsed, CloudEvent
from shared.outbox import acts
from shared.outbox.inbox import first_time
from shared.runtime.database import Database

RULES = {
    "Übergaben der Schulen drei Monate nach dem Ende des Jahrgangs": "retain_imports",
    "Grabsteine und Belege drei Monate nach dem Ende des Jahrgangs, mindestens 90 Tage": "retain_tombstones",
}
"""What the operator reads, and the statement that does it."""


SEASON_OVER = "Schulabgänger:innen drei Monate nach dem Ende ihres Jahrgangs"
PART = 500


def _erase_some(database: Database, now: datetime, by: ActRole) -> int:
    """Erase some of those who are past their season, everywhere, in a transaction of their own; how many."""
    with database.transaction() as connection:
        if not store.retains(connection):
            return 0
        count = erasing.erase_many(connection, store.past_season(connection, now, PART), now)
        if count and (act := Act.retention(by, "leavers", {SEASON_OVER: count})):
            acts.note(connection, act)
    return count


def erase_lapsed(event: CloudEvent, *, database: Database, clock: Callable[[], datetime]) -> None:
    """Nobody used these leavers' letters: erase them, once for each event."""
    assert isinstance(event.data, ClaimsLapsed)  # noqa: S101  # the topology delivers nothing else here
    with database.transaction() as connection:
        if first_time(connection, "candidates.accounts", event):
            erasing.erase_many(connection, event.data.leaver_ids, clock())


def retain(
    command: RetainCandidates, *, database: Database, clock: Callable[[], datetime], by: ActRole = "operator"
) -> Retained:
    """Delete, or count, what is past its time; nothing where another instance is at it."""
    now, erased = datetime.combine(command.on, time(), UTC) if command.on else clock(), 0
    while not command.dry_run and (count := _erase_some(database, now, by)):
        erased += count
    with database.transaction() as connection:
        if not store.retains(connection):
            return Retained(rules={})
        erased += store.count_past_season(connection, now)
        done = {rule: store.retain(connection, statement, now) for rule, statement in RULES.items()}
        if command.dry_run:
            connection.rollback()
        elif act := Act.retention(by, "candidates", done):
            acts.note(connection, act)
    return Retained(rules={SEASON_OVER: erased, **done})


def on_hour(*, database: Database, clock: Callable[[], datetime]) -> dict[str, int]:
    """The same for the timer; what was deleted."""
    done = retain(RetainCandidates(), database=database, clock=clock, by="clock").rules
    return {rule: count for rule, count in done.items() if count}
