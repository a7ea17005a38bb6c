"""What happens to vacancies without their company's doing: a closed account, and time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from services.vacancies import announce, idempotency, store
from services.vacancies.lifecycle import LATE_START_MONTHS, months_later
from shared.contracts.events import AccountClosed, CloudEvent, VacancyItem
from shared.outbox import outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Connection, Database

SLOT = timedelta(minutes=10)  # how often vacancies are looked through, by one instance of all
ROWS_AT_ONCE = 5_000


def withdraw_closed(event: CloudEvent, *, database: Database, clock: Callable[[], datetime]) -> None:
    """An account was closed: withdraw all its vacancies, once for each event."""
    assert isinstance(event.data, AccountClosed)  # noqa: S101  # the topology delivers nothing else here
    account_id = event.data.account_id
    with database.transaction() as connection:
        if not first_time(connection, "vacancies.accounts", event):
            return
        store.lock_account(connection, account_id)
        rows = store.withdraw_account(connection, account_id, clock())
        told = [
            VacancyItem(kind="withdrawn", vacancy_id=row["id"], revision=row["revision"])
            for row in rows
            if row["before"] == "published"
        ]
        outbox.add(connection, announce.many("vacancy.withdrawn", str(account_id), told))


def expire_late(*, database: Database, clock: Callable[[], datetime]) -> int:
    """Expire what is past its dates and forget old answers, if no instance has done so in this slot; how many expired.

    Days are those of UTC: Germany is one or two hours ahead, so nothing ever expires too early.
    """
    now = clock()
    slot = datetime.fromtimestamp(now.timestamp() // SLOT.total_seconds() * SLOT.total_seconds(), tz=now.tzinfo)
    with database.transaction() as connection:
        if not store.claim_slot(connection, "expire", slot):
            return 0
        store.forget(connection, slots_before=now - timedelta(days=1), answers_before=now - idempotency.KEPT)
        expired = 0
        while count := _expire_some(connection, now):
            expired += count
    return expired


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
