"""Three RabbitMQ nodes, each on a host of its own, that pause in the minority."""

import contextlib
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from network import Host

from deploy.native import rabbitmq
from shared.messaging.topology import queues
from shared.testing.processes import eventually

ACCOUNT = "heimvorteil"
SILENCE_SECONDS = 8
"""After so long without a word a node takes another for lost (Erlang's net_ticktime; its default is 60)."""
START_SECONDS = 240


@dataclass
class Node:
    """One broker and Erlang's name server beside it; they run as root, like the test, and live as long as it."""

    host: Host
    folder: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What Erlang calls it."""
        return f"rabbit@{self.host.address}"

    def start(self, settings: Mapping[str, str], cookie: str) -> None:
        """Start both on the host."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / ".erlang.cookie").unlink(missing_ok=True)
        (self.folder / "rabbitmq.conf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (self.folder / "rabbitmq-env.conf").touch()
        (self.folder / ".erlang.cookie").write_text(cookie)
        (self.folder / ".erlang.cookie").chmod(0o400)
        for program in ("epmd", str(rabbitmq.program())):
            with self._log.open("ab") as log:
                self.processes.append(
                    subprocess.Popen(  # noqa: S603 - from Debian's package
                        [*self.host.enter, program], env=self._environment(), cwd=self.folder, stdout=log, stderr=log
                    )
                )

    def kill(self) -> None:
        """kill -9 to both."""
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes.clear()

    def last_words(self) -> str:
        """The end of its log once it has ended by itself; empty while it lives."""
        return "" if self.processes[-1].poll() is None else self._log.read_text(errors="replace")[-3000:]

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{os.defpath}:/usr/sbin:/sbin",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_USE_LONGNAME": "true",
            "RABBITMQ_MNESIA_BASE": f"{self.folder}/mnesia",
            "RABBITMQ_PID_FILE": f"{self.folder}/pid",
            "RABBITMQ_CONFIG_FILE": f"{self.folder}/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE": f"{self.folder}/rabbitmq-env.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/enabled_plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none",
            "RUNNING_UNDER_SYSTEMD": "true",  # the script becomes the broker
        }


class Cluster:
    """The nodes, and what they say of themselves."""

    def __init__(self, hosts: Sequence[Host], folder: Path) -> None:
        self.password, self._cookie = secrets.token_hex(24), secrets.token_hex(16)
        self.nodes = [Node(host, folder / host.name) for host in hosts]

    def start(self) -> None:
        """The first alone, then the others join it."""
        self._start(0)
        with ThreadPoolExecutor() as pool:
            for started in [pool.submit(self._start, number) for number in range(1, len(self.nodes))]:
                started.result()
        eventually(lambda: self.running() == {node.name for node in self.nodes}, START_SECONDS)

    def kill(self) -> None:
        """kill -9 to all."""
        for node in self.nodes:
            node.kill()

    def url(self, first: int = 0) -> str:
        """The addresses of all nodes, beginning with one of them."""
        turned = [*self.nodes[first:], *self.nodes[:first]]
        return ";".join(f"amqp://{ACCOUNT}:{self.password}@{node.host.address}:5672/{ACCOUNT}" for node in turned)

    def running(self, asked: int = 0) -> set[str]:
        """Names of the nodes that one of them sees running; none while it does not answer itself."""
        return {node["name"] for node in self._ask("nodes", asked) if node["running"] and node.get("partitions") == []}

    def replicated(self) -> bool:
        """Every queue of the topology has a member on each node, and all are there."""
        members = {queue["name"]: len(queue.get("online", [])) for queue in self._ask("queues", 0)}
        return members == {queue.name: len(self.nodes) for queue in queues()}

    def whole_again(self, seconds: float) -> None:
        """Wait until it is; a node that has not come back by then is ended and started again, as a health check does.

        After a pause RabbitMQ 3.10 may fail to start, and stays away: with two connections to one node its management
        agent ends (`rabbit_net:dist_info`, case_clause), and it lets nobody try again.
        """
        with contextlib.suppress(AssertionError):
            eventually(self.replicated, seconds)
        for number, node in enumerate(self.nodes):
            if not self.running(number):
                node.kill()
                self._start(number)
        eventually(self.replicated, seconds)

    def _ask(self, path: str, asked: int) -> list[dict[str, Any]]:
        """A list of one node's management interface."""
        url = f"http://{self.nodes[asked].host.address}:15672/api/{path}"
        try:
            answer = httpx.get(url, auth=(ACCOUNT, self.password), trust_env=False, timeout=5)
        except httpx.TransportError:
            return []
        return list(answer.json()) if answer.status_code == 200 else []

    def _start(self, number: int) -> None:
        node = self.nodes[number]
        node.start(self._settings(node), self._cookie)

        def answers() -> bool:
            assert not (words := node.last_words()), f"{node.name} ended: {words}"
            return node.name in self.running(number)

        eventually(answers, START_SECONDS)

    def _settings(self, node: Node) -> dict[str, str]:
        peers = {f"cluster_formation.classic_config.nodes.{n}": peer.name for n, peer in enumerate(self.nodes, 1)}
        return peers | {
            "cluster_formation.peer_discovery_backend": "classic_config",
            "cluster_formation.randomized_startup_delay_range.min": "0",
            "cluster_formation.randomized_startup_delay_range.max": "1",
            "cluster_partition_handling": "pause_minority",
            "net_ticktime": str(SILENCE_SECONDS),
            "listeners.tcp.1": f"{node.host.address}:5672",
            "management.tcp.ip": node.host.address,
            "management.tcp.port": "15672",
            "default_vhost": ACCOUNT,
            "default_user": ACCOUNT,
            "default_pass": self.password,
            "log.console": "true",
            "log.file": "false",
        }


@contextmanager
def cluster(hosts: Sequence[Host], folder: Path) -> Iterator[Cluster]:
    """A cluster for as long as the block runs; its data are below the folder."""
    made = Cluster(hosts, folder)
    try:
        made.start()
        yield made
    finally:
        made.kill()
