"""How often vacancies are seen: sums by day, told by the edge, shown to their company."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.vacancies import store
from services.vacancies.domain import may_write
from services.vacancies.reports.store import stopped_of
from shared.contracts.calls import CountViews, Figure, Figures, ListFigures, ViewsCounted
from shared.runtime.database import Database

LATELY = timedelta(days=7)


def count_views(command: CountViews, *, database: Database) -> ViewsCounted:
    """Add a batch to the sums of its day, once."""
    with database.transaction() as connection:
        if not store.claim_slot(connection, f"views {command.batch}", command.at):
            return ViewsCounted(counted=0)
        rows = [item.wire() for item in command.items]
        return ViewsCounted(counted=store.add_views(connection, command.at.date(), rows))


def list_figures(command: ListFigures, *, database: Database, clock: Callable[[], datetime]) -> Figures:
    """Views of the caller's vacancies, why some are stopped, and who wrote some for the caller.

    Raises:
        KeyNotAllowed: not a company's or an importer's key.
    """
    may_write(command.principal)
    account_id = command.principal.account_id
    with database.transaction() as connection:
        views = store.views_of(connection, account_id, (clock() - LATELY).date())
        told: dict[UUID, dict[str, Any]] = stopped_of(connection, account_id)
        for vacancy_id, by in store.written_for(connection, account_id).items():
            told[vacancy_id] = {**told.get(vacancy_id, {}), **by}
    ids: set[UUID] = {*views, *told}
    return Figures(items=tuple(Figure(vacancy_id=i, **views.get(i, {}), **told.get(i, {})) for i in sorted(ids)))
