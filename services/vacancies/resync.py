"""Saying again what was said: for a reader that has lost something. The revisions are the old ones."""

from services.vacancies import announce, store
from services.vacancies.lifecycle import Change, kind_of
from services.vacancies.store import Stored
from shared.contracts.calls import Resynced, ResyncVacancies
from shared.contracts.events import VacancyItem
from shared.outbox import outbox
from shared.runtime.database import Database

PAGE = 500


def resync(command: ResyncVacancies, *, database: Database) -> Resynced:
    """Tell the next page of all that ever was public, in batch events: open ones whole, of the others that they are
    closed."""
    with database.transaction() as connection:
        total = store.count_told(connection) if command.after is None else None
        page = store.page_of_told(connection, command.after, PAGE)
        items = [item for stored in page if (item := _item(stored))]
        outbox.add(connection, announce.many("vacancy.batch", "resync", items))
    return Resynced(told=len(page), total=total, next=page[-1].head.id if len(page) == PAGE else None)


def _item(stored: Stored) -> VacancyItem | None:
    """As if it had been public until now; a draft that once was counts as withdrawn."""
    return announce.item(Change(stored.record, kind_of("published", stored.head.status)))
