"""The servers of the suite's own, the system on them, and a proxy between the two."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from small_disk import SmallDisk

from deploy.native import processes
from deploy.native import servers as native
from deploy.native.state import Instance
from shared.runtime.database import load_queries
from shared.testing.processes import eventually
from shared.testing.proxy import Proxy
from shared.testing.servers import Servers
from shared.testing.stack import Stack

INSTANCE = Instance("faults")
SQL = load_queries(Path(__file__).parent)
VARIABLES = {"postgres": "DATABASE_URL", "rabbitmq": "AMQP_URL", "elasticsearch": "ELASTICSEARCH_URL"}
DISKS = {name: SmallDisk(INSTANCE.data_folder / name, 800) for name in ("postgres", "rabbitmq")}
"""Their data, so that a test can fill the disk and nobody else's is full."""
_MODULES = {server.NAME: server for server in native.SERVERS}
_QUICK_RETRIES = {"5s": 1_000, "30s": 2_000, "5m": 10_000}
"""Milliseconds. The broker takes the lower of a queue's own delay and a policy's, so nothing of ours changes."""


@dataclass(frozen=True)
class World:
    """A running system whose servers can be killed and whose connections can be spoilt."""

    direct: Servers
    """The servers' own addresses, past the proxies; the broker's with the system's virtual host."""
    database_url: str
    """The system's database, as superuser, past the proxy."""
    proxies: Mapping[str, Proxy]
    stack: Stack

    def kill(self, server: str, how: signal.Signals = signal.SIGKILL) -> None:
        """kill -9 (or another signal) to the recorded process, and wait until nothing of it is left."""
        assert processes.running(INSTANCE, server), f"{server} does not run"
        processes.stop(INSTANCE, server, polite=how, seconds=0 if how == signal.SIGKILL else 20)
        eventually(lambda: not _left(server))

    def stop(self, server: str) -> None:
        """Ask the server to end, as an operator does."""
        processes.stop(INSTANCE, server, polite=_MODULES[server].STOP, seconds=60)
        eventually(lambda: not _left(server))

    def start(self, server: str) -> None:
        """Start it again on the same data and the same port."""
        _MODULES[server].start(INSTANCE)

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[dict[str, object]]]:
        """A look into the system's database, every schema of it."""
        rows = psycopg.rows.dict_row
        with psycopg.connect(self.database_url, autocommit=True, row_factory=rows) as connection:
            yield connection


def _left(server: str) -> list[int]:
    """Processes of a server: PostgreSQL's workers have sessions of their own, the mark is inherited."""
    mark = f"{processes.MARK}={INSTANCE.folder}:{server}".encode()
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and mark in _variables(entry)]


def _variables(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


@contextmanager
def own_servers() -> Iterator[Servers]:
    """The instance `faults`, fresh; gone afterwards. PostgreSQL keeps its promises (fsync) here."""
    with INSTANCE.locked():
        _clean()
        try:
            for disk in DISKS.values():
                disk.mount()
            native.up(INSTANCE)
            urls = native.environment(INSTANCE)
            names = ("DATABASE_URL", "AMQP_URL", "RABBITMQ_MANAGEMENT_URL", "ELASTICSEARCH_URL")
            yield Servers(*(urls[name] for name in names))
        finally:
            _clean()


def _clean() -> None:
    native.down(INSTANCE)
    for disk in DISKS.values():
        disk.unmount()
    native.clean(INSTANCE)


@contextmanager
def proxied(servers: Servers) -> Iterator[tuple[Servers, Mapping[str, Proxy]]]:
    """The same servers as seen through proxies; the management interface stays direct."""
    urls = dict(zip(VARIABLES, (servers.database_url, servers.amqp_url, servers.elasticsearch_url), strict=True))
    proxies = {name: Proxy(httpx.URL(url).port or 0) for name, url in urls.items()}
    seen = {name: str(httpx.URL(url).copy_with(port=proxies[name].port)) for name, url in urls.items()}
    try:
        yield (
            Servers(seen["postgres"], seen["rabbitmq"], servers.management_url, seen["elasticsearch"]),
            proxies,
        )
    finally:
        for proxy in proxies.values():
            proxy.close()


def watched(world: World) -> World:
    """The world with triggers that note a revision going down (I5), and with short delays before a retry."""
    with world.database() as connection:
        connection.execute(SQL["watch"])
    if "HV_FAULT_MINUTES" not in os.environ:  # the long schedule waits as the real system does
        _shorten_retries(world)
    return world


def _shorten_retries(world: World) -> None:
    with httpx.Client(base_url=world.direct.management_url, trust_env=False) as management:
        for delay, milliseconds in _QUICK_RETRIES.items():
            policy = {"pattern": f"retry\\.{delay}$", "definition": {"message-ttl": milliseconds}, "apply-to": "queues"}
            path = f"/api/policies/{world.stack.vhost.name}/retry-{delay}"
            management.put(path, json=policy).raise_for_status()
