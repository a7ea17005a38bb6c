"""From the commit of a row to its delivery at a consumer, while nothing else happens."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

from kombu import Connection, Consumer, Exchange, Queue

from bench import system
from bench.figure import Figure, percentile
from shared.contracts.events import AccountClosed, CloudEvent, new_event
from shared.messaging.letters import body_of
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS
from shared.outbox import outbox
from shared.runtime.database import Database
from shared.testing.stack import Stack

POSTS = 200
IDLE_SECONDS = 0.05  # between two rows, so that the relay waits for its NOTIFY each time


def measure() -> list[Figure]:
    """Milliseconds at the 95th percentile; the reference publishes the same event directly."""
    with system.stack() as stack, Connection(stack.vhost.amqp_url) as connection:
        ears = _Ears(connection)
        through_outbox = _latencies(ears, _saying(stack))
        directly = _latencies(ears, _publishing(stack))
    more = {"p50": round(median(through_outbox), 2), "posts": POSTS, "reference_p50": round(median(directly), 2)}
    return [
        Figure(
            "relay_latency", "ms (p95)", percentile(through_outbox, 0.95), "the same event published directly (p95)",
            percentile(directly, 0.95), limit=50.0, more=more,
        )
    ]  # fmt: skip


class _Ears:
    """A consumer of our own that hears every account.closed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heard: list[bytes] = []
        exchange = Exchange(EVENTS.name, no_declare=True)
        queue = Queue("bench.ears", exchange, "account.closed", exclusive=True, auto_delete=True)
        self._consumer = Consumer(connection.default_channel, [queue], on_message=self._take, no_ack=True)
        self._consumer.consume()

    def wait_for(self, event: CloudEvent) -> None:
        """Return as soon as the event is delivered."""
        while not any(str(event.id).encode() in body for body in self._heard):
            try:
                self._connection.drain_events(timeout=1)
            except TimeoutError:
                continue
        self._heard.clear()

    def _take(self, message: Any) -> None:
        self._heard.append(body_of(message))


def _latencies(ears: _Ears, say: Callable[[CloudEvent], float]) -> list[float]:
    found = []
    for _ in range(POSTS):
        account = uuid4()
        event = new_event("accounts", "account.closed", str(account), AccountClosed(account_id=account))
        began = say(event)
        ears.wait_for(event)
        found.append(1000 * (time.perf_counter() - began))
        time.sleep(IDLE_SECONDS)
    return found


def _saying(stack: Stack) -> Callable[[CloudEvent], float]:
    """Writes a row; the moment its commit begins."""
    database = Database(stack.database.url_of("accounts"), "accounts")
    database.open()

    def say(event: CloudEvent) -> float:
        with database.transaction() as connection:
            outbox.add(connection, [event])
            return time.perf_counter()

    return say


def _publishing(stack: Stack) -> Callable[[CloudEvent], float]:
    """Publishes; the moment before."""
    publisher = Publisher(stack.vhost.amqp_url)

    def publish(event: CloudEvent) -> float:
        body = event.model_dump_json().encode()
        began = time.perf_counter()
        publisher.publish([Outgoing(str(event.id), EVENTS.name, event.name, body, "application/cloudevents+json")])
        return began

    return publish
