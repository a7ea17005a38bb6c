"""The three servers of an instance: started side by side, stopped in any state they are in."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from deploy.native import elasticsearch, ports, postgres, printing, processes, rabbitmq
from deploy.native.state import Instance


class Server(Protocol):
    """What a module of this package offers to be a server here."""

    NAME: str
    PORTS: tuple[str, ...]
    VARIABLE: str
    STOP: signal.Signals

    def install(self) -> None:
        """Makes sure that the server's programs are on this machine."""

    def start(self, instance: Instance) -> None:
        """Starts the server and returns when it answers."""

    def urls(self, instance: Instance) -> dict[str, str]:
        """Environment variables with the server's addresses."""


SERVERS: tuple[Server, ...] = (postgres, rabbitmq, elasticsearch)
_PROCESSES = {*(server.NAME for server in SERVERS), rabbitmq.NAMES}


def up(instance: Instance, then: Callable[[], None] = lambda: None) -> None:
    """Starts every server that neither runs nor is given by an environment variable.

    `then` is called as soon as database and broker answer: Elasticsearch takes three times as long.
    """
    missing = [server for server in _own() if not processes.running(instance, server.NAME)]
    printing.install()
    for server in missing:
        server.install()
    for server in missing:
        processes.stop(instance, server.NAME, seconds=0)
        ports.pick(instance, server.PORTS)
    with ThreadPoolExecutor() as pool:
        starts = {server.NAME: pool.submit(_start, server, instance) for server in missing}
        late = starts.pop(elasticsearch.NAME, None)
        for started in starts.values():
            started.result()
        then()
        if late:
            late.result()


def down(instance: Instance) -> None:
    """Ends the instance's processes: first the project's own, then the servers they use."""
    polite = {server.NAME: server.STOP for server in SERVERS}
    names = processes.recorded(instance)
    for group in ([name for name in names if name not in _PROCESSES], [name for name in names if name in _PROCESSES]):
        with ThreadPoolExecutor(max_workers=len(group) or 1) as pool:
            for name in group:
                pool.submit(processes.stop, instance, name, polite=polite.get(name, signal.SIGTERM), seconds=30)


def clean(instance: Instance) -> None:
    """Ends the instance's processes and removes all of its data."""
    down(instance)
    for folder in (instance.data_folder, instance.folder):
        shutil.rmtree(folder, ignore_errors=True)
    instance.ports_file.unlink(missing_ok=True)


def environment(instance: Instance) -> Mapping[str, str]:
    """Addresses of all servers: given ones as they are, own ones with the instance's ports and secrets."""
    given = {name: os.environ[name] for name in ("RABBITMQ_MANAGEMENT_URL",) if name in os.environ}
    own = {name: url for server in _own() for name, url in server.urls(instance).items()}
    return {server.VARIABLE: os.environ.get(server.VARIABLE, "") for server in SERVERS} | given | own


def status(instance: Instance) -> dict[str, str]:
    """For each server: `running`, `stopped` or `elsewhere` (given by an environment variable)."""
    return {server.NAME: _word(instance, server) for server in SERVERS}


def _own() -> list[Server]:
    return [server for server in SERVERS if not os.environ.get(server.VARIABLE)]


def _start(server: Server, instance: Instance) -> None:
    began = time.monotonic()
    server.start(instance)
    print(f"  {server.NAME} is up ({time.monotonic() - began:.1f} s)\n", end="", flush=True)


def _word(instance: Instance, server: Server) -> str:
    if os.environ.get(server.VARIABLE):
        return "elsewhere"
    return "running" if processes.running(instance, server.NAME) else "stopped"
