"""Our processes are recognised and ended; nobody else's are."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.native import processes, state
from deploy.native.state import Instance

SLEEPER = ["/bin/sleep", "600"]
PARENT_OF_SLEEPER = ["/bin/sh", "-c", "/bin/sleep 600; true"]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    monkeypatch.setattr(state, "ROOT", tmp_path)
    own = Instance("unit")
    yield own
    for name in processes.recorded(own):
        processes.stop(own, name, seconds=0)


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEPER, start_new_session=True) as process:  # noqa: S603 - a fixed command
        yield process
        process.kill()


def test_a_started_process_runs_and_stop_ends_it(instance: Instance) -> None:
    processes.start(instance, "sleeper", SLEEPER, environment={})
    assert processes.running(instance, "sleeper")
    processes.stop(instance, "sleeper", seconds=10)
    assert not processes.running(instance, "sleeper")
    assert processes.recorded(instance) == []


def test_stop_after_kill_9_is_quiet(instance: Instance) -> None:
    pid = processes.start(instance, "sleeper", SLEEPER, environment={})
    os.kill(pid, signal.SIGKILL)
    processes.stop(instance, "sleeper", seconds=0)
    assert processes.recorded(instance) == []


def test_children_of_a_killed_launcher_are_ended(instance: Instance) -> None:
    launcher = processes.start(instance, "launcher", PARENT_OF_SLEEPER, environment={})
    _until(lambda: len(_session(launcher)) == 2)
    os.kill(launcher, signal.SIGKILL)
    assert processes.running(instance, "launcher")
    processes.stop(instance, "launcher", seconds=0)
    _until(lambda: not _session(launcher))


def test_a_stranger_with_a_recorded_number_is_left_alone(instance: Instance, stranger: subprocess.Popen[bytes]) -> None:
    record = instance.folder / "pids" / "sleeper"
    record.parent.mkdir(parents=True)
    record.write_text(f"{stranger.pid} 1\n")  # the number was ours, its start was another
    assert not processes.running(instance, "sleeper")
    processes.stop(instance, "sleeper", seconds=0)
    assert stranger.poll() is None


def test_the_latest_started_is_named_first(instance: Instance) -> None:
    processes.start(instance, "first", SLEEPER, environment={})
    processes.start(instance, "second", SLEEPER, environment={})
    assert processes.recorded(instance) == ["second", "first"]


def _session(leader: int) -> list[int]:
    return processes._session(leader)


def _until(ready: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
