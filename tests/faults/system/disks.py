"""Servers on small disks that fill."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import httpx
import psycopg
from small_disk import SmallDisk
from world import DISKS, INSTANCE, World

from deploy.native import processes
from shared.testing.processes import eventually

BELOW_THE_LIMIT = 100 * 2**20
"""Bytes left to the broker: its limit is 200 MB (deploy/native/rabbitmq.py)."""
_A_SEGMENT = "SELECT pg_logical_emit_message(true, 'disks', repeat('x', 16000000))"
"""Fills what PostgreSQL has laid by: it writes into old segments of its log until they are used up."""
NOTICE_SECONDS = 120


@contextmanager
def full_database(world: World, _rng: Random) -> Iterator[None]:
    """PostgreSQL finds no room for its log and ends itself; when there is room it is started, if it gave up."""
    with _filled(DISKS["postgres"], leave=0):
        eventually(lambda: not _takes_a_write(world), NOTICE_SECONDS)
        yield
    if not processes.running(INSTANCE, "postgres"):
        world.start("postgres")
    eventually(lambda: _takes_a_write(world), NOTICE_SECONDS)


@contextmanager
def full_broker(world: World, _rng: Random) -> Iterator[None]:
    """RabbitMQ raises its disk alarm and takes nothing from publishers until there is room again."""
    with _filled(DISKS["rabbitmq"], leave=BELOW_THE_LIMIT):
        eventually(lambda: _alarmed(world), NOTICE_SECONDS)
        yield
    eventually(lambda: not _alarmed(world), NOTICE_SECONDS)


@contextmanager
def _filled(disk: SmallDisk, leave: int) -> Iterator[None]:
    disk.fill(leave)
    try:
        yield
    finally:
        disk.free()


def _takes_a_write(world: World) -> bool:
    try:
        with world.database() as connection:
            connection.execute(_A_SEGMENT)
    except psycopg.OperationalError:
        return False
    return True


def _alarmed(world: World) -> bool:
    nodes = httpx.get(f"{world.direct.management_url}/api/nodes", trust_env=False, timeout=30)
    return any(node.get("disk_free_alarm") for node in nodes.raise_for_status().json())
