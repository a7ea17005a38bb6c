"""Outbox row to handled, single events: our relay and consumer against a bare publisher and consumer.

The bare way: kombu's publisher with a window of 200 unconfirmed messages and one consumer with prefetch 100 on a
quorum queue, no database. Serial confirms, as a publisher without a window would wait for them, are told beside it.
"""

from collections.abc import Sequence
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

from kombu import Connection, Consumer, Queue

from bench import system
from bench.figure import Figure, of_runs
from shared.contracts.events import AccountClosed, CloudEvent, new_event
from shared.outbox import outbox
from shared.runtime.database import Database
from shared.testing.servers import own_vhost
from shared.testing.stack import Stack

EVENTS = 5_000
SERIAL_EVENTS = 500
RUNS = 3
WINDOW, PREFETCH = 200, 100


def measure() -> list[Figure]:
    """Events a second, the median of the runs."""
    ours, bare, serial, used = [], [], [], {}
    with system.stack() as stack:
        for _ in range(RUNS):
            before = system.processor_seconds(stack.processes)
            ours.append(EVENTS / _outbox_to_handled(stack, [_event() for _ in range(EVENTS)]))
            used = system.spent(before, system.processor_seconds(stack.processes))
            bare.append(EVENTS / _bare(EVENTS, WINDOW))
            serial.append(SERIAL_EVENTS / _bare(SERIAL_EVENTS, 1))
    more = {
        "ours": of_runs(ours),
        "bare": of_runs(bare),
        "bare_serial_confirms": of_runs(serial),
        "processor_seconds_of_the_last_run": used,
    }
    return [
        Figure(
            "event_throughput", "events/s", of_runs(ours)["median"],
            f"kombu, confirms in a window of {WINDOW}, one consumer with prefetch {PREFETCH}, no database",
            of_runs(bare)["median"], target=0.1, more=more,
        )
    ]  # fmt: skip


def _event() -> CloudEvent:
    """An account without vacancies is closed: one consumer, and the least a handler can do for an event."""
    account = uuid4()
    return new_event("accounts", "account.closed", str(account), AccountClosed(account_id=account))


def _outbox_to_handled(stack: Stack, events: Sequence[CloudEvent]) -> float:
    database = Database(stack.database.url_of("accounts"), "accounts")
    database.open()
    with database.transaction() as connection:
        outbox.add(connection, events)
    database.close()
    return system.timed(lambda: system.handled(stack, "accounts", "vacancies", "account.closed"))


def _bare(number: int, window: int) -> float:
    """Seconds until the consumer, a process of its own, has acked the last message."""
    body = _event().model_dump_json().encode()
    with own_vhost(system.servers()) as vhost, Connection(vhost.amqp_url) as connection:
        queue = Queue("bare", durable=True, queue_arguments={"x-queue-type": "quorum"})
        queue(connection.default_channel).declare()
        context = get_context("spawn")
        ready = context.Event()
        consumer = context.Process(target=_consume, args=(vhost.amqp_url, number, ready))
        consumer.start()
        ready.wait()
        try:
            return system.timed(lambda: (_publish(vhost.amqp_url, body, number, window), consumer.join()))
        finally:
            consumer.kill()


def _consume(url: str, number: int, ready: Any) -> None:
    left = number

    def take(_body: Any, message: Any) -> None:
        nonlocal left
        message.ack()
        left -= 1

    with Connection(url) as connection:
        consumer = Consumer(connection.default_channel, [Queue("bare", no_declare=True)], callbacks=[take])
        consumer.qos(prefetch_count=PREFETCH)
        with consumer:
            ready.set()
            while left:
                try:
                    connection.drain_events(timeout=1)
                except TimeoutError:
                    continue


def _publish(url: str, body: bytes, number: int, window: int) -> None:
    with Connection(url) as connection:
        channel = connection.channel()
        channel.confirm_select()
        waiting: set[int] = set()

        def on_ack(tag: int, multiple: bool) -> None:
            waiting.difference_update([t for t in waiting if t <= tag] if multiple else [tag])

        channel.events["basic_ack"].add(on_ack)
        producer = connection.Producer(channel)
        for tag in range(1, number + 1):
            waiting.add(tag)
            producer.publish(body, routing_key="bare", content_type="application/json", content_encoding="utf-8")
            while len(waiting) >= window:
                connection.drain_events(timeout=10)
        while waiting:
            connection.drain_events(timeout=10)
