"""Hosts that no longer reach each other: three brokers, a relay at the first, a consumer at the second."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from accounting import Row, account
from cluster import Cluster, cluster
from network import Network, network
from talk import Talk, both_ends

from deploy.native.state import ROOT, locked
from shared.messaging.topology import declare
from shared.testing.processes import eventually
from shared.testing.servers import OwnDatabase

LONG = "HV_FAULT_MINUTES" in os.environ
NOTICE_SECONDS = 120
Cut = Callable[[Network, Cluster, Random], None]


@pytest.fixture(scope="module")
def net() -> Iterator[Network]:
    """Three hosts; one network a checkout at a time."""
    (ROOT / ".run").mkdir(exist_ok=True)
    tag = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
    with locked(ROOT / ".run" / "network.lock"), network(tag, "a", "b", "c") as made:
        yield made


@pytest.fixture(scope="module")
def brokers(net: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A node on each host, and the whole topology on all of them."""
    with cluster(list(net.hosts.values()), tmp_path_factory.mktemp("cluster")) as running:
        declare(running.url())
        eventually(running.replicated)
        yield running


def alone(number: int) -> Cut:
    """One node reaches neither of the others."""

    def cut(net: Network, brokers: Cluster, _rng: Random) -> None:
        lonely, *others = [brokers.nodes[number], *brokers.nodes[:number], *brokers.nodes[number + 1 :]]
        net.isolate(lonely.host, *(node.host for node in others))
        eventually(lambda: not brokers.running(number), NOTICE_SECONDS)

    return cut


def all_apart(net: Network, brokers: Cluster, _rng: Random) -> None:
    """No node reaches another, so there is no majority anywhere."""
    a, b, c = (node.host for node in brokers.nodes)
    net.isolate(a, b, c)
    net.cut(b, c)
    eventually(lambda: not any(brokers.running(n) for n in range(3)), NOTICE_SECONDS)


CUTS = {
    "the relay's node alone": alone(0),
    "no majority": all_apart,
    "the consumer's node alone": alone(1),
    "an idle node alone": alone(2),
}
SHORT = ("the relay's node alone", "no majority")


@pytest.mark.parametrize("fault", CUTS if LONG else SHORT)
def test_what_was_confirmed_takes_effect_once(
    fault: str, net: Network, brokers: Cluster, database: OwnDatabase, seed: int, accounts: list[Row], tmp_path: Path
) -> None:
    with both_ends(brokers, database, tmp_path), Talk(database) as talk:
        talk.goes_on()
        CUTS[fault](net, brokers, Random(seed))
        talk.is_still_heard() if fault == "no majority" else talk.goes_on()
        told = talk.confirmed()
        net.heal()
        healed = time.monotonic()
        eventually(brokers.replicated, NOTICE_SECONDS)
        talk.goes_on()
        talk.at_rest()
        seconds = time.monotonic() - healed
        assert told <= talk.effects().keys()
        row = account(
            f"partition: {fault}",
            seed,
            attempted=talk.attempted,
            acknowledged=talk.acknowledged,
            effects=talk.effects(),
            seconds=seconds,
        )
    accounts.append(row)
    assert row.good, row
