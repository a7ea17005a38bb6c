"""Rows written to an outbox without a pause, relayed by a real service, counted by another: both over a cluster."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import psycopg
from cluster import Cluster
from psycopg_pool import PoolTimeout

from shared.contracts.events import AccountClosed, new_event
from shared.outbox import outbox
from shared.runtime.database import Database
from shared.testing.processes import ServiceProcess, eventually, free_port
from shared.testing.servers import ROOT, OwnDatabase

_EFFECTS = """
CREATE TABLE IF NOT EXISTS vacancies.effects (event_id text NOT NULL);
GRANT SELECT, INSERT ON vacancies.effects TO hv_vacancies
"""
_PAUSE = 0.02  # seconds between two rows
REST_SECONDS = 240


class Talk:
    """What was attempted and committed; how much of it is confirmed by the broker, and in effect."""

    def __init__(self, database: OwnDatabase) -> None:
        self._url = database.url
        self._outbox = Database(database.url_of("accounts"), "accounts")
        self.attempted: set[str] = set()
        self.acknowledged: set[str] = set()
        self._quiet = Event()
        self._writer = Thread(target=self._write)

    def __enter__(self) -> "Talk":
        with psycopg.connect(self._url) as connection:
            connection.execute(_EFFECTS)
        self._outbox.open()
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.fall_silent()
        self._outbox.close()

    def fall_silent(self) -> None:
        """Write no more."""
        self._quiet.set()
        self._writer.join()

    def confirmed(self) -> set[str]:
        """What the broker has confirmed: the relay has marked it."""
        return self._ids("SELECT id::text FROM accounts.outbox WHERE published_at IS NOT NULL")

    def effects(self) -> Counter[str]:
        """How often each event is in effect."""
        with psycopg.connect(self._url) as connection:
            return Counter(row[0] for row in connection.execute("SELECT event_id FROM vacancies.effects"))

    def goes_on(self) -> None:
        """Wait until something written from now on is in effect."""
        before = set(self.attempted)
        eventually(lambda: self.effects().keys() - before, REST_SECONDS)

    def is_still_heard(self, rows: int) -> None:
        """Wait until so many more have been committed, whatever becomes of them."""
        before = len(self.acknowledged)
        eventually(lambda: len(self.acknowledged) >= before + rows, REST_SECONDS)

    def at_rest(self) -> None:
        """Wait until everything committed is in effect; what is not by the deadline is found in the account."""
        self.fall_silent()
        with suppress(AssertionError):
            eventually(lambda: self.acknowledged <= self.effects().keys(), REST_SECONDS)

    def _write(self) -> None:
        while not self._quiet.wait(_PAUSE):
            account = uuid4()
            event = new_event("accounts", "account.closed", str(account), AccountClosed(account_id=account))
            self.attempted.add(str(event.id))
            try:
                with self._outbox.transaction() as connection:
                    outbox.add(connection, [event])
            except (psycopg.Error, PoolTimeout):
                continue
            self.acknowledged.add(str(event.id))

    def _ids(self, query: str) -> set[str]:
        with psycopg.connect(self._url) as connection:
            return {row[0] for row in connection.execute(query)}


@contextmanager
def both_ends(cluster: Cluster, database: OwnDatabase, logs: Path) -> Iterator[None]:
    """The service with the relay, at the first node, and the one that counts, at the second."""
    url = {"DATABASE_URL": database.url_of("accounts"), "AMQP_URL": cluster.url(0), "HV_HTTP_PORT": str(free_port())}
    relaying = ServiceProcess("accounts", url, logs / "accounts.log")
    variables = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database.url_of("vacancies"),
        "AMQP_URL": cluster.url(1),
        "HV_HTTP_PORT": str(free_port()),
    }
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("counting.py"))]
    with (logs / "counting.log").open("ab") as log:
        counting = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, stdout=log, stderr=log)  # noqa: S603 - our own
    try:
        relaying.start()
        yield
        assert relaying.running
        assert counting.poll() is None, "the counting service has ended"
        assert not [log.name for log in logs.glob("*.log") if cluster.password in log.read_text()]
    finally:
        relaying.kill()
        counting.kill()
        counting.wait()
