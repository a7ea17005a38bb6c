"""What is past its time goes, by the clock (ADR 0037); the times are those of privacy.toml."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from uuid import UUID

from services.accounts import store
from shared.contracts.calls import Act, ActRole, RetainAccounts, Retained
from shared.contracts.events import MAX_BATCH_ITEMS, ClaimsLapsed, new_event
from shared.outbox import acts, outbox
from shared.runtime.database import Connection, Database

RULES = {
    "Codes aus Briefen nach dem Ende ihres Jahrgangs": "retain_claims",
    "Codes für ein anderes Gerät und für Eltern": "retain_passes",
    "Schlüssel nach ihrem letzten Tag": "retain_ended_keys",
    "gesperrte Schlüssel nach 30 Tagen": "retain_revoked_keys",
    "Schlüssel, die 12 Monate niemand benutzt hat": "retain_keys",
    "Mandate drei Jahre nach ihrem Ende": "retain_mandates",
    "Bitten um ein Mandat: 7 Tage ohne Antwort, 30 nach einem Nein": "retain_asked_mandates",
    "Kennungen Gelöschter nach 180 Tagen": "retain_erased",
}
"""What the operator reads, and the statement that does it."""


OLD_ACTS = "Protokoll der Verwaltung nach 3 Jahren"
LAPSED = "Zeilen, deren Code 60 Tage nach dem Brief niemand benutzt hat"


def _say(connection: Connection, leavers: list[UUID]) -> None:
    """Candidates erases them; by its event the codes go, too."""
    for start in range(0, len(leavers), MAX_BATCH_ITEMS):
        data = ClaimsLapsed(leaver_ids=tuple(leavers[start : start + MAX_BATCH_ITEMS]))
        outbox.add(connection, [new_event("accounts", "claim.lapsed", "unclaimed", data)])


def retain(
    command: RetainAccounts, *, database: Database, clock: Callable[[], datetime], by: ActRole = "operator"
) -> Retained:
    """Delete, or count, what is past its time; nothing where another instance is at it."""
    now = datetime.combine(command.on, time(), UTC) if command.on else clock()
    with database.transaction() as connection:
        if not store.retains(connection):
            return Retained(rules={})
        lapsed = store.lapsed(connection, now)
        _say(connection, lapsed)
        done = {LAPSED: len(lapsed)} | {rule: store.retain(connection, name, now) for rule, name in RULES.items()}
        if command.dry_run:
            done[OLD_ACTS] = store.count_acts(connection, now)  # the database lets nobody delete before the time
            connection.rollback()
        else:
            done[OLD_ACTS] = store.retain(connection, "retain_acts", now)
            if act := Act.retention(by, "accounts", done):
                acts.note(connection, act)
    return Retained(rules=done)


def on_hour(*, database: Database, clock: Callable[[], datetime]) -> dict[str, int]:
    """The same for the timer; what was deleted."""
    done = retain(RetainAccounts(), database=database, clock=clock, by="clock").rules
    return {rule: count for rule, count in done.items() if count}
