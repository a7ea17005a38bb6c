"""Services whose clocks are wrong by days, and jump while they work. The servers keep the right time."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx
from world import World

from deploy.native import tools
from shared.testing.processes import READY_SECONDS, ServiceProcess, eventually

DAYS = (-30, -1, 1, 30)
_NEAR = 3600.0
"""Seconds; a clock that is wrong is so by a day at least."""


class WrongClock:
    """What a process takes for the time of day. Time that passes is measured as ever: no step changes that."""

    def __init__(self, process: ServiceProcess, folder: Path) -> None:
        self._process = process
        self._file = folder / process.name

    def start(self) -> None:
        """Start the process again, with a right clock that can be moved."""
        self._write(0)
        self._process.stop()
        self._process.launch(
            LD_PRELOAD=str(tools.faketime()),
            FAKETIME_TIMESTAMP_FILE=str(self._file),
            FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
            NO_FAKE_STAT="1",
        )

    def jump(self, days: int) -> None:
        """Be wrong by so many days from now on, and wait until it is."""
        self._write(days)
        eventually(lambda: abs(self._ahead() - days * 86_400) < _NEAR)

    def _write(self, days: int) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{days:+d}d\n")
        fresh.replace(self._file)

    def _ahead(self) -> float:
        """Seconds, from the date in the head of an answer."""
        answer = httpx.get(f"{self._process.url}/healthz", trust_env=False, timeout=10)
        return parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()


@contextmanager
def jumping(world: World, rng: Random) -> Iterator[None]:
    """Every service has another time of day than the next, and serves; then all are right again, by a second jump."""
    processes = world.stack.processes.values()
    with TemporaryDirectory() as folder, ThreadPoolExecutor(len(processes)) as pool:
        clocks = [WrongClock(process, Path(folder)) for process in processes]
        list(pool.map(WrongClock.start, clocks))
        eventually(lambda: all(process.ready() for process in processes), READY_SECONDS)
        days = [rng.choice(DAYS) for _ in clocks]
        list(pool.map(WrongClock.jump, clocks, days))
        eventually(lambda: _answers(world), READY_SECONDS)
        yield
        list(pool.map(WrongClock.jump, clocks, [0] * len(clocks)))


def _answers(world: World) -> bool:
    """Whether a call from one time of day to another succeeds."""
    url = f"{world.stack.base_url}/api/v1/search"
    answer = httpx.get(url, params={"q": "bäcker"}, trust_env=False, timeout=30)
    return answer.status_code == 200
