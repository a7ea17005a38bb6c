"""The fault suite: its servers, its system, its account."""

import os
from collections.abc import Iterator
from random import SystemRandom

import httpx
import pytest
from accounting import Row, table
from clients import Partners
from running import Runner
from world import VARIABLES, World, own_servers, proxied, watched

from shared.testing.servers import Servers
from shared.testing.stack import running_stack

_ROWS = pytest.StashKey[list[Row]]()
SEED = int(os.environ.get("HV_FAULT_SEED") or SystemRandom().randrange(10**6))
"""What every choice of a run is made from; HV_FAULT_SEED repeats one."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """The seed, before anything happens and whatever may happen."""
    session.config.pluginmanager.get_plugin("terminalreporter").write_line(f"HV_FAULT_SEED={SEED}")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this session."""
    return SEED


@pytest.fixture(scope="session")
def accounts(pytestconfig: pytest.Config) -> list[Row]:
    """Append a row for each run; the table is printed when all tests have ended."""
    return pytestconfig.stash.setdefault(_ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """fault × runs × what was lost, duplicated, and how long it took to be whole again."""
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section(f"faults, HV_FAULT_SEED={SEED}")
        terminalreporter.write_line(table(rows))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Servers of the suite's own, whatever others are given: it kills them."""
    with pytest.MonkeyPatch.context() as environment:
        for name in (*VARIABLES.values(), "RABBITMQ_MANAGEMENT_URL"):
            environment.delenv(name, raising=False)
        with own_servers() as started:
            yield started


@pytest.fixture(scope="session")
def world(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The whole system behind proxies; started once, every fault finds it whole and leaves it whole."""
    with (
        proxied(servers) as (seen, proxies),
        running_stack(seen, template, tmp_path_factory.mktemp("faults")) as stack,
    ):
        name = httpx.URL(stack.vhost.amqp_url).path
        direct = Servers(
            servers.database_url,
            str(httpx.URL(servers.amqp_url).copy_with(path=name)),
            servers.management_url,
            servers.elasticsearch_url,
        )
        database = str(httpx.URL(servers.database_url).copy_with(path=httpx.URL(stack.database.url).path))
        yield watched(World(direct, database, proxies, stack))


@pytest.fixture(scope="session")
def partners(world: World) -> Iterator[Partners]:
    """Clients with keys."""
    opened = Partners(world.stack)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def runner(world: World, partners: Partners, seed: int, accounts: list[Row]) -> Runner:
    """Breaks things on that system."""
    return Runner(world, partners, seed, accounts)
