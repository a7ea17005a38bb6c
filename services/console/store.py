"""The operator's SQL door: what several schemas say of the same thing, as the databases' owner."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from services.console.migrate import SERVICES
from shared.contracts.calls import Act
from shared.messaging.topology import PUBLISHES, SUBSCRIPTIONS, Subscription
from shared.outbox import acts
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
_ROWS_AT_ONCE = 2_000


@contextmanager
def snapshot(database_url: str) -> Iterator[Connection]:
    """A connection that sees one moment of all schemas, and changes nothing."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def note(database_url: str, act: Act) -> None:
    """Append an act of the operator's to the audit log, in a transaction of its own."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        acts.note(connection, act)


def differing(connection: Connection, check: str, ids: Collection[str] | None) -> Iterator[dict[str, Any]]:
    """What a check of queries.sql finds (id, ours, theirs), of all or of these ids; read in parts."""
    with connection.cursor(name=check) as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        yield from cursor.execute(_SQL[check], {"ids": None if ids is None else list(ids)})


def unsent(connection: Connection) -> Iterator[dict[str, Any]]:
    """Outbox rows the broker has not confirmed: service, id, name, created_at."""
    for service in SERVICES:
        query = sql.SQL(_SQL["unsent"]).format(outbox=sql.Identifier(service, "outbox"))
        for row in connection.execute(query):
            yield {**row, "service": service}


def unheard(connection: Connection) -> Iterator[dict[str, Any]]:
    """Sent events about one thing alone that a listener has not handled: consumer, id, name, published_at."""
    for subscription in SUBSCRIPTIONS:
        for service, events in PUBLISHES.items():
            names = sorted(set(events) & set(subscription.events))
            if names:
                yield from _unheard(connection, subscription, service, names)


def _unheard(
    connection: Connection, subscription: Subscription, service: str, names: list[str]
) -> Iterator[dict[str, Any]]:
    query = sql.SQL(_SQL["unheard"]).format(
        outbox=sql.Identifier(service, "outbox"), inbox=sql.Identifier(subscription.consumer, "inbox")
    )
    consumer = f"{subscription.consumer}.{subscription.stream}"
    for row in connection.execute(query, {"consumer": consumer, "names": names}):
        yield {**row, "consumer": consumer}
