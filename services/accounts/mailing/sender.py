"""Sends what waits: woken by NOTIFY after a commit, polling as a fallback, with growing delays."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from services.accounts.mailing import store
from services.accounts.mailing.smtp import Refused
from shared.runtime.database import Connection, Database

log = structlog.get_logger()
POLL_SECONDS = 5.0
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600))
KEPT = timedelta(days=30)
"""A row without its text stays so long, to tell somebody who asks whether a mail was sent."""


class Box(Protocol):
    """What takes mails: `services.accounts.mailing.smtp.Postbox`."""

    def put(self, mail: dict[str, Any]) -> None:
        """Hand over one."""


class Sender:
    """Sends the mails of a database. Any number may work side by side. `wait` sleeps cooperatively (seconds).

    `prepare` is called before each look: it writes mails of which nobody should wait for the writing.
    """

    def __init__(
        self, database: Database, box: Box, wait: Callable[[float], None], prepare: Callable[[], None]
    ) -> None:
        self._prepare = prepare
        self._database = database
        self._box = box
        self._wait = wait
        self._stopping = False

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping:
            try:
                self._work()
            except store.LOST as error:
                log.warning("sender paused", error=repr(error))
                self._wait(POLL_SECONDS)

    def stop(self) -> None:
        """Send the mail in hand, then end."""
        self._stopping = True

    def _work(self) -> None:
        with store.listener(self._database) as listener:
            while not self._stopping:
                self._prepare()
                while not self._stopping and self.send_one():
                    pass
                self._tidy()
                self._listen(listener)

    def _listen(self, listener: Connection) -> None:
        until = time.monotonic() + POLL_SECONDS
        while not self._stopping and time.monotonic() < until:
            for _ in listener.notifies(timeout=1.0, stop_after=1):
                return

    def send_one(self) -> bool:
        """Send the mail that waits longest; False when none is due."""
        with self._database.transaction() as connection:
            mail = store.take(connection, now := datetime.now(UTC))
            if mail is None:
                return False
            try:
                self._box.put(mail)
            except Refused as refusal:
                store.refused(connection, mail["id"], str(refusal))
                log.warning("mail refused", mail=str(mail["id"]), answer=str(refusal))
            except OSError as error:
                delay = DELAYS[min(mail["attempts"], len(DELAYS) - 1)]
                store.later(connection, mail["id"], now + delay)
                log.warning("mail postponed", mail=str(mail["id"]), error=type(error).__name__, seconds=delay.seconds)
            else:
                store.sent(connection, mail["id"], datetime.now(UTC))
            return True

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        with self._database.transaction() as connection:
            if given_up := store.tidy(connection, now=now, forget_before=now - KEPT):
                log.error("mails given up", mails=given_up, advice="is HV_SMTP_URL right, and the server there?")
