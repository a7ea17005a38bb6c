"""What the benches run on: the instance's servers, and on them the real processes with a database of their own."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import httpx
import psycopg

from deploy.native.processes import pids
from deploy.native.state import Instance
from services.console.migrate import SERVICES, migrate, password_variable
from shared.contracts.vocabulary import KeyKind
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.servers import PASSWORD, Servers, template_database
from shared.testing.stack import Stack, running_stack

LONG = 1800.0  # seconds; past it a bench has failed
LOOK = 0.2  # seconds between two looks at what is handled
_CPU_TICKS = os.sysconf("SC_CLK_TCK")


def servers() -> Servers:
    """The servers whose addresses are in the environment: `make bench` sets them."""
    names = ("DATABASE_URL", "AMQP_URL", "RABBITMQ_MANAGEMENT_URL", "ELASTICSEARCH_URL")
    return Servers(*(os.environ[name] for name in names))


@contextmanager
def stack() -> Iterator[Stack]:
    """A fresh system; ended after the block."""
    with (
        template_database(servers(), migrated) as template,
        TemporaryDirectory() as logs,
        running_stack(servers(), template, Path(logs)) as running,
    ):
        yield running


def migrated(url: str) -> list[str]:
    """Bring the database at a superuser's address up to date."""
    with patch.dict(os.environ, {password_variable(service): PASSWORD for service in SERVICES}):
        return migrate(url)


def sender(stack: Stack, kind: KeyKind, name: str) -> dict[str, str]:
    """Headers of a partner's program that sends JSON."""
    return {"Authorization": f"Bearer {stack.key(kind, name)}", "Content-Type": "application/json"}


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def until(done: Callable[[], bool]) -> None:
    """Wait for the end of something long."""
    eventually(done, LONG)


def handled(stack: Stack, publisher: str, consumer: str, names: str) -> None:
    """Wait until a consumer has handled all events of these names (LIKE) in a publisher's outbox.

    Looks five times a second: the question costs PostgreSQL what it takes from those who are measured.
    """
    missing = f"""SELECT FROM {publisher}.outbox AS said WHERE name LIKE %s AND NOT EXISTS (
        SELECT FROM {consumer}.inbox WHERE event_id = said.id) LIMIT 1"""  # noqa: S608 - names of our own
    deadline = time.monotonic() + LONG
    with psycopg.connect(stack.database.url, autocommit=True) as connection:
        while connection.execute(missing, (names,)).fetchone() is not None:
            assert time.monotonic() < deadline, f"{consumer} has not handled all {names}"
            time.sleep(LOOK)


def searchable(elasticsearch_url: str, index: str) -> int:
    """Documents a search would see now, after an explicit refresh."""
    with httpx.Client(base_url=elasticsearch_url, trust_env=False, timeout=60) as client:
        client.post(f"/{index}/_refresh").raise_for_status()
        return int(client.get(f"/{index}/_count").raise_for_status().json()["count"])


def processor_seconds(processes: Mapping[str, ServiceProcess]) -> dict[str, float]:
    """Processor time that each process has used so far, this one and, if they are ours, the servers among them."""
    roots = {name: process.pid for name, process in processes.items()} | pids(Instance("bench"))
    living = dict(_processes())
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in living.items():
        children.setdefault(parent, []).append(pid)
    used = {name: _used(pid, living, children) for name, pid in roots.items() if pid in living}
    return {**used, "bench": time.process_time()}


def _used(pid: int, living: Mapping[int, tuple[int, float]], children: Mapping[int, list[int]]) -> float:
    return living[pid][1] + sum(_used(child, living, children) for child in children.get(pid, ()))


def _processes() -> Iterator[tuple[int, tuple[int, float]]]:
    """Every process: parent, and the seconds it and those of its children that have ended have used (proc(5))."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            yield int(entry.name), (int(fields[1]), sum(map(int, fields[11:15])) / _CPU_TICKS)


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Processor seconds of each process between two moments."""
    return {name: round(after[name] - before[name], 1) for name in before if name in after}
