"""A nameko entrypoint that acks after the commit and tells a passing error from a final one.

Every message ends in a logged word: done, retried(n) or dead(reason). A passing error (database, broker or
index away) publishes a copy to the queue of the next delay, then acks; a final one publishes a copy to the dead
letters, then acks. Of a batch with a final error the good items take effect; the bad ones are one smaller dead
batch, those that met a passing error one that waits. Handlers never publish: they write to the outbox.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock, Semaphore
from typing import Any
from uuid import uuid4

import structlog
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.messaging import Consumer, QueueConsumer

from shared.contracts.events import CloudEvent, read_event
from shared.messaging import letters
from shared.messaging.publisher import BROKER_ERRORS, Outgoing, Publisher
from shared.messaging.topology import DEAD, Subscription, queue_of, subscription
from shared.runtime import failpoints
from shared.runtime.errors import is_passing, reason_of
from shared.runtime.metrics import HANDLED
from shared.runtime.trace import traced

log = structlog.get_logger()
PUSH_ITEMS = 20
MOST_BAD = 20
"""So many bad items are looked for one by one in a batch; past that the handler is at fault, not the items."""
RECONNECT = {"interval_start": 0.2, "interval_step": 0.5, "interval_max": 3.0}  # seconds between two attempts

Failed = tuple[CloudEvent, Exception]


def _is_push(body: Any) -> bool:
    """True for a large batch. These run one at a time before they take a worker, so that a push of thousands
    neither keeps a company's single vacancy waiting nor overruns Elasticsearch."""
    data = body.get("data") if isinstance(body, dict) else None
    items = data.get("items") if isinstance(data, dict) else None
    return isinstance(items, list) and len(items) > PUSH_ITEMS


class DrainingQueueConsumer(QueueConsumer):  # type: ignore[misc]  # nameko ships no types
    """Keeps the channel open until every delivered message is settled, so that a SIGTERM repeats nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.unsettled = 0
        self.settling = Lock()  # workers settle on one connection, one at a time
        self.connected = False

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """One consumer a queue; each knows where its own undecodable messages go."""
        consumers = super().get_consumers(consumer_cls, channel)
        for subscriber, consumer in self._consumers.items():
            consumer.on_decode_error = subscriber.undecodable
        return consumers

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """A connection, asked for until the broker is there; it may be away when we start."""
        with self.create_connection() as connection:
            connection.ensure_connection(self.on_connection_error, **RECONNECT)
            yield connection

    @contextmanager
    def extra_context(self, connection: Any, channel: Any) -> Iterator[None]:
        """Surrounds the time in which consumers are registered with the broker."""
        self.connected = True
        try:
            yield
        finally:
            self.connected = False

    def on_iteration(self) -> None:
        """Called between two waits for messages."""
        self._cancel_consumers_if_requested()
        if not self._consumers and self.unsettled == 0:
            self.should_stop = True

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """Called when an address does not answer; nameko's own words tell the passwords of all addresses but one."""
        log.warning("broker away", error=repr(exc), seconds=interval)

    def on_connection_revived(self) -> None:
        """After a reconnect the broker gives all unsettled messages again."""
        self.unsettled = 0

    def is_connected(self) -> bool:
        """True while consumers are registered with the broker."""
        return self.connected


