"""The audit log: who reads it, and when its rows go (docs/adr/0044)."""

from services.accounts import store
from shared.contracts.calls import Acts, ListActs, NotedAct
from shared.runtime.database import Database


def list_acts(query: ListActs, *, database: Database) -> Acts:
    """A page, latest first: of the caller's region, or everything for the command line."""
    who = query.principal
    values = {"regions": None if who is None else list(who.regions), "before": query.before, "since": query.since}
    with database.transaction() as connection:
        rows = store.acts(connection, **values, who=query.who, limit=query.limit + 1)
    return Acts(items=tuple(map(NotedAct.received, rows[: query.limit])), more=len(rows) > query.limit)
