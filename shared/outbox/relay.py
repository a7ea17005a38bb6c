"""Outbox to broker: woken by NOTIFY, polling as a fallback, marks a row only after the broker's confirm.

Rows are taken with `published_at IS NULL … FOR UPDATE SKIP LOCKED` (never `seq > last`: they commit out of
order), so several relays work side by side; order is the consumer's business, by revision.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import psycopg
import structlog

from shared.contracts.events import CONTENT_TYPE
from shared.messaging.publisher import BROKER_ERRORS, Outgoing, Publisher
from shared.messaging.topology import EVENTS, LISTENED_TO
from shared.runtime import failpoints
from shared.runtime.metrics import OUTBOX_OLDEST, OUTBOX_PENDING, PUBLISHED, UNROUTED

log = structlog.get_logger()
BATCH_ROWS = 200
POLL_SECONDS = 2.0
PURGE_SECONDS = 3600.0
COUNT_SECONDS = 10.0
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

_PASSING: tuple[type[Exception], ...] = (psycopg.Error, *BROKER_ERRORS)

_TAKE = """
SELECT seq, id, name, body FROM outbox WHERE published_at IS NULL
ORDER BY seq LIMIT %s FOR UPDATE SKIP LOCKED
"""
_PURGE = """
WITH sent AS (DELETE FROM outbox WHERE published_at < now() - interval '14 days')
DELETE FROM inbox WHERE handled_at < now() - interval '60 days'
"""
_WAITING = """
SELECT count(*) AS rows, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS age
FROM outbox WHERE published_at IS NULL
"""
_TRACEPARENT = re.compile(r'"traceparent":"([^"]+)"')  # no text holds this unescaped; the envelope comes first
_MARK = "UPDATE outbox SET published_at = now() WHERE seq = ANY(%s)"


class Transactions(Protocol):
    """What the relay wants of a database."""

    schema: str

    def transaction(self) -> Any:
        """A context manager giving a connection inside a transaction."""

    def dedicated(self) -> psycopg.Connection[Any]:
        """A connection of its own in autocommit mode, for LISTEN."""


class Relay:
    """Publishes one service's outbox. `wait` sleeps cooperatively (seconds)."""

    def __init__(self, database: Transactions, publisher: Publisher, wait: Callable[[float], None]) -> None:
        self._database = database
        self._publisher = publisher
        self._wait = wait
        self._stopping = False
        self._purged = self._counted = float("-inf")

    def run(self) -> None:
        """Work until `stop`; every error of database or broker is logged and tried again with growing waits."""
        failures = 0
        while not self._stopping:
            try:
                self._work()
                failures = 0
            except _PASSING as error:
                pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
                failures += 1
                self._observe()
                log.warning("relay paused", error=repr(error), seconds=pause)
                self._wait(pause)

    def stop(self) -> None:
        """Finish the running batch, then end."""
        self._stopping = True

    def _work(self) -> None:
        with self._database.dedicated() as listener:
            listener.execute(f"LISTEN hv_outbox_{self._database.schema}")
            while not self._stopping:
                self._observe()
                if self.publish_batch() == 0:
                    self._purge(time.monotonic())
                    for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                        pass

    def _purge(self, now: float) -> None:
        """Once an hour, when there is nothing to send: rows older than any redrive or question go."""
        if now - self._purged > PURGE_SECONDS:
            self._purged = now
            with self._database.transaction() as connection:
                connection.execute(_PURGE)

    def _observe(self) -> None:
        """Every few seconds, also while the broker is away: how much waits, and since when."""
        now = time.monotonic()
        if now - self._counted > COUNT_SECONDS:
            self._counted = now
            with suppress(psycopg.Error), self._database.transaction() as connection:
                waiting = connection.execute(_WAITING).fetchone() or {"rows": 0, "age": 0}
                OUTBOX_PENDING.set(waiting["rows"])
                OUTBOX_OLDEST.set(float(waiting["age"]))

    def publish_batch(self) -> int:
        """Publish the oldest unsent rows; how many the broker has confirmed."""
        with self._database.transaction() as connection:
            rows = connection.execute(_TAKE, (BATCH_ROWS,)).fetchall()
            if not rows:
                return 0
            taken = self._publisher.publish([_outgoing(row) for row in rows])
            failpoints.reach("relay.published")
            connection.execute(_MARK, ([row["seq"] for row in rows if str(row["id"]) in taken],))
        self._count(len(rows), len(taken))
        return len(taken)

    def _count(self, sent: int, taken: int) -> None:
        PUBLISHED.inc(taken)
        if taken < sent:
            UNROUTED.inc(sent - taken)
            log.error("unrouted", events=sent - taken, advice="declare the topology: heimvorteil init")


def _outgoing(row: dict[str, Any]) -> Outgoing:
    found = _TRACEPARENT.search(row["body"])
    headers = {"traceparent": found[1]} if found else {}
    name, body = row["name"], row["body"].encode()
    return Outgoing(str(row["id"]), EVENTS.name, name, body, CONTENT_TYPE, headers, mandatory=name in LISTENED_TO)
