"""What time does to vacancies and to what is kept beside them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from services.vacancies import announce, idempotency, store
from services.vacancies.lifecycle import LATE_START_MONTHS, months_later
from shared.contracts.events import VacancyItem
from shared.outbox import outbox
from shared.runtime.database import Connection, Database

SLOT = timedelta(minutes=10)  # how often vacancies are looked through, by one instance of all
ROWS_AT_ONCE = 5_000
VIEWS_KEPT_MONTHS = 24  # our choice: this season beside the last one


def expire_late(*, database: Database, clock: Callable[[], datetime]) -> int:
    """Expire what is past its dates and forget what is old, if no instance has done so in this slot; how many expired.

    Days are those of UTC: Germany is one or two hours ahead, so nothing ever expires too early.
    """
    now = clock()
    slot = datetime.fromtimestamp(now.timestamp() // SLOT.total_seconds() * SLOT.total_seconds(), tz=now.tzinfo)
    with database.transaction() as connection:
        if not store.claim_slot(connection, "expire", slot):
            return 0
        _forget(connection, now)
        expired = 0
        while count := _expire_some(connection, now):
            expired += count
    return expired


def _forget(connection: Connection, now: datetime) -> None:
    store.forget(
        connection,
        slots_before=now - timedelta(days=1),
        answers_before=now - idempotency.KEPT,
        views_before=months_later(now.date(), -VIEWS_KEPT_MONTHS),
    )


def _expire_some(connection: Connection, now: datetime) -> int:
    today = now.date()
    rows = store.expire(
        connection,
        apply_by_before=today,
        start_before=months_later(today, -LATE_START_MONTHS),
        now=now,
        limit=ROWS_AT_ONCE,
    )
    told = [VacancyItem(kind="expired", vacancy_id=row["id"], revision=row["revision"]) for row in rows]
    outbox.add(connection, announce.many("vacancy.expired", "expired", told))
    return len(rows)
