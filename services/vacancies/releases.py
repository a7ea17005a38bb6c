"""What accounts says of companies: whose vacancies may be public (docs/adr/0034)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.vacancies import announce, store
from shared.contracts.calls import Principal
from shared.contracts.events import AccountClosed, AccountReleased, CloudEvent, VacancyItem
from shared.outbox import outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Connection, Database


def is_released(connection: Connection, principal: Principal) -> bool:
    """Whether what this caller publishes is public at once.

    Ask behind the account's lock: an event is later than what the edge has remembered of the caller, and whoever
    writes before it is found by it.
    """
    if principal.kind != "company":
        return True
    said = store.is_released(connection, principal.account_id)
    return principal.released if said is None else said


def hear(event: CloudEvent, *, database: Database, clock: Callable[[], datetime]) -> None:
    """An account was released or closed: publish what waited, or withdraw everything; once for each event."""
    assert isinstance(event.data, AccountReleased | AccountClosed)  # noqa: S101  # the topology delivers nothing else
    account_id, released = event.data.account_id, isinstance(event.data, AccountReleased)
    with database.transaction() as connection:
        if not first_time(connection, "vacancies.accounts", event):
            return
        store.lock_account(connection, account_id)
        if store.note_company(connection, account_id, released=released, revision=event.data.revision):
            tell = _publish if released else _withdraw
            tell(connection, account_id, clock())


def _publish(connection: Connection, account_id: UUID, now: datetime) -> None:
    records = store.publish_waiting(connection, account_id, now)
    told = [VacancyItem(kind="published", vacancy_id=r.id, revision=r.revision, vacancy=r) for r in records]
    outbox.add(connection, announce.many("vacancy.published", str(account_id), told))


def _withdraw(connection: Connection, account_id: UUID, now: datetime) -> None:
    told = [
        VacancyItem(kind="withdrawn", vacancy_id=row["id"], revision=row["revision"])
        for row in store.withdraw_account(connection, account_id, now)
        if row["before"] == "published"
    ]
    outbox.add(connection, announce.many("vacancy.withdrawn", str(account_id), told))
