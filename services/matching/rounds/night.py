"""When a round is due, and the process that makes it: never in the event loop."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

from services.matching.rounds import store
from shared.runtime.database import Database

FIRST_HOUR, LAST_HOUR = 1, 4
"""UTC; between two and six o'clock in Germany. A night in which nobody ran is left out."""
ATTEMPTS = 5
"""So often a round is gone on with by itself; then people must look why it does not come to its end."""
COMMAND = (
    "env", "-u", "PSYCOPG_WAIT_FUNC",  # green threads wait in Python; the process has none
    sys.executable, "-m", "services.matching", "match", "--json",
)  # fmt: skip


def on_minute(nights: "Nights", *, database: Database, clock: Callable[[], datetime]) -> bool:
    """Start a round's process if one is due; whether."""
    words = () if nights.running() else due(database=database, clock=clock)
    if words:
        nights.start(words)
    return bool(words)


def due(*, database: Database, clock: Callable[[], datetime]) -> tuple[str, ...]:
    """What this instance is to start a process with: it has claimed the night, or a round was left unfinished.

    Two may be started for an unfinished one; the process that comes second finds nothing to do.
    """
    now = clock()
    with database.transaction() as connection:
        if store.runs(connection):
            return ()
        unfinished = store.unfinished(connection)
        if unfinished is not None:
            return ("--resume",) if unfinished.attempts < ATTEMPTS else ()
        mine = FIRST_HOUR <= now.hour <= LAST_HOUR and store.claim_night(connection, now.date())
        return ("--round",) if mine else ()


class Nights:
    """The process an instance has started, one at most."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, words: tuple[str, ...]) -> None:
        """Start it; its report goes where our log goes."""
        self._process = subprocess.Popen((*COMMAND, *words))  # noqa: S603  # our own program

    def running(self) -> bool:
        """Whether it is at it. Also takes leave of one that has ended."""
        return self._process is not None and self._process.poll() is None
