"""Services as real processes in tests: started on the test's own database and virtual host, killed, restarted."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

import httpx
import pytest

from shared.messaging.topology import declare
from shared.runtime.calls import Caller
from shared.testing.servers import ROOT, OwnDatabase, OwnVhost, Servers

T = TypeVar("T")
READY_SECONDS = 300  # a start takes 2 s, on a machine with a load of 20 it takes a minute
_PAUSE = 0.02


def eventually(ask: Callable[[], T], seconds: float = 30) -> T:
    """The first true answer of `ask`, asked again until then.

    Raises:
        AssertionError: none within the time.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"still {answer!r} after {seconds} s")
        time.sleep(_PAUSE)


class ServiceProcess:
    """One service as `python -m shared.runtime.run NAME`, or the gateway; its log goes to `log`."""

    logs: ClassVar[set[Path]] = set()
    """Of every process of this session; tests/unserved.py reads them."""

    def __init__(self, name: str, variables: dict[str, str], log: Path, tree: Path = ROOT) -> None:
        self.name = name
        self.tree = tree
        """The source that runs; a copy in tests that change it."""
        self.url = f"http://127.0.0.1:{variables['HV_HTTP_PORT']}"
        self.log = log
        self.logs.add(log)
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it says that it and all it likes to have are ready."""
        self.launch()
        eventually(self.ready, READY_SECONDS)

    def launch(self, **more: str) -> None:
        """Start without waiting; `more` variables are set this time only."""
        module = ["services.gateway.main"] if self.name == "gateway" else ["shared.runtime.run", self.name]
        command = [sys.executable, "-W", "ignore", "-m", *module]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own
                command, cwd=self.tree, env={**os.environ, **self._variables, **more}, stdout=log, stderr=log
            )

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self._process is not None  # noqa: S101  # a mistake of the test
        return self._process.pid

    def kill(self) -> None:
        """kill -9, without any chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and wait for the end."""
        self._end(signal.SIGTERM)

    def caller(self, timeout: float = 30.0) -> Caller:
        """A client of its calls."""
        return Caller(self.url, timeout)

    def ready(self) -> bool:
        """Whether it and all it likes to have are ready.

        Raises:
            AssertionError: it has ended.
        """
        if not self.running:
            raise AssertionError(f"{self.name} ended: {self.log.read_text()[-3000:]}")
        try:
            return all(httpx.get(f"{self.url}/readyz", timeout=2, trust_env=False).json().values())
        except (httpx.TransportError, ValueError):
            return False

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(how)
            process.wait(timeout=40)


@pytest.fixture
def start_service(
    servers: Servers, database: OwnDatabase, vhost: OwnVhost, index_prefix: str, tmp_path: Path
) -> Iterator[Callable[[str], ServiceProcess]]:
    """Starts a service by name on the test's own database, virtual host and indices; killed after the test."""
    declare(vhost.amqp_url)
    started: list[ServiceProcess] = []

    def start(name: str) -> ServiceProcess:
        variables = {
            "DATABASE_URL": database.url_of(name),
            "AMQP_URL": vhost.amqp_url,
            "ELASTICSEARCH_URL": servers.elasticsearch_url,
            "HV_INDEX_PREFIX": index_prefix,
            "HV_HTTP_PORT": str(free_port()),
        }
        service = ServiceProcess(name, variables, tmp_path / f"{name}-{len(started)}.log")
        started.append(service)
        service.start()
        return service

    yield start
    for service in started:
        service.kill()


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
