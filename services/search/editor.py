"""What an editor does: look at what was asked in vain, and teach the search new names."""

from collections.abc import Callable
from datetime import datetime, timedelta

from services.search import store
from services.search.asked import AskedLog
from services.search.errors import OccupationsUnknown
from services.search.occupations.knowledge import Knowledge, Name
from shared.contracts.calls import AcceptAliases, Act, AliasesAccepted, AskedQueries, CountedQuery, ListAsked
from shared.outbox import acts
from shared.runtime.database import Database

KEPT = timedelta(days=90)
RARE, RARE_KEPT = 3, timedelta(days=14)  # asked less often: may be a person's name, is no alias in any case
MOST_SHOWN = 500


def keep_asked(log: AskedLog, *, database: Database, clock: Callable[[], datetime]) -> int:
    """Write what was noted since the last time and forget what is old; how many rows were written."""
    today, counts = clock().date(), log.take()
    try:
        with database.transaction() as connection:
            if counts:
                store.note_asked(connection, counts)
            store.forget_asked(connection, before=today - KEPT, rare_before=today - RARE_KEPT, rare=RARE)
    except Exception:
        log.give_back(counts)
        raise
    return len(counts)


def list_asked(query: ListAsked, *, database: Database, clock: Callable[[], datetime]) -> AskedQueries:
    """The most frequent texts of the last days."""
    since = clock().date() - timedelta(days=query.days - 1)
    with database.transaction() as connection:
        rows = store.count_asked(connection, since=since, zero=query.zero, least=query.least, limit=MOST_SHOWN)
    return AskedQueries(items=tuple(CountedQuery(**row) for row in rows))


def accept_aliases(command: AcceptAliases, *, database: Database, knowledge: Knowledge) -> AliasesAccepted:
    """Keep names a person has looked at; this process knows them at once, others with their next look.

    Raises:
        OccupationsUnknown: one of the occupations is in no table.
    """
    aliases = {alias.name: alias.occupations for alias in command.aliases}
    unknown = sorted({id_ for ids in aliases.values() for id_ in ids if id_ not in knowledge.entries})
    if unknown:
        raise OccupationsUnknown(unknown=unknown)
    with database.transaction() as connection:
        store.accept_aliases(connection, aliases)
        acts.note(connection, Act.by(None, "occupation.learn", "accepted", "aliases", count=len(aliases)))
    learn(knowledge, database=database)
    return AliasesAccepted(count=len(aliases))


def learn(knowledge: Knowledge, *, database: Database) -> int:
    """Take over all accepted names; how many were new."""
    with database.transaction() as connection:
        known = store.aliases(connection)
    return knowledge.learn(Name(name, ids) for name, ids in known.items())
