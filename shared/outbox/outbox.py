"""Writing an event beside the state it tells of, in the same transaction; reading what is not yet sent."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from psycopg import Connection

from shared.contracts.base import Contract
from shared.contracts.events import MAX_BATCH_BYTES, MAX_BATCH_ITEMS, CloudEvent
from shared.messaging.topology import PUBLISHES
from shared.runtime import trace

T = TypeVar("T", bound=Contract)

_INSERT = """
INSERT INTO outbox (id, name, subject, subjects, body)
VALUES (%(id)s, %(name)s, %(subject)s, %(subjects)s, %(body)s)
"""


def add(connection: Connection[Any], events: Iterable[CloudEvent]) -> None:
    """Insert events into the outbox of the connection's schema and wake its relay on commit.

    Raises:
        ValueError: the service is not the one the topology lets publish this event.
    """
    rows = [_row(_traced(event)) for event in events]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
        cursor.execute("SELECT pg_notify('hv_outbox_' || current_schema(), '')")


def _traced(event: CloudEvent) -> CloudEvent:
    return event if event.traceparent else event.model_copy(update={"traceparent": trace.current()})


def _row(event: CloudEvent) -> dict[str, Any]:
    service = event.source.rsplit("/", 1)[-1]
    if event.name not in PUBLISHES[service]:
        raise ValueError(f"{service} does not publish {event.name}: see shared/messaging/topology.py")
    subjects = sorted({event.subject, *_named(event.data)})
    said = {"id": event.id, "name": event.name, "subject": event.subject}
    return {**said, "subjects": subjects, "body": event.model_dump_json()}


def _named(data: Any) -> Iterator[str]:
    """Ids of everyone and everything an event speaks of."""
    yield from map(str, getattr(data, "leaver_ids", ()))
    for item in getattr(data, "items", ()):
        for attribute in ("vacancy_id", "leaver_id"):
            if hasattr(item, attribute):
                yield str(getattr(item, attribute))
        if hasattr(item, "document"):
            yield str(item.document.id)


def batches(items: Sequence[T]) -> Iterable[tuple[T, ...]]:
    """Items in groups of at most 500 and about 1 MiB of JSON, in order."""
    group: list[T] = []
    size = 0
    for item in items:
        length = len(item.model_dump_json().encode())
        if group and (len(group) == MAX_BATCH_ITEMS or size + length > MAX_BATCH_BYTES - 4096):
            yield tuple(group)
            group, size = [], 0
        group.append(item)
        size += length
    if group:
        yield tuple(group)
