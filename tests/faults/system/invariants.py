"""What must hold once everything is at rest, read straight from PostgreSQL, RabbitMQ and Elasticsearch."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from clients import History
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan
from kombu import Connection
from psycopg import sql
from world import SQL, World

from services.search.documents import vacancy_document
from shared.contracts.vacancy import VacancyRecord
from shared.messaging.topology import PUBLISHES, SUBSCRIPTIONS, Subscription, queues
from shared.testing.processes import eventually

Database = psycopg.Connection[dict[str, Any]]
REST_SECONDS = 900.0 if "HV_FAULT_MINUTES" in os.environ else 150.0
"""The deadline of quiescence: longer than two of the longest delays before a retry (short ones, or the real ones)."""
_RULES = [name for name in SQL if name[0] == "I" or name.startswith(("once", "edges"))]
_UNHANDLED = """
SELECT o.id FROM {publisher}.outbox o
WHERE o.name = ANY(%(names)s) AND ({all} OR o.name NOT LIKE '%%.batch' OR o.body::jsonb @? {closing})
  AND NOT EXISTS (SELECT FROM {consumer}.inbox i WHERE i.consumer = %(stream)s AND i.event_id = o.id)
"""
_CLOSING = (
    '$.data.items[*] ? (@.kind == "withdrawn" || @.kind == "filled" || @.kind == "expired" || @.kind == "erased")'
)
"""What matching wants of the sources' batches; of the rest it hears from search."""


def at_rest(world: World, seconds: float = REST_SECONDS) -> None:
    """Wait until every event is sent and handled by all who listen, and no queue holds a message."""
    with world.database() as database, Connection(world.direct.amqp_url) as broker:
        eventually(lambda: _nothing_open(database) and _nothing_waits(broker.default_channel), seconds)


def _nothing_open(database: Database) -> bool:
    """One look at all of it: between two a handler may turn what waits for it into what waits to be sent."""
    with database.transaction():
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return not database.execute(SQL["I6_unsent"]).fetchone() and not any(unhandled(database))


def unhandled(database: Database) -> Iterator[str]:
    """Events without the inbox row of a consumer that listens (I8)."""
    for row in SUBSCRIPTIONS:
        for publisher, names in PUBLISHES.items():
            if heard := sorted(set(names) & set(row.events)):
                yield from _unhandled(database, publisher, row, heard)


def _unhandled(database: Database, publisher: str, row: Subscription, names: list[str]) -> Iterator[str]:
    stream = f"{row.consumer}.{row.stream}"
    statement = sql.SQL(_UNHANDLED).format(
        publisher=sql.Identifier(publisher),
        consumer=sql.Identifier(row.consumer),
        all=sql.Literal(row.consumer != "matching"),
        closing=sql.Literal(_CLOSING),
    )
    for found in database.execute(statement, {"names": names, "stream": stream}):
        yield f"{stream} has not handled {found['id']} of {publisher}"


def _nothing_waits(channel: Any) -> bool:
    """Working and retry queues; the dead letters are counted by who expects some."""
    names = [queue.name for queue in queues() if not queue.name.endswith(".dead")]
    return all(channel.queue_declare(name, passive=True).message_count == 0 for name in names)


def dead_letters(world: World) -> dict[str, int]:
    """How many dead letters each queue of them holds (I6)."""
    with Connection(world.direct.amqp_url) as broker:
        counts = {
            row.dead: broker.default_channel.queue_declare(row.dead, passive=True).message_count
            for row in SUBSCRIPTIONS
        }
    return {name: count for name, count in counts.items() if count}


def violations(world: World) -> list[str]:
    """Every invariant that does not hold, with the rows that show it; the whole state, not only the last run's."""
    with world.database() as database:
        found = list(unhandled(database))
        for name in _RULES:
            found += [f"{name}: {_short(row)}" for row in database.execute(SQL[name])]
        found += _at_index(world, database)
    found += [f"I6 dead letters: {name} {count}" for name, count in dead_letters(world).items()]
    return found


def _short(row: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in row.items())[:400]


