"""Hosts of our own: network namespaces, each on a line of its own to a router that can drop what one sends another.

Nothing leaves the machine: the addresses are of 198.18.0.0/15, which RFC 2544 keeps for tests. The first host,
`here`, is the machine itself, so that a test and its services reach the others. What belongs to a network carries
its tag in its name; whoever sets one up removes what a killed run with that tag has left.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEEDS_ROOT = (
    "Partitions between hosts need network namespaces: root (CAP_SYS_ADMIN, CAP_NET_ADMIN) and `ip` of iproute2. "
    "In a container give it --privileged."
)


@dataclass(frozen=True)
class Host:
    """A machine of the test. `enter` is the beginning of a command that is to run there."""

    name: str
    address: str
    enter: tuple[str, ...] = ()


class Network:
    """Hosts joined by one router; every host reaches every other until they are cut off from each other."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._router = f"hv-{tag}-router"
        self._cuts: set[tuple[str, str]] = set()
        self._range = ""
        self.here = Host("here", "")
        self.hosts: dict[str, Host] = {}

    def set_up(self, *names: str) -> None:
        """A namespace for each name, and the router between them and us."""
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise AssertionError(NEEDS_ROOT)
        self.remove()
        self._range = _free_range()
        _ip("netns", "add", self._router, explain=NEEDS_ROOT)
        _ip("netns", "exec", self._router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        self.here = Host("here", self._line(0, f"hv{self._tag}", None))
        _ip("route", "add", f"{self._range}.0/24", "via", f"{self._range}.1", "dev", f"hv{self._tag}")
        for number, name in enumerate(names, 1):
            self.hosts[name] = self._host(number, name)

    def remove(self) -> None:
        """End what still runs on the hosts, and the hosts with their lines; ours first, it vanishes with its router."""
        if Path(f"/sys/class/net/hv{self._tag}").exists():
            _ip("link", "del", f"hv{self._tag}")
        for namespace in _namespaces():
            if namespace.startswith(f"hv-{self._tag}-"):
                for pid in _ip("netns", "pids", namespace).split():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(pid), 9)
                _ip("netns", "del", namespace)
        self._cuts.clear()

    def cut(self, one: Host, other: Host) -> None:
        """From now on nothing that either sends reaches the other; neither is told."""
        for pair in ((one.address, other.address), (other.address, one.address)):
            if pair not in self._cuts:
                self._rule("add", pair)
                self._cuts.add(pair)

    def isolate(self, host: Host, *others: Host) -> None:
        """Cut a host off from each of the others."""
        for other in others:
            self.cut(host, other)

    def heal(self) -> None:
        """All reach each other again."""
        for pair in self._cuts:
            self._rule("del", pair)
        self._cuts.clear()

    def _rule(self, verb: str, pair: tuple[str, str]) -> None:
        _ip("-n", self._router, "rule", verb, "from", pair[0], "to", pair[1], "priority", "100", "blackhole")

    def _host(self, number: int, name: str) -> Host:
        namespace = f"hv-{self._tag}-{name}"
        _ip("netns", "add", namespace)
        _ip("-n", namespace, "link", "set", "lo", "up")
        address = self._line(number, "eth0", namespace)
        _ip("-n", namespace, "route", "add", "default", "via", f"{self._range}.{4 * number + 1}")
        return Host(name, address, ("ip", "netns", "exec", namespace))

    def _line(self, number: int, device: str, namespace: str | None) -> str:
        """A pair of devices, one end at the router; the address of the other end."""
        there = f"to{number}"
        inside = ("netns", namespace) if namespace else ()
        at_host = ("-n", namespace) if namespace else ()
        router, host = (f"{self._range}.{4 * number + last}" for last in (1, 2))
        _ip("-n", self._router, "link", "add", there, "type", "veth", "peer", "name", device, *_target(inside))
        _ip("-n", self._router, "addr", "add", f"{router}/30", "dev", there)
        _ip("-n", self._router, "link", "set", there, "up")
        _ip(*at_host, "addr", "add", f"{host}/30", "dev", device)
        _ip(*at_host, "link", "set", device, "up")
        return host


@contextlib.contextmanager
def network(tag: str, *names: str) -> Iterator[Network]:
    """A network for as long as the block runs."""
    made = Network(tag)
    try:
        made.set_up(*names)
        yield made
    finally:
        made.remove()


def _target(inside: tuple[str, ...]) -> tuple[str, ...]:
    """Where the far end of a pair made at the router goes: a named namespace, or that of this process."""
    return inside or ("netns", str(os.getpid()))


def _free_range() -> str:
    """The first three parts of a network that no other run on this machine uses."""
    routes = _ip("-4", "route")
    return next(
        found
        for n in range(256)
        if (found := f"198.18.{n}") not in {r.rpartition(".")[0] for r in _destinations(routes)}
    )


def _destinations(routes: str) -> Iterator[str]:
    for line in routes.splitlines():
        yield line.split()[0].partition("/")[0]


def _namespaces() -> list[str]:
    return [line.split()[0] for line in _ip("netns", "list").splitlines()]


def _ip(*words: str, explain: str = "") -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607 - iproute2
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}{explain}"
    return done.stdout
