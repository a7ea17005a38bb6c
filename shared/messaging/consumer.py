"""A nameko entrypoint that acks after the commit and tells a passing error from a final one.

Every message ends in exactly one logged word: done, retried(n) or dead(reason). A passing error (database,
broker or index away) publishes a copy to the queue of the next delay, then acks; a final one is rejected to
the dead letters. Handlers never publish: what they want to say goes through the outbox.
"""

from functools import partial
from threading import Lock, Semaphore
from typing import Any

import structlog
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.messaging import Consumer, QueueConsumer

from shared.contracts.events import CONTENT_TYPE, CloudEvent, read_event
from shared.messaging.publisher import BROKER_ERRORS, Outgoing, Publisher
from shared.messaging.topology import RETRY_DELAYS, Subscription, queue_of, subscription
from shared.runtime.errors import is_passing
from shared.runtime.metrics import HANDLED
from shared.runtime.trace import traced

log = structlog.get_logger()
ATTEMPT = "hv-attempt"
ATTEMPTS_AT_LONGEST_DELAY = 10
PUSH_ITEMS = 20


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

    def on_iteration(self) -> None:
        """Called between two waits for messages."""
        self._cancel_consumers_if_requested()
        if not self._consumers and self.unsettled == 0:
            self.should_stop = True

    def on_connection_revived(self) -> None:
        """After a reconnect the broker gives all unsettled messages again."""
        self.unsettled = 0

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """A body that is not even JSON: nameko would ack and lose it."""
        HANDLED.labels(message.delivery_info["routing_key"], "dead").inc()
        log.error("dead", reason=f"undecodable: {type(exc).__name__}")
        message.reject()

    def is_connected(self) -> bool:
        """True while consumers are registered with the broker."""
        return bool(self._consumers_ready.ready() and self._consumers)


class Subscriber(Consumer):  # type: ignore[misc]  # nameko ships no types
    """`@subscribe("search", "vacancies")`: the method is called with each CloudEvent of that stream."""

    queue_consumer = DrainingQueueConsumer()

    def __init__(self, consumer: str, stream: str, **kwargs: Any) -> None:
        self.row: Subscription = subscription(consumer, stream)
        self._publisher: Publisher | None = None
        self._pushes = Semaphore(1)
        super().__init__(queue_of(self.row), **kwargs)

    def handle_message(self, body: Any, message: Any) -> None:
        """Decode, then run the method in a worker. A body that is no event of ours goes to the dead letters."""
        self.queue_consumer.unsettled += 1
        if _is_push(body):
            with self._pushes:
                self._work(body, message)
        else:
            self._work(body, message)

    def _work(self, body: Any, message: Any) -> None:
        """Run the method in a worker and wait until the message is settled."""
        try:
            event = read_event(body)
        except Exception as error:  # any malformed body: it must neither be lost nor stop the queue
            self._dead(message, f"malformed: {type(error).__name__}")
            return
        settled = Event()
        settle = partial(self._settle, message, event, settled)
        try:
            context = {"traceparent": event.traceparent}
            self.container.spawn_worker(self, (event,), {}, context_data=context, handle_result=settle)
        except ContainerBeingKilled:
            self._finish(message.requeue)
            return
        settled.wait()

    def _settle(
        self, message: Any, event: CloudEvent, settled: Event, _context: Any, result: Any, exc_info: Any
    ) -> Any:
        error = exc_info[1] if exc_info else None
        try:
            with traced(event.traceparent):
                self._settle_by(error, message, event)
        finally:
            settled.send(None)
        return result, None

    def _settle_by(self, error: Exception | None, message: Any, event: CloudEvent) -> None:
        if error is None:
            HANDLED.labels(self.row.queue, "done").inc()
            log.info("done", queue=self.row.queue, event_id=str(event.id), type=event.name)
            self._finish(message.ack)
        elif is_passing(error):
            self._retry(message, event, error)
        else:
            self._dead(message, f"{type(error).__name__}: {error}", exc_info=error)

    def _retry(self, message: Any, event: CloudEvent, error: Exception) -> None:
        attempt = int(message.headers.get(ATTEMPT, 0)) + 1
        delays = list(RETRY_DELAYS)
        if attempt > len(delays) + ATTEMPTS_AT_LONGEST_DELAY:
            self._dead(message, f"gave up after {attempt} attempts: {type(error).__name__}")
            return
        copy = Outgoing(
            id=str(event.id),
            exchange="",
            routing_key=self.row.retry(delays[min(attempt, len(delays)) - 1]),
            body=message.body if isinstance(message.body, bytes) else message.body.encode(),
            content_type=CONTENT_TYPE,
            headers={ATTEMPT: attempt},
        )
        try:
            taken = self._retry_publisher().publish([copy])
        except BROKER_ERRORS:
            taken = set()
        if not taken:  # the broker itself is away: it gives the message again by itself
            self._finish(message.requeue)
            return
        HANDLED.labels(self.row.queue, "retried").inc()
        log.warning("retried", n=attempt, queue=self.row.queue, event_id=str(event.id), error=repr(error))
        self._finish(message.ack)

    def _retry_publisher(self) -> Publisher:
        if self._publisher is None:
            self._publisher = Publisher(self.queue_consumer.amqp_uri)
        return self._publisher

    def _dead(self, message: Any, reason: str, exc_info: Any = None) -> None:
        HANDLED.labels(self.row.queue, "dead").inc()
        log.error("dead", reason=reason[:300], queue=self.row.queue, exc_info=exc_info)
        self._finish(message.reject)

    def _finish(self, settle: Any) -> None:
        """Ack, reject or requeue; a lost connection means the broker gives the message again."""
        try:
            with self.queue_consumer.settling:
                settle()
        except BROKER_ERRORS as error:
            log.warning("unsettled", queue=self.row.queue, error=repr(error))
        finally:
            self.queue_consumer.unsettled = max(0, self.queue_consumer.unsettled - 1)


subscribe = Subscriber.decorator
