"""Hosts that no longer reach each other: three brokers, a relay at the first, a consumer at the second."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
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
ROUNDS = 12
NOTICE_SECONDS = 120
Cut = Callable[["Scene"], None]


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


@dataclass(frozen=True)
class Scene:
    """What a cut is made in."""

    net: Network
    brokers: Cluster
    talk: Talk
    rng: Random


def alone(number: int) -> Cut:
    """One node reaches neither of the others."""

    def cut(scene: Scene) -> None:
        nodes = scene.brokers.nodes
        scene.net.isolate(nodes[number].host, *(node.host for node in nodes if node is not nodes[number]))
        eventually(lambda: not scene.brokers.running(number), NOTICE_SECONDS)

    return cut


def all_apart(scene: Scene) -> None:
    """No node reaches another, so there is no majority anywhere."""
    for pair in combinations([node.host for node in scene.brokers.nodes], 2):
        scene.net.cut(*pair)
    eventually(lambda: not any(scene.brokers.running(number) for number in range(3)), NOTICE_SECONDS)


def unreachable(number: int) -> Cut:
    """We no longer reach a node that is well, and are not told: connections stay open and silent."""

    def cut(scene: Scene) -> None:
        scene.net.cut(scene.net.here, scene.brokers.nodes[number].host)

    return cut


def by_chance(scene: Scene) -> None:
    """Again and again some lines are cut, also such that two nodes miss each other and both reach the third."""
    pairs = list(combinations([scene.net.here, *(node.host for node in scene.brokers.nodes)], 2))
    for _round in range(ROUNDS):
        for pair in scene.rng.sample(pairs, scene.rng.randint(1, 4)):
            scene.net.cut(*pair)
        scene.talk.is_still_heard(scene.rng.randint(20, 800))
        scene.net.heal()
        scene.brokers.whole_again(NOTICE_SECONDS)


CUTS = {
    "the relay's node alone": alone(0),
    "no majority": all_apart,
    "the consumer's node alone": alone(1),
    "an idle node alone": alone(2),
    "the relay's node unreachable": unreachable(0),
    "the consumer's node unreachable": unreachable(1),
    "cuts by chance": by_chance,
}
"""What is cut; each returns when the nodes have noticed."""
SHORT = ("the relay's node alone", "no majority")


@pytest.mark.parametrize("fault", CUTS if LONG else SHORT)
def test_what_was_confirmed_takes_effect_once(
    fault: str, net: Network, brokers: Cluster, database: OwnDatabase, seed: int, accounts: list[Row], tmp_path: Path
) -> None:
    with both_ends(brokers, database, tmp_path), Talk(database) as talk:
        talk.goes_on()
        CUTS[fault](Scene(net, brokers, talk, Random(f"{seed} {fault}")))
        talk.is_still_heard(20) if fault == "no majority" else talk.goes_on()
        confirmed = talk.confirmed()
        net.heal()
        healed = time.monotonic()
        eventually(brokers.replicated, NOTICE_SECONDS)
        talk.goes_on()
        talk.at_rest()
        seconds = time.monotonic() - healed
        row = account(
            f"partition: {fault}",
            seed,
            attempted=talk.attempted,
            acknowledged=talk.acknowledged,
            effects=talk.effects(),
            seconds=seconds,
        )
        lost = confirmed - talk.effects().keys()
    accounts.append(row)
    assert row.good, f"{row}; {len(lost)} of the lost were confirmed while the lines were cut"