def _at_index(world: World, database: Database) -> list[str]:
    """I1 and I7: the index holds what the projection says, and the projection what the sources say."""
    found = []
    for kind, alias in (("vacancy", "vacancies"), ("candidate", "candidates")):
        live, meant = indexed(world, alias), dict(_projected(database, kind))
        found += [f"I7 {kind} {id}: {_difference(live.get(id), meant.get(id))}" for id in _unequal(live, meant)]
    rebuilt = {row["id"]: _hash(_document(row)) for row in database.execute(_OPEN)}
    known = {row["id"]: _hash(row["body"]) for row in database.execute(_KNOWN)}
    return found + [f"I7 vacancy {id} of the source is another at search" for id in _unequal(rebuilt, known)]


_OPEN = (
    "SELECT id, revision, status, published_at, changed_at, content FROM vacancies.vacancies WHERE status = 'published'"
)
_KNOWN = "SELECT id, body FROM search.projection WHERE kind = 'vacancy' AND NOT tombstone"
_PROJECTED = """
SELECT id::text, document_version, body FROM search.projection
WHERE kind = %s AND NOT tombstone AND body -> 'location' IS DISTINCT FROM 'null'::jsonb
"""


def _projected(database: Database, kind: str) -> Iterator[tuple[str, tuple[int, str]]]:
    for row in database.execute(_PROJECTED, (kind,)):
        yield row["id"], (row["document_version"], _hash(row["body"]))


def indexed(world: World, alias: str) -> dict[str, tuple[int, str]]:
    """Version and hash of every document in an index."""
    with Elasticsearch(world.direct.elasticsearch_url, request_timeout=60) as client:
        name = f"{world.stack.variables['HV_INDEX_PREFIX']}-{alias}"
        client.indices.refresh(index=name)
        hits = scan(client, index=name, version=True, size=500)
        return {hit["_id"]: (hit["_version"], _hash(hit["_source"])) for hit in hits}


def _unequal(one: dict[Any, Any], other: dict[Any, Any]) -> list[Any]:
    return [id for id in one.keys() | other.keys() if one.get(id) != other.get(id)]


def _difference(live: tuple[int, str] | None, meant: tuple[int, str] | None) -> str:
    if live is None or meant is None:
        return "not in the index" if live is None else "in the index, though it must not be"
    return f"version {live[0]} in the index, {meant[0]} meant" if live[0] != meant[0] else "another body"


def _document(row: dict[str, Any]) -> dict[str, Any]:
    """The document of a vacancy, made from its source of truth as if nothing else were there."""
    head = {name: row[name] for name in ("id", "revision", "status", "published_at", "changed_at")}
    return vacancy_document(VacancyRecord.received({**row["content"], **head})).wire()


def _hash(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def effects(world: World, history: History) -> Counter[str]:
    """How often each attempt of a history is in effect, from the first table to the last.

    Said twice or called searchable twice counts as two. What search or matching does not have counts as none.
    """
    since = {"since": history.began, "run": history.run}
    with world.database() as database:
        behind = _behind(database)
        found: Counter[str] = Counter()
        for row in database.execute(SQL["written_vacancies"], since):
            times = 0 if row["id"] in behind else max(row["written"], row["indexed"] or 0)
            found[_word(row["title"], history)] += times
        for row in database.execute(SQL["withdrawn_vacancies"], since):
            found[f"withdraw {row['id']}"] += 0 if row["id"] in behind else row["written"]
        for row in database.execute(SQL["written_leavers"], since):
            found[row["row_key"]] += 0 if row["id"] in behind else row["written"]
    return found


def _behind(database: Database) -> set[str]:
    """Ids of which a consumer knows another state than the source."""
    rules: Iterable[str] = (name for name in SQL if name.startswith("I1") and "unexpected" not in name)
    return {str(row["id"]) for name in rules for row in database.execute(SQL[name])}


def _word(title: str, history: History) -> str:
    """The attempt's name in a title; a title without one is an effect nobody asked for."""
    return next((word for word in title.split() if word in history.attempts), title)
