"""What is past its time goes, by the clock (ADR 0037); the times are those of privacy.toml."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from services.vacancies import store
from shared.contracts.calls import Act, ActRole, Retained, RetainVacancies
from shared.outbox import acts
from shared.runtime.database import Database

RULES = {
    "Entwürfe, die 30 Tage niemand geändert hat": "retain_drafts",
    "Meldungen sechs Monate nach der Entscheidung": "retain_reports",
}
"""What the operator reads, and the statement that does it."""


def retain(
    command: RetainVacancies, *, database: Database, clock: Callable[[], datetime], by: ActRole = "operator"
) -> Retained:
    """Delete, or count, what is past its time; nothing where another instance is at it."""
    now = datetime.combine(command.on, time(), UTC) if command.on else clock()
    with database.transaction() as connection:
        if not store.retains(connection):
            return Retained(rules={})
        done = {rule: store.retain(connection, statement, now) for rule, statement in RULES.items()}
        if command.dry_run:
            connection.rollback()
        elif act := Act.retention(by, "vacancies", done):
            acts.note(connection, act)
    return Retained(rules=done)


def on_hour(*, database: Database, clock: Callable[[], datetime]) -> dict[str, int]:
    """The same for the timer; what was deleted."""
    done = retain(RetainVacancies(), database=database, clock=clock, by="clock").rules
    return {rule: count for rule, count in done.items() if count}
