"""Reading dead letters without removing them, and sending them back to their one queue.

A look takes the messages without an answer; closing the channel puts them back where they were. Dead-letter
queues have practically no delivery limit, so a look costs a message nothing (ADR 0012).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kombu import Connection

from shared.contracts.events import CONTENT_TYPE
from shared.messaging.letters import ATTEMPT, DIED_AT, REASON, body_of
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import SUBSCRIPTIONS, Subscription

_OURS = {ATTEMPT, DIED_AT, REASON}


@dataclass(frozen=True)
class Letter:
    """One dead letter. `reason` is the consumer's word, or the broker's (x-death); `died_at` RFC 3339."""

    row: Subscription
    tag: int
    message_id: str
    reason: str
    died_at: str | None
    attempts: int
    headers: dict[str, Any]
    body: bytes

    @property
    def content(self) -> Any:
        """The decoded body; None when it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def event(self) -> dict[str, Any]:
        """The event's attributes; empty for what is no event."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def id(self) -> str:
        """The event's id, else the message's."""
        return str(self.event.get("id") or self.message_id)


class Box:
    """The dead letters of one subscription, looked at in order; what is not removed goes back on leaving."""

    def __init__(self, channel: Any, row: Subscription) -> None:
        self._channel = channel
        self.row = row

    def __len__(self) -> int:
        """How many lie there now."""
        return int(self._channel.queue_declare(self.row.dead, passive=True).message_count)

    def __iter__(self) -> Iterator[Letter]:
        """Each letter that lay there when the look began; one that comes meanwhile waits for the next look."""
        for _ in range(len(self)):
            message = self._channel.basic_get(self.row.dead)
            if message is None:
                return
            yield _letter(self.row, message)

    def remove(self, letter: Letter) -> None:
        """It is elsewhere now."""
        self._channel.basic_ack(letter.tag)


def rows(queue: str | None) -> list[Subscription]:
    """The subscriptions a name stands for, of a queue or of its dead letters; all without one."""
    return [row for row in SUBSCRIPTIONS if queue in (None, row.queue, row.dead, f"{row.consumer}.{row.stream}")]


@contextmanager
def opened(amqp_url: str, row: Subscription) -> Iterator[Box]:
    """The box of a subscription; closing puts back what was only looked at."""
    with Connection(amqp_url, connect_timeout=5) as connection, connection.channel() as channel:
        yield Box(channel, row)


def redrive(amqp_url: str, row: Subscription, chosen: Callable[[Letter], bool], done: Callable[[Letter], None]) -> int:
    """Send the chosen letters back to their queue as if they came for the first time; how many.

    A letter is removed once the broker has the copy. A crash in between makes two of it; consumers do not mind.

    Raises:
        RuntimeError: the broker did not take a copy; this letter and those after it stay.
    """
    publisher, count = Publisher(amqp_url), 0
    try:
        with opened(amqp_url, row) as box:
            for letter in filter(chosen, box):
                if not publisher.publish([_again(letter)]):
                    raise RuntimeError(f"{row.queue} takes nothing")
                box.remove(letter)
                done(letter)
                count += 1
    finally:
        publisher.close()
    return count


def _again(letter: Letter) -> Outgoing:
    kept = {name: value for name, value in letter.headers.items() if name not in _OURS and not _brokers(name)}
    return Outgoing(letter.message_id, "", letter.row.queue, letter.body, CONTENT_TYPE, kept)


def _brokers(name: str) -> bool:
    return name.startswith(("x-death", "x-first-death", "x-last-death", "x-delivery-count", "x-acquired-count"))


def _letter(row: Subscription, message: Any) -> Letter:
    headers = dict(message.properties.get("application_headers") or {})
    death = _last_death(headers)
    return Letter(
        row=row,
        tag=message.delivery_tag,
        message_id=str(message.properties.get("message_id") or "-"),
        reason=str(headers.get(REASON) or f"broker: {death.get('reason', 'unknown')}"),
        died_at=headers.get(DIED_AT) or _rfc3339(death.get("time")),
        attempts=int(headers.get(ATTEMPT) or 0),
        headers=headers,
        body=body_of(message),
    )


def _last_death(headers: dict[str, Any]) -> dict[str, Any]:
    deaths = headers.get("x-death")
    return deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}


def _rfc3339(time: Any) -> str | None:
    return time.replace(tzinfo=UTC).isoformat(timespec="seconds") if isinstance(time, datetime) else None
