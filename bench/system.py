"""What the benches run on: the instance's servers, and on them the real processes with a database of their own."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import httpx

from services.console.migrate import SERVICES, migrate, password_variable
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.servers import PASSWORD, Servers, template_database
from shared.testing.stack import Stack, running_stack

LONG = 1800.0  # seconds; past it a bench has failed
_CPU_TICKS = os.sysconf("SC_CLK_TCK")


def servers() -> Servers:
    """The servers whose addresses are in the environment: `make bench` sets them."""
    names = ("DATABASE_URL", "AMQP_URL", "RABBITMQ_MANAGEMENT_URL", "ELASTICSEARCH_URL")
    return Servers(*(os.environ[name] for name in names))


@contextmanager
def stack() -> Iterator[Stack]:
    """A fresh system; ended after the block."""
    with (
        template_database(servers(), _migrate) as template,
        TemporaryDirectory() as logs,
        running_stack(servers(), template, Path(logs)) as running,
    ):
        yield running


def _migrate(url: str) -> list[str]:
    with patch.dict(os.environ, {password_variable(service): PASSWORD for service in SERVICES}):
        return migrate(url)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def until(done: Callable[[], bool]) -> None:
    """Wait for the end of something long."""
    eventually(done, LONG)


def searchable(elasticsearch_url: str, index: str) -> int:
    """Documents a search would see now, after an explicit refresh."""
    with httpx.Client(base_url=elasticsearch_url, trust_env=False, timeout=60) as client:
        client.post(f"/{index}/_refresh").raise_for_status()
        return int(client.get(f"/{index}/_count").raise_for_status().json()["count"])


def processor_seconds(processes: Mapping[str, ServiceProcess]) -> dict[str, float]:
    """Processor time each process has used so far: it says where the time goes."""
    return {name: _used(process.pid) for name, process in processes.items()}


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CPU_TICKS


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Processor seconds of each process between two moments."""
    return {name: round(after[name] - before[name], 1) for name in before}
