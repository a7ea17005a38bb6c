"""Three RabbitMQ nodes, each on a host and a small disk of its own, that pause in the minority."""

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from network import Host
from small_disk import SmallDisk

from deploy.native import processes, rabbitmq, servers
from deploy.native.state import Instance, write_for
from shared.testing.processes import eventually

ACCOUNT = "heimvorteil"
SILENCE_SECONDS = 8
"""After so long without a word a node takes another for lost (Erlang's net_ticktime; its default is 60)."""
DISK_MEGABYTES = 200
DISK_LIMIT_MEGABYTES = 50
START_SECONDS = 240


@dataclass(frozen=True)
class Node:
    """One broker of the cluster."""

    host: Host
    instance: Instance
    disk: SmallDisk

    @property
    def name(self) -> str:
        """What Erlang calls it."""
        return f"rabbit@{self.host.address}"


class Cluster:
    """The nodes. `url` names all of them, the given one first."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        self._password, self._cookie = secrets.token_hex(16), secrets.token_hex(16)
        instances = {host: Instance(f"cluster-{host.name}") for host in hosts}
        self.nodes = [Node(host, of, SmallDisk(of.data_folder / "rabbitmq", DISK_MEGABYTES)) for host, of in instances.items()]

    def start(self) -> None:
        """The first alone, then the others join it."""
        first, *others = self.nodes
        self._start(first)
        with ThreadPoolExecutor() as pool:
            for started in [pool.submit(self._start, node) for node in others]:
                started.result()
        eventually(lambda: self.running() == {node.name for node in self.nodes}, START_SECONDS)

    def clean(self) -> None:
        """End what runs, also what a killed run has left, and remove the disks."""
        for node in self.nodes:
            servers.down(node.instance)
            node.disk.unmount()
            servers.clean(node.instance)

    def url(self, first: int = 0) -> str:
        """The broker's addresses."""
        turned = [*self.nodes[first:], *self.nodes[:first]]
        return ";".join(f"amqp://{ACCOUNT}:{self._password}@{node.host.address}:5672/{ACCOUNT}" for node in turned)

    def running(self, asked: int = 0) -> set[str]:
        """Names of the nodes that one of them sees running; none while it does not answer itself."""
        return {node["name"] for node in self.ask("nodes", asked) if node["running"] and node.get("partitions") == []}

    def ask(self, path: str, asked: int = 0) -> list[dict[str, Any]]:
        """A list of the management interface of one node."""
        url = f"http://{self.nodes[asked].host.address}:15672/api/{path}"
        try:
            answer = httpx.get(url, auth=(ACCOUNT, self._password), trust_env=False, timeout=5)
        except httpx.TransportError:
            return []
        return list(answer.json()) if answer.status_code == 200 else []

    def _start(self, node: Node) -> None:
        node.disk.mount()
        data = node.instance.data(rabbitmq.NAME, "rabbitmq")
        write_for(data / ".erlang.cookie", self._cookie, "rabbitmq", mode=0o400)
        write_for(data / "rabbitmq.conf", self._configuration(node), "rabbitmq")
        write_for(data / "enabled_plugins", "[rabbitmq_management].\n", "rabbitmq")
        write_for(data / "rabbitmq-env.conf", "", "rabbitmq")
        for name, program in ((rabbitmq.NAMES, "epmd"), (rabbitmq.NAME, str(rabbitmq.program()))):
            command = [*node.host.enter, "setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--clear-groups", program]
            processes.start(node.instance, name, command, environment=_environment(node, str(data)), folder=data)
        eventually(lambda: self._answers(node), START_SECONDS)

    def _answers(self, node: Node) -> bool:
        if not processes.running(node.instance, rabbitmq.NAME):
            raise AssertionError(f"{node.name} ended: {processes.tail(node.instance, rabbitmq.NAME, 40)}")
        return node.name in self.running(self.nodes.index(node))

    def _configuration(self, node: Node) -> str:
        lines = {
            "listeners.tcp.1": f"{node.host.address}:5672",
            "management.tcp.ip": node.host.address,
            "management.tcp.port": "15672",
            "default_vhost": ACCOUNT,
            "default_user": ACCOUNT,
            "default_pass": self._password,
            "cluster_formation.peer_discovery_backend": "classic_config",
            "cluster_formation.randomized_startup_delay_range.min": "0",
            "cluster_formation.randomized_startup_delay_range.max": "1",
            "cluster_partition_handling": "pause_minority",
            "net_ticktime": str(SILENCE_SECONDS),
            "disk_free_limit.absolute": f"{DISK_LIMIT_MEGABYTES}MB",
            "log.console": "true",
            "log.file": "false",
        }
        peers = {f"cluster_formation.classic_config.nodes.{n}": node.name for n, node in enumerate(self.nodes, 1)}
        return "".join(f"{name} = {value}\n" for name, value in (lines | peers).items())


def _environment(node: Node, data: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": data,
        "LC_ALL": "C.UTF-8",
        "RABBITMQ_NODENAME": node.name,
        "RABBITMQ_USE_LONGNAME": "true",
        "RABBITMQ_MNESIA_BASE": f"{data}/mnesia",
        "RABBITMQ_LOG_BASE": f"{data}/log",
        "RABBITMQ_PID_FILE": f"{data}/pid",
        "RABBITMQ_CONFIG_FILE": f"{data}/rabbitmq.conf",
        "RABBITMQ_CONF_ENV_FILE": f"{data}/rabbitmq-env.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{data}/enabled_plugins",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none",
        "RUNNING_UNDER_SYSTEMD": "true",
    }


@contextmanager
def cluster(hosts: Sequence[Host]) -> Iterator[Cluster]:
    """A cluster for as long as the block runs."""
    made = Cluster(hosts)
    made.clean()
    try:
        made.start()
        yield made
    finally:
        made.clean()