class Subscriber(Consumer):  # type: ignore[misc]  # nameko ships no types
    """`@subscribe("search", "vacancies")`: the method is called with each CloudEvent of that stream."""

    queue_consumer = DrainingQueueConsumer()

    def __init__(self, consumer: str, stream: str, **kwargs: Any) -> None:
        self.row: Subscription = subscription(consumer, stream)
        self._publisher: Publisher | None = None
        self._pushes = Semaphore(1)
        super().__init__(queue_of(self.row), **kwargs)

    def handle_message(self, body: Any, message: Any) -> None:
        """Decode, run the method in a worker, settle. A body that is no event of ours goes to the dead letters."""
        self.queue_consumer.unsettled += 1
        if _is_push(body):
            with self._pushes:
                self._work(body, message)
        else:
            self._work(body, message)

    def undecodable(self, message: Any, error: Exception) -> None:
        """A body that is not even JSON: nameko would ack and lose it."""
        self.queue_consumer.unsettled += 1
        reason = f"undecodable: {type(error).__name__}"
        self.container.spawn_managed_thread(partial(self._bury, message, reason))

    def _work(self, body: Any, message: Any) -> None:
        try:
            event = read_event(body)
        except Exception as error:  # any malformed body: it must neither be lost nor stop the queue
            self._bury(message, f"malformed: {reason_of(error)}")
            return
        with traced(event.traceparent):
            try:
                rest = self._attempt(event, [])
            except ContainerBeingKilled:
                self._finish(message.requeue)
                return
            except Exception as unexpected:
                rest = [(event, unexpected)]
            self._settle(message, event, rest)

    def _attempt(self, event: CloudEvent, rest: list[Failed]) -> list[Failed]:
        """Run the method; on a final error try each half, so that only what is bad or must wait is left."""
        error = self._run(event)
        if error is None:
            return rest
        smaller = () if is_passing(error) or len(rest) >= MOST_BAD else letters.halves(event)
        if not smaller:
            return [*rest, (event, error)]
        for half in smaller:
            rest = self._attempt(half, rest)
        return rest

    def _run(self, event: CloudEvent) -> Exception | None:
        """Call the method in a worker and wait for its end; what it raised."""
        ended = Event()

        def note(_context: Any, result: Any, exc_info: Any) -> Any:
            ended.send(exc_info[1] if exc_info else None)
            return result, None

        context = {"traceparent": event.traceparent}
        failpoints.reach("consumer.received")
        self.container.spawn_worker(self, (event,), {}, context_data=context, handle_result=note)
        error: Exception | None = ended.wait()
        return error

    def _settle(self, message: Any, event: CloudEvent, rest: list[Failed]) -> None:
        failpoints.reach("consumer.handled")
        if not rest:
            HANDLED.labels(self.row.queue, "done").inc()
            log.info("done", queue=self.row.queue, event_id=str(event.id), type=event.name)
            self._finish(message.ack)
            return
        waiting = [part for part in rest if is_passing(part[1])]
        failed = [part for part in rest if part not in waiting]
        self._replace(message, [self._copy(message, event, parts) for parts in (waiting, failed) if parts])

    def _copy(self, message: Any, event: CloudEvent, parts: list[Failed]) -> Outgoing:
        """What takes the place of these parts: a copy that comes back later, or a dead letter."""
        left, body, error = event, letters.body_of(message), parts[0][1]
        if parts[0][0] is not event:
            left = letters.part(event, [item for part, _ in parts for item in part.data.items])  # type: ignore[attr-defined]
            body = left.model_dump_json().encode()
        reason = reason_of(error)
        if is_passing(error):
            if letters.attempts_of(message) < letters.LAST_ATTEMPT:
                return letters.later(self.row, str(left.id), body, reason, message)
            reason = f"gave up: {reason}"
        log.error("refused", queue=self.row.queue, event_id=str(left.id), exc_info=error)
        return letters.dead(self.row, str(left.id), body, reason, message)

    def _bury(self, message: Any, reason: str) -> None:
        """Replace what is no event of ours by a dead letter, as it came."""
        self._replace(message, [letters.dead(self.row, _nameless(message), letters.body_of(message), reason, message)])

    def _replace(self, message: Any, copies: list[Outgoing]) -> None:
        """Ack the message once the broker has taken every copy; else the broker gives it again by itself."""
        try:
            taken = self._letters().publish(copies)
        except BROKER_ERRORS:
            taken = set()
        whole = len(taken) == len(copies)
        self._finish(message.ack if whole else message.requeue)
        for copy in copies if whole else ():
            dead, reason, n = copy.exchange == DEAD.name, copy.headers[letters.REASON], copy.headers[letters.ATTEMPT]
            HANDLED.labels(self.row.queue, "dead" if dead else "retried").inc()
            say = log.error if dead else log.warning
            say("dead" if dead else "retried", n=n, reason=reason, queue=self.row.queue, event_id=copy.id)

    def _letters(self) -> Publisher:
        if self._publisher is None:
            self._publisher = Publisher(self.queue_consumer.amqp_uri)
        return self._publisher

    def _finish(self, settle: Any) -> None:
        """Ack or requeue; a lost connection means the broker gives the message again."""
        try:
            with self.queue_consumer.settling:
                settle()
        except BROKER_ERRORS as error:
            log.warning("unsettled", queue=self.row.queue, error=repr(error))
        finally:
            self.queue_consumer.unsettled = max(0, self.queue_consumer.unsettled - 1)


def _nameless(message: Any) -> str:
    """An id for what has none of ours: the sender's, or a new one."""
    return str(message.properties.get("message_id") or uuid4())


subscribe = Subscriber.decorator
