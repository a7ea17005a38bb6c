"""A declared virtual host, what lies in its queues, and the outbox of accounts."""

from collections.abc import Callable, Iterator

import pytest
from broker import Broker
from kombu import Connection

from shared.messaging.publisher import Publisher
from shared.messaging.topology import declare
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase, OwnVhost


@pytest.fixture
def declared(vhost: OwnVhost) -> OwnVhost:
    """A virtual host with the whole topology."""
    declare(vhost.amqp_url)
    return vhost


@pytest.fixture
def broker(vhost: OwnVhost) -> Iterator[Broker]:
    """The test's own eyes and hands at the broker."""
    with Connection(vhost.amqp_url) as connection:
        yield Broker(connection)


@pytest.fixture
def accounts(database: OwnDatabase) -> Iterator[Database]:
    """The schema of accounts with the role of accounts."""
    opened = Database(database.url_of("accounts"), "accounts")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def publisher() -> Iterator[Callable[[str], Publisher]]:
    """Makes publishers; their connections are dropped after the test."""
    made: list[Publisher] = []

    def make(url: str) -> Publisher:
        made.append(Publisher(url))
        return made[-1]

    yield make
    for each in made:
        each.close()
