"""The service's side of the resident process: started once there are many leavers, asked one question at a time."""

import select
import socket
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import Any

import orjson
import structlog
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.matching import store
from services.matching.packing import TEXT, VACANCY, pieces
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
Row = Mapping[str, Any]


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
        self._channel, self._up = ours, False

    def runs(self) -> bool:
        """Whether it lives. Also takes leave of one that has ended."""
        return self._process is not None and self._process.poll() is None

    def concerned(
        self, vacancies: Sequence[Mapping[str, Any]], wanted: Mapping[str, int]
    ) -> dict[str, list[str]] | None:
        """For each leaver who is to be shown some of the vacancies (rows of the store), which; None: not known now."""
        rows = [{**row, "packed": row["packed"] and row["packed"].hex()} for row in vacancies]
        with self._one:
            answer: dict[str, list[str]] | None = self._ask({"vacancies": rows, "wanted": dict(wanted)})
        return answer

    def features(self, round_: int, ids: Collection[str], numbers: Collection[int]) -> list[dict[str, Any]] | None:
        """Rows of vacancies, as `store.features` has them but closed ones as well, by id and by number in a round;
        None: not known now."""
        if not self._one.acquire(timeout=HURRY):
            return None
        try:
            answer = self._ask({"round": round_, "ids": list(ids), "numbers": list(numbers)})
        finally:
            self._one.release()
        return None if answer is None else rows_of(answer)

    def _ask(self, question: Mapping[str, Any]) -> Any:
        if self._channel is None or not (self._up or select.select([self._channel], [], [], 0)[0]):
            return None
        whole = {**question, "reference": rulebook().reference}
        try:
            self._up = self._up or _line(self._channel) is not None
            self._channel.sendall(orjson.dumps(whole, option=orjson.OPT_APPEND_NEWLINE))
            return orjson.loads(_line(self._channel))
        except (OSError, ValueError):
            log.warning("the resident process does not answer", exc_info=True)
            self.stop()
            return None

    def stop(self) -> None:
        """End it."""
        if self._channel:
            self._channel.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._channel = None


def rows_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `Offers.features` says, row by row."""
    ids, packed = pieces(answer["ids"], TEXT), pieces(bytes.fromhex(answer["packed"]), VACANCY.itemsize)
    columns = (ids, answer["number"], answer["open"], answer["known"], packed, answer["price"])
    return [
        {"id": id_, "number": number, "open": open_, "packed": packed if known else None, "price": price}
        for id_, number, open_, known, packed, price in zip(*columns, strict=True)
    ]


def _line(channel: socket.socket) -> bytes:
    """Raises: OSError: the other end is closed, or says nothing in time."""
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b"\n"):
        part = channel.recv(1 << 16)
        if not part:
            raise ConnectionResetError
        parts.append(part)
    return b"".join(parts)
