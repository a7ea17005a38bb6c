"""Who listens to what: the one table. docs/dataflow.md is generated from it, a test compares it with the broker.

Every queue is a quorum queue with a delivery limit and a dead-letter queue, set explicitly because the
brokers' defaults differ. Arguments cannot be changed later, hence the version in every name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kombu import Connection, Exchange, Queue, binding

VERSION = "v2"
"""Of the arguments, which an existing queue cannot change; services/console/retired.py clears earlier ones."""
QUORUM = {"x-queue-type": "quorum"}
DELIVERY_LIMIT = 20
"""Deliveries without an answer before the broker itself takes a message for poison (RabbitMQ 4's own default). A
service that is killed over and over must not lose what it was handed by accident."""
NO_DELIVERY_LIMIT = 1_000_000
"""Dead letters are looked at as often as people like; brokers from 4.0 on would drop them after 20 looks."""
RETRY_DELAYS = {"5s": 5_000, "30s": 30_000, "5m": 300_000}  # milliseconds


@dataclass(frozen=True)
class Subscription:
    """A consumer service, the name of its stream and the event names it wants."""

    consumer: str
    stream: str
    events: tuple[str, ...]

    @property
    def queue(self) -> str:
        """Name of the queue, with the version of its arguments."""
        return f"hv.{self.consumer}.{self.stream}.{VERSION}"

    @property
    def dead(self) -> str:
        """Name of the queue of its dead letters."""
        return f"{self.queue}.dead"

    def retry(self, delay: str) -> str:
        """Name of the queue that gives a message back after `delay` (a key of RETRY_DELAYS)."""
        return f"{self.queue}.retry.{delay}"


_VACANCY = (
    "vacancy.published", "vacancy.changed", "vacancy.filled", "vacancy.withdrawn", "vacancy.expired",
    "vacancy.batch",
)  # fmt: skip
_CANDIDATE = ("candidate.shared", "candidate.changed", "candidate.erased", "candidate.batch")

PUBLISHES: dict[str, tuple[str, ...]] = {
    "accounts": ("account.closed", "account.released", "claim.lapsed", "erasure.done.accounts"),
    "vacancies": _VACANCY,
    "candidates": (*_CANDIDATE, "cohort.imported"),
    "search": ("vacancy.indexed", "candidate.indexed", "erasure.done.search"),
    "matching": ("match.proposed", "match.withdrawn", "erasure.done.matching"),
}

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription("accounts", "candidates", ("candidate.erased",)),
    Subscription("vacancies", "accounts", ("account.closed", "account.released")),
    Subscription("candidates", "accounts", ("claim.lapsed",)),
    Subscription("candidates", "erasures", ("erasure.done.accounts", "erasure.done.search", "erasure.done.matching")),
    Subscription("search", "vacancies", _VACANCY),
    Subscription("search", "candidates", _CANDIDATE),
    Subscription("matching", "vacancies", ("vacancy.indexed", *_VACANCY[2:])),
    Subscription("matching", "candidates", ("candidate.indexed", *_CANDIDATE[1:])),
)

EVENTS = Exchange("hv.events.v1", type="topic", durable=True)
DEAD = Exchange("hv.dead.v1", type="direct", durable=True)

LISTENED_TO = frozenset(event for subscription in SUBSCRIPTIONS for event in subscription.events)


def subscription(consumer: str, stream: str) -> Subscription:
    """The row of a consumer's stream.

    Raises:
        KeyError: there is no such row.
    """
    for row in SUBSCRIPTIONS:
        if (row.consumer, row.stream) == (consumer, stream):
            return row
    raise KeyError((consumer, stream))


def queue_of(row: Subscription) -> Queue:
    """The quorum queue of a row, bound to each of its events; a rejected message goes to its dead letters."""
    arguments = {"x-delivery-limit": DELIVERY_LIMIT, **_goes_on(DEAD.name, row.dead)}
    bindings = [binding(EVENTS, routing_key=event) for event in row.events]
    return Queue(row.queue, durable=True, bindings=bindings, queue_arguments=arguments)


def _goes_on(exchange: str, key: str) -> dict[str, object]:
    """Arguments of a queue whose messages go on somewhere else, none of them lost on the way."""
    where = {"x-dead-letter-exchange": exchange, "x-dead-letter-routing-key": key}
    return {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish", **QUORUM, **where}


def dead_queue_of(row: Subscription) -> Queue:
    """Where a row's messages of final error wait for `heimvorteil dead redrive`."""
    arguments = {"x-delivery-limit": NO_DELIVERY_LIMIT, **QUORUM}
    return Queue(row.dead, exchange=DEAD, routing_key=row.dead, durable=True, queue_arguments=arguments)


def retry_queues_of(row: Subscription) -> Iterator[Queue]:
    """Queues that hold a message for a delay and give it back to the row's one queue, never to the exchange."""
    for delay, milliseconds in RETRY_DELAYS.items():
        arguments = {"x-message-ttl": milliseconds, **_goes_on("", row.queue)}
        yield Queue(row.retry(delay), durable=True, queue_arguments=arguments)


def queues() -> Iterator[Queue]:
    """Every queue of the table: working, dead and retry."""
    for row in SUBSCRIPTIONS:
        yield dead_queue_of(row)
        yield queue_of(row)
        yield from retry_queues_of(row)


def declare(amqp_url: str) -> list[str]:
    """Declare exchanges, queues and bindings; the names of the queues. Safe to repeat.

    Must run before any relay: an event published before its listener's queue exists vanishes.
    """
    with Connection(amqp_url, connect_timeout=10) as connection:
        channel = connection.channel()
        for exchange in (EVENTS, DEAD):
            exchange(channel).declare()
        names = []
        for queue in queues():
            queue(channel).declare()
            names.append(queue.name)
        return names
