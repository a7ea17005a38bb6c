"""Copies of a message that could not be handled: back after a delay, or among the dead letters with the reason.

A queue has one dead-letter target, so a reject cannot choose between a delay and the dead letters, and a
reject carries no reason: both are published, confirmed, and only then is the original acked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from shared.contracts.events import CONTENT_TYPE, CloudEvent
from shared.messaging.publisher import Outgoing
from shared.messaging.topology import DEAD, RETRY_DELAYS, Subscription

ATTEMPT = "hv-attempt"
"""Header: how often the handler has failed in passing."""
REASON = "hv-reason"
"""Header: why it waits or is dead."""
DIED_AT = "hv-died-at"
"""Header of a dead letter: when (RFC 3339)."""
ATTEMPTS_AT_LONGEST_DELAY = 10
LAST_ATTEMPT = len(RETRY_DELAYS) + ATTEMPTS_AT_LONGEST_DELAY
_LONGEST_REASON = 300


def body_of(message: Any) -> bytes:
    """A message's body as it travelled."""
    return message.body if isinstance(message.body, bytes) else bytes(message.body.encode())


def attempts_of(message: Any) -> int:
    """How often a message has failed in passing."""
    return int(message.headers.get(ATTEMPT, 0))


def later(row: Subscription, id: str, body: bytes, reason: str, message: Any) -> Outgoing:
    """The copy that comes back to the row's queue, after a delay that grows with each attempt."""
    attempt = attempts_of(message) + 1
    delays = list(RETRY_DELAYS)
    headers = {REASON: reason[:_LONGEST_REASON], ATTEMPT: attempt}
    return Outgoing(id, "", row.retry(delays[min(attempt, len(delays)) - 1]), body, CONTENT_TYPE, headers)


def dead(row: Subscription, id: str, body: bytes, reason: str, message: Any) -> Outgoing:
    """The copy that waits among the dead letters of a row for a person to look at it."""
    died = datetime.now(UTC).isoformat(timespec="seconds")
    headers = {REASON: reason[:_LONGEST_REASON], DIED_AT: died, ATTEMPT: attempts_of(message)}
    return Outgoing(id, DEAD.name, row.dead, body, CONTENT_TYPE, headers)


def part(event: CloudEvent, items: Sequence[Any]) -> CloudEvent:
    """The event with only these of its items; the same items always give the same id, so the inbox knows it."""
    if len(items) == len(event.data.items):  # type: ignore[attr-defined]  # only batches are parted
        return event
    name = "\n".join(item.model_dump_json() for item in items)
    data = event.data.model_copy(update={"items": tuple(items)})
    return event.model_copy(update={"id": uuid5(event.id, name), "data": data})


def halves(event: CloudEvent) -> tuple[CloudEvent, ...]:
    """A batch as two smaller ones; nothing for what cannot be parted."""
    items = getattr(event.data, "items", ())
    if len(items) < 2:
        return ()
    middle = len(items) // 2
    return part(event, items[:middle]), part(event, items[middle:])
