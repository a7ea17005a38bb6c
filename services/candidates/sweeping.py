"""Looking through retry queues and dead letters for what speaks of erased leavers (ADR 0037).

A message is taken without an answer; one that speaks of nobody erased goes back where it was when the channel closes.
Of a batch the rest is published to the same queue before the original goes.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from kombu import Connection
from pydantic import ValidationError

from shared.contracts.events import CONTENT_TYPE, read_event
from shared.messaging.letters import body_of, part
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import RETRY_DELAYS, SUBSCRIPTIONS

_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Which = Callable[[set[UUID]], set[UUID]]


def sweep(amqp_url: str, erased: Which) -> int:
    """Remove what speaks of erased leavers from all queues that hold messages for later; how many messages did."""
    publisher = Publisher(amqp_url)
    try:
        with Connection(amqp_url, connect_timeout=10) as connection:
            return sum(_swept(connection, publisher, queue, erased) for queue in _queues())
    finally:
        publisher.close()


def _queues() -> Iterator[str]:
    for row in SUBSCRIPTIONS:
        yield row.dead
        yield from (row.retry(delay) for delay in RETRY_DELAYS)


def _swept(connection: Connection, publisher: Publisher, queue: str, erased: Which) -> int:
    channel, found = connection.channel(), 0
    for _ in range(channel.queue_declare(queue, passive=True).message_count):
        message = channel.basic_get(queue)
        if message is None:
            break
        body = body_of(message)
        gone = erased({UUID(found.decode()) for found in _ID.findall(body)})
        if gone and _replaced(publisher, queue, message, without(body, gone)):
            channel.basic_ack(message.delivery_tag)
            found += 1
    channel.close()
    return found


def _replaced(publisher: Publisher, queue: str, message: Any, rest: bytes | None) -> bool:
    """True when the rest, if any, is where the message was."""
    if rest is None:
        return True
    headers = {name: value for name, value in message.headers.items() if not name.startswith("x-")}
    copy = Outgoing(str(message.properties.get("message_id")), "", queue, rest, CONTENT_TYPE, headers)
    return bool(publisher.publish([copy]))


def without(body: bytes, gone: set[UUID]) -> bytes | None:
    """An event without the items of some leavers; None when nothing is left, or when it is no event of ours."""
    try:
        event = read_event(json.loads(body))
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
    names = {str(id_) for id_ in gone}
    kept = [item for item in getattr(event.data, "items", ()) if not any(n in item.model_dump_json() for n in names)]
    return part(event, kept).model_dump_json().encode() if kept else None
