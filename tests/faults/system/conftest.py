"""The system that is broken: its own servers, proxies before them, clients."""

from collections.abc import Iterator

import httpx
import pytest
from accounting import Row
from clients import Partners
from running import Runner
from world import VARIABLES, World, own_servers, proxied, watched

from shared.testing.servers import Servers
from shared.testing.stack import running_stack


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
