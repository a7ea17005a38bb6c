"""Starting, recognising and ending processes, so that `down` works after a kill -9 and ends nobody else's."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.native.state import Failure, Instance

MARK = "HEIMVORTEIL_PROCESS"
"""Environment variable that tells our processes from others that got the same number later."""


_CHILDREN: list["subprocess.Popen[bytes]"] = []
"""They are meant to outlive this process, so only the dead are collected."""


def start(
    instance: Instance,
    name: str,
    command: Sequence[str],
    *,
    user: str | None = None,
    environment: Mapping[str, str],
    folder: Path = Path("/"),
) -> int:
    """Starts a process in a session of its own, its output in the instance's log; returns its number."""
    with instance.log(name).open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**environment, MARK: _mark(instance, name)},
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    _CHILDREN.append(process)
    _record(instance, name).parent.mkdir(parents=True, exist_ok=True)
    _record(instance, name).write_text(f"{process.pid} {_started(process.pid)}\n")
    return process.pid


def run(
    command: Sequence[str],
    *,
    user: str | None = None,
    environment: Mapping[str, str],
    folder: Path = Path("/"),
) -> str:
    """Runs a command to its end as that user; raises `Failure` with its last words if it fails."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=dict(environment),
        check=False,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise Failure(f"{Path(command[0]).name} failed ({done.returncode}):\n{done.stdout[-2000:]}")
    return done.stdout


def running(instance: Instance, name: str) -> bool:
    """Whether the recorded process lives and is still the one that was started."""
    known = _recorded(instance, name)
    return bool(known and (_started(known[0]) == known[1] or _members(instance, name)))


def recorded(instance: Instance) -> list[str]:
    """Names of all processes with a record, the latest started first."""
    files = sorted(_record(instance, "x").parent.glob("*"), key=lambda file: file.stat().st_mtime_ns)
    return [file.name for file in reversed(files)]


def pids(instance: Instance) -> dict[str, int]:
    """Number of each recorded process that lives."""
    known = {name: _recorded(instance, name) for name in recorded(instance)}
    return {name: found[0] for name, found in known.items() if found and _started(found[0]) == found[1]}


def stop(instance: Instance, name: str, *, polite: signal.Signals = signal.SIGTERM, seconds: float) -> None:
    """Asks a process to end, waits that long, then ends it and whatever it left in its session."""
    deadline = time.monotonic() + seconds
    for pid in _members(instance, name)[:1]:
        _send(pid, polite)
    while _members(instance, name) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in _members(instance, name):
        _send(pid, signal.SIGKILL)
    _record(instance, name).unlink(missing_ok=True)
    _CHILDREN[:] = [child for child in _CHILDREN if child.poll() is None]


def tail(instance: Instance, name: str, lines: int = 15) -> str:
    """The last lines of a process's log, for a message to a person."""
    text = instance.log(name).read_text(errors="replace") if instance.log(name).exists() else ""
    return "\n".join(text.splitlines()[-lines:])


def _members(instance: Instance, name: str) -> list[int]:
    """The recorded process, then what is left of its session (a launcher may die before its server)."""
    if not (known := _recorded(instance, name)):
        return []
    pid, started = known
    leader = [pid] if _started(pid) == started else []
    mark = _mark(instance, name)
    return leader + [other for other in _session(pid) if other != pid and _marked(other, mark)]


def _recorded(instance: Instance, name: str) -> tuple[int, int] | None:
    """Number and start of a process; the kernel's clock ticks tell it from a later one with that number."""
    try:
        pid, started = _record(instance, name).read_text().split()
    except FileNotFoundError:
        return None
    return int(pid), int(started)


def _session(leader: int) -> list[int]:
    everyone = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in everyone if (fields := _stat(pid)) and int(fields[3]) == leader]


def _marked(pid: int, mark: str) -> bool:
    try:
        return f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the state on (proc(5), field 3); None for the dead and the undead."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields


def _started(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[19]) if fields else -1


def _send(pid: int, message: signal.Signals) -> None:
    try:
        os.kill(pid, message)
    except ProcessLookupError:
        return


def _record(instance: Instance, name: str) -> Path:
    return instance.folder / "pids" / name


def _mark(instance: Instance, name: str) -> str:
    return f"{instance.folder}:{name}"
