"""A publisher that knows what the broker has taken: pipelined confirms, mandatory routing, a time limit."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from amqp.basic_message import Message as AmqpMessage
from amqp.exceptions import AMQPError
from kombu import Connection

CONFIRM_TIMEOUT = 10.0  # seconds; a broker under a memory or disk alarm blocks publishers without an end
BROKER_ERRORS: tuple[type[Exception], ...] = (AMQPError, OSError, TimeoutError)


class BrokerBlocked(OSError):
    """The broker takes nothing because of its memory or disk alarm; nothing was sent."""


@dataclass(frozen=True)
class Outgoing:
    """A message to be published. `mandatory` False only for events the topology has no listener for."""

    id: str
    exchange: str
    routing_key: str
    body: bytes
    content_type: str
    headers: dict[str, Any] = field(default_factory=dict)
    mandatory: bool = True


class Publisher:
    """One connection and one channel in confirm mode; after an error the next call opens a new one.

    `amqp_url` may name the nodes of a cluster, separated by `;`: after an error the next one is tried.
    """

    def __init__(self, amqp_url: str, confirm_timeout: float = CONFIRM_TIMEOUT) -> None:
        self._addresses = amqp_url.split(";")
        self._timeout = confirm_timeout
        self._one_at_a_time = Lock()  # green threads share a publisher; a socket has one reader
        self._connection: Any = None
        self._channel: Any = None
        self._blocked = False
        self._waiting: dict[int, str] = {}
        self._tag = 0
        self._refused: set[str] = set()
        self._returned: set[str] = set()

    def publish(self, messages: Sequence[Outgoing]) -> set[str]:
        """Publish and wait for the confirms; the ids the broker has taken and routed.

        Raises:
            BrokerBlocked: nothing was sent.
            AMQPError, OSError, TimeoutError (`BROKER_ERRORS`): the broker is away or slow; what was
            confirmed is unknown, so the caller publishes all of them again (consumers are idempotent).
        """
        with self._one_at_a_time:
            try:
                self._connect()
                self._heed_alarm()
                self._refused, self._returned = set(), set()
                for message in messages:
                    self._send(message)
                self._await_confirms()
            except BrokerBlocked:
                raise  # the connection stays: the broker tells on it when the alarm is over
            except BROKER_ERRORS:
                self.close()
                self._addresses.append(self._addresses.pop(0))
                raise
            return {message.id for message in messages} - self._refused - self._returned

    def close(self) -> None:
        """Drop the connection; the next publish opens a new one."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.collect()

    def _connect(self) -> None:
        if self._channel is not None:
            return
        self._blocked = False
        heed = {"on_blocked": self._on_blocked, "on_unblocked": self._on_unblocked}
        self._connection = Connection(self._addresses[0], connect_timeout=5, transport_options=heed)
        self._connection.connect()
        channel = self._connection.channel()
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)
        self._channel, self._tag, self._waiting = channel, 0, {}

    def _heed_alarm(self) -> None:
        """Read what the broker has said since; publishing into a blocked connection would only fill its buffers."""
        try:
            while True:
                self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            pass
        if self._blocked:
            raise BrokerBlocked("the broker has a memory or disk alarm")

    def _on_blocked(self, _reason: str) -> None:
        self._blocked = True

    def _on_unblocked(self) -> None:
        self._blocked = False

    def _send(self, message: Outgoing) -> None:
        self._tag += 1
        self._waiting[self._tag] = message.id
        kind = {"content_type": message.content_type, "content_encoding": "utf-8", "delivery_mode": 2}
        body = AmqpMessage(message.body, message_id=message.id, application_headers=message.headers, **kind)
        way = {"exchange": message.exchange, "routing_key": message.routing_key, "mandatory": message.mandatory}
        self._channel.basic_publish(body, timeout=self._timeout, **way)

    def _await_confirms(self) -> None:
        deadline = time.monotonic() + self._timeout
        while self._waiting:
            self._connection.drain_events(timeout=max(0.01, deadline - time.monotonic()))
            if time.monotonic() > deadline and self._waiting:
                raise TimeoutError(f"{len(self._waiting)} messages not confirmed in time")

    def _settle(self, tag: int, multiple: bool) -> list[str]:
        tags = [t for t in self._waiting if t <= tag] if multiple else [tag]
        return [self._waiting.pop(t) for t in tags if t in self._waiting]

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused.update(self._settle(tag, multiple))

    def _on_return(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        self._returned.add(message.properties["message_id"])
