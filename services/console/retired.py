"""Queues of an earlier version: what lies in them moves to those of today, then they go."""

from typing import Any

from kombu import Connection

from shared.contracts.events import CONTENT_TYPE
from shared.messaging.letters import body_of
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS, LISTENED_TO, VERSION, queues

EARLIER = ("v1",)


def retire(amqp_url: str) -> list[str]:
    """Empty and delete the queues of earlier versions; their names. To be called after `declare`; safe to repeat.

    A message is taken from the old queue only once the new one has it; services of the old version that still
    run go on with what is handed to them, and a second delivery meets the inbox.
    """
    publisher = Publisher(amqp_url)
    with Connection(amqp_url, connect_timeout=10) as connection:
        gone = [old for old, new in _renamed() if _move(connection, publisher, old, new)]
    publisher.close()
    return gone


def _renamed() -> list[tuple[str, str]]:
    """Old and new names. Delays come before the queue they give back to."""
    names = sorted((queue.name for queue in queues()), key=len, reverse=True)
    return [(name.replace(f".{VERSION}", f".{version}", 1), name) for version in EARLIER for name in names]


def _move(connection: Connection, publisher: Publisher, old: str, new: str) -> bool:
    channel = connection.channel()
    try:
        channel.queue_declare(old, passive=True)
    except connection.channel_errors:
        return False
    for event in LISTENED_TO:  # first nothing more may come in; what is not bound is unbound without complaint
        channel.queue_unbind(old, EVENTS.name, event)
    while message := channel.basic_get(old):
        _hand_over(publisher, message, new)
        channel.basic_ack(message.delivery_tag)
    channel.queue_delete(old)
    channel.close()
    return True


def _hand_over(publisher: Publisher, message: Any, queue: str) -> None:
    """Publish a copy.

    Raises:
        RuntimeError: the new queue does not exist.
    """
    properties = message.properties
    headers = {name: value for name, value in message.headers.items() if name != "x-death"}
    copy = Outgoing(str(properties.get("message_id")), "", queue, body_of(message), CONTENT_TYPE, headers)
    if not publisher.publish([copy]):
        raise RuntimeError(f"{queue} is not declared")
