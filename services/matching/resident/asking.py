"""The service's side of the resident process: started once there are many leavers, asked one question at a time."""

import select
import socket
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from threading import Lock
from typing import Any

import orjson
import structlog
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.matching import store
from services.matching.ids import Buffer
from services.matching.kernel.tables import Ints
from services.matching.offered import OFFER, Known, Offers
from services.matching.resident import wire
from services.matching.rulebook import rulebook
from shared.runtime.database import Database

SECONDS = 5.0
"""Without an answer for so long the process is ended; the next look starts another one."""
HURRY = 0.1
"""Who holds locks waits no longer for the end of others' questions: the database answers in a fifth of it."""
COMMAND = (
    "env", "-u", "PSYCOPG_WAIT_FUNC",  # green threads wait in Python; the process has none
    sys.executable, "-m", "services.matching.resident",
)  # fmt: skip
log = structlog.get_logger()


class Settings(BaseSettings):
    """From how many leavers on it pays: it takes 200 MB, and 400 bytes a leaver and 140 a vacancy."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    least: int = Field(20_000, validation_alias="HV_RESIDENT_FROM")


def keep(resident: "Resident", *, database: Database) -> bool:
    """Start the process once there are so many leavers, or again where it has ended; whether."""
    if resident.runs():
        return False
    with database.transaction() as connection:
        if store.count_leavers(connection) < resident.least:
            return False
    resident.start()
    return True


class Resident:
    """The process of an instance, if there is one. What it does not know now the index and the database are asked."""

    def __init__(self) -> None:
        self.least = Settings().least
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._lines: Iterator[bytes | None] = iter(())
        self._up = False
        self._one = Lock()

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it. It says a line once it has read everyone; until then it is not asked."""
        self.stop()
        ours, its = socket.socketpair()
        command = (*COMMAND, str(its.fileno()))
        self._process = subprocess.Popen(command, env=environment, pass_fds=(its.fileno(),))  # noqa: S603  # our own
        its.close()
        ours.settimeout(SECONDS)
        self._channel, self._lines = ours, wire.lines(ours, SECONDS)

    def runs(self) -> bool:
        """Whether it lives. Also takes leave of one that has ended."""
        return self._process is not None and self._process.poll() is None

    def concerned(self, vacancies: Offers, wanted: Mapping[str, int]) -> dict[str, list[str]] | None:
        """For each leaver who is to be shown some of the vacancies, which; None: not known now."""
        with self._one:
            answer: dict[str, list[str]] | None = self._ask({
                "vacancies": wire.text_of(vacancies), "wanted": dict(wanted),
            })  # fmt: skip
        return answer

    def after(self, transaction: int | None) -> Known:
        """`named` for what follows a transaction after which `concerned` has been asked; None: it has not been."""
        return lambda round_, ids, numbers, after: self.named(
            round_, ids, numbers, {*after, transaction} if transaction else ()
        )

    def named(self, round_: int, ids: Buffer, numbers: Ints, after: Collection[int]) -> Offers | None:
        """Vacancies by id and by number in a round, closed ones too; None: not known now. At least as the transactions
        `after` have left them, without any as they are."""
        question = {"round": round_, "ids": wire.text_of(ids), "numbers": wire.text_of(numbers), "after": list(after)}
        if not self._one.acquire(timeout=HURRY):
            return None
        try:
            answer = self._ask(question)
        finally:
            self._one.release()
        return None if answer is None else wire.array_of(answer, OFFER)

    def look(self) -> None:
        """Let it catch up while nobody waits for an answer."""
        if not self._one.acquire(blocking=False):
            return
        try:
            if self._up:
                self._say({})
        finally:
            self._one.release()

    def _ask(self, question: Mapping[str, Any]) -> Any:
        if self._channel is None or not (self._up or select.select([self._channel], [], [], 0)[0]):
            return None
        self._up = self._up or self._heard() is not None
        return self._heard() if self._say({**question, "reference": rulebook().reference}) else None

    def _say(self, what: Mapping[str, Any]) -> bool:
        """Send a line; whether the process is there."""
        try:
            if self._channel:
                self._channel.sendall(wire.line_of(what))
        except OSError:
            self._lost()
        return self._channel is not None

    def _heard(self) -> Any:
        """The next line; None: it is gone."""
        try:
            line = next(self._lines, None)
        except OSError:  # killed with our question unread
            line = None
        if line is None:
            self._lost()
        return line and orjson.loads(line)

    def _lost(self) -> None:
        log.warning("the resident process does not answer")
        self.stop()

    def stop(self) -> None:
        """End it."""
        if self._channel:
            self._channel.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._channel = None
        self._up, self._lines = False, iter(())
