"""After a round is in use: what came, changed or went while it was made, and what it has made obsolete.

May be repeated: a vacancy gets no more leavers than it wants, a list is dropped once.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from services.matching import store as lists_store
from services.matching.alerts import Roster, concerned, share
from services.matching.announce import proposed, withdrawn
from services.matching.lists import nothing_new, relist
from services.matching.offered import market_of, open_offers
from services.matching.rounds import reading, store
from services.matching.rounds.store import Round
from services.matching.rulebook import Rulebook
from shared.outbox import outbox
from shared.runtime import failpoints
from shared.runtime.database import Database

VACANCIES_AT_ONCE = 50
Row = dict[str, Any]


def settle(made: Round, *, database: Database, book: Rulebook) -> dict[str, int]:
    """Bring the lists of the round in use up to date; how many vacancies, lists changed and lists made void."""
    looked = changed = 0
    roster: Roster | None = None
    for rows in _pages(database, made):
        roster = roster or _everyone(database, book)
        changed += _follow(database, rows, roster, book)
        looked += len(rows)
    failpoints.reach("round.followed")
    return {"late_vacancies": looked, "late_lists": changed, "void_lists": _drop(database, made)}


def _everyone(database: Database, book: Rulebook) -> Roster:
    with database.transaction() as connection:
        return reading.read_roster(connection, lists_store.whole(connection), book)


def _pages(database: Database, made: Round) -> Iterator[list[Row]]:
    after = store.FIRST
    while True:
        with database.transaction() as connection:
            rows = store.touched(connection, made, after, VACANCIES_AT_ONCE)
        if not rows:
            return
        yield rows
        after = rows[-1]["id"]


def _follow(database: Database, rows: Sequence[Row], roster: Roster, book: Rulebook) -> int:
    ids = [row["id"] for row in rows]
    with database.transaction() as connection:
        at = lists_store.enter(connection)
        holders = lists_store.holders(connection, at, ids)
        market = market_of(open_offers(connection, at, ids, book))
        wanted = {
            row["id"]: share(row["places"], at.reach, book) - len(holders[row["id"]]) for row in rows if row["open"]
        }
        gain = concerned([roster], market, wanted, book)
        extra = {**nothing_new(holders), **gain}
        changes = relist(connection, at, extra, book=book)
        outbox.add(connection, [*proposed(ids[0], changes), *withdrawn(changes, set(ids))])
    return len(changes)


def _drop(database: Database, made: Round) -> int:
    """Own lists of leavers whose list is the round's now."""
    count, after = 0, store.FIRST
    while True:
        with database.transaction() as connection:
            lists_store.enter(connection)
            gone = store.drop_outdated(connection, made, after)
        if not gone:
            return count
        count, after = count + len(gone), gone[-1]
