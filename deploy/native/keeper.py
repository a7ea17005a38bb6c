"""Keeps one process running: `python deploy/native/keeper.py [--logs FOLDER] COMMAND …` starts it again whenever it
ends by itself, and deletes the folder's logs that are past their time (old_logs.py).

One keeper for each service, with nothing to lose: where it is killed, the service runs on unkept, in the same
session, and is ended by `make down` all the same.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

STEADY = 30.0
"""Seconds after which a run has worked: its end is answered at once, and one that never worked is not repeated."""
LONGEST = 60.0
"""Seconds between two attempts at most; they double from 1 on."""
TIDY_EVERY = 3600.0
"""Seconds."""


class Keeper:
    """A command and whether it is still wanted."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = True

    def keep(self) -> int:
        """Run the command until it is no longer wanted; its last exit code.

        A first run that gives up soon (a code, not a signal) is a failed start: who started it is waiting to hear.
        """
        delay, first = 0.0, True
        while True:
            began = time.monotonic()
            code = self._run()
            steady = time.monotonic() - began >= STEADY
            if not self._wanted or (first and code >= 0 and not steady):
                return code
            delay, first = 0.0 if steady else min(max(1.0, 2 * delay), LONGEST), False
            print(f"keeper: ended with {code}, starts again in {delay:.0f} s", flush=True)
            self._pause(delay)

    def stop(self, received: int, _frame: FrameType | None) -> None:
        """Of a signal: pass it on; no further run is wanted."""
        self._wanted = False
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(received)

    def _run(self) -> int:
        if not self._wanted:
            return 0
        self._process = subprocess.Popen(self._command)
        if not self._wanted:  # the signal came while the process was being made
            self._process.terminate()
        return self._process.wait()

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._wanted and time.monotonic() < until:
            time.sleep(0.1)


def tidy(folder: str) -> None:
    """Delete old logs, now and every hour, in a process of its own: a keeper has nothing to lose."""
    command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("old_logs.py")), folder]
    while True:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        time.sleep(TIDY_EVERY)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[0] == "--logs":
        threading.Thread(target=tidy, args=(words[1],), daemon=True).start()
        words = words[2:]
    keeper = Keeper(words)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, keeper.stop)
    sys.exit(abs(keeper.keep()))
