"""A crashed process is started again by its keeper; stop ends both, whichever of them was killed before."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.native import keeper, processes, state
from deploy.native.state import Instance
from shared.testing.processes import eventually

RUN = """
import os, pathlib, sys, time
pids = pathlib.Path(sys.argv[1])
with pids.open("a") as file:
    file.write(f"{os.getpid()}\\n")
if sys.argv[2:]:
    sys.exit(int(sys.argv[2]))
time.sleep(600)
"""


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    monkeypatch.setattr(state, "ROOT", tmp_path)
    own = Instance("unit")
    yield own
    for name in processes.recorded(own):
        processes.stop(own, name, seconds=0)


class Kept:
    """A kept process that notes its numbers."""

    def __init__(self, instance: Instance, folder: Path, *words: str) -> None:
        self._instance, self._pids = instance, folder / "pids-of-runs"
        command = [sys.executable, "-I", "-S", keeper.__file__, sys.executable, "-c", RUN, str(self._pids), *words]
        self.keeper = processes.start(instance, "kept", command, environment={})

    def runs(self) -> list[int]:
        return [int(line) for line in self._pids.read_text().splitlines()] if self._pids.exists() else []

    def run(self, number: int) -> int:
        """The process number of a run, as soon as there has been one."""
        return eventually(lambda: self.runs()[number - 1 :])[0]

    def running(self) -> bool:
        return processes.running(self._instance, "kept")

    def stop(self) -> None:
        processes.stop(self._instance, "kept", seconds=10)


def test_a_killed_process_is_started_again(instance: Instance, tmp_path: Path) -> None:
    kept = Kept(instance, tmp_path)
    for number in (1, 2):
        os.kill(kept.run(number), signal.SIGKILL)
    last = kept.run(3)
    assert len(set(kept.runs())) == 3
    assert kept.running()
    kept.stop()
    assert not Path(f"/proc/{last}").exists()
    assert not kept.running()
    assert len(kept.runs()) == 3


def test_a_failed_start_is_told_and_not_repeated(instance: Instance, tmp_path: Path) -> None:
    kept = Kept(instance, tmp_path, "3")
    eventually(lambda: not kept.running())
    assert len(kept.runs()) == 1


def test_without_its_keeper_it_runs_on_and_stop_ends_it(instance: Instance, tmp_path: Path) -> None:
    kept = Kept(instance, tmp_path)
    only = kept.run(1)
    os.kill(kept.keeper, signal.SIGKILL)
    assert kept.running()
    kept.stop()
    eventually(lambda: not Path(f"/proc/{only}").exists())
    assert kept.runs() == [only]


def test_stop_ends_a_keeper_that_waits_to_start_again(instance: Instance, tmp_path: Path) -> None:
    kept = Kept(instance, tmp_path)
    for number in (1, 2, 3):
        os.kill(kept.run(number), signal.SIGKILL)
    eventually(lambda: "starts again in 4 s" in processes.tail(instance, "kept"))
    kept.stop()
    assert not kept.running()
    assert len(kept.runs()) == 3
