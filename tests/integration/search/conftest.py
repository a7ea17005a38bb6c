"""The service as a real process; events published as its neighbours would."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from elasticsearch import Elasticsearch
from psycopg.rows import dict_row
from search_events import Rows

from shared.contracts.events import CONTENT_TYPE, CloudEvent
from shared.contracts.search import SearchQuery, SearchResult
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS
from shared.runtime.calls import Caller
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import Servers


@pytest.fixture(scope="module")
def running(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for a module: reading the reference tables takes seconds."""
    with running_service("search", servers, template, tmp_path_factory.mktemp("search")) as made:
        yield made


@pytest.fixture
def service(running: Running, servers: Servers) -> ServiceProcess:
    """The running service with nothing in its tables and indices."""
    with psycopg.connect(running.database.url, autocommit=True) as connection:
        connection.execute(
            "TRUNCATE search.projection, search.inbox, search.outbox, search.rebuilds, search.index_checks,"
            " search.asked, search.aliases"
        )
    with Elasticsearch(servers.elasticsearch_url) as client:
        client.indices.refresh(index=f"{running.prefix}-*")
        client.delete_by_query(index=f"{running.prefix}-*", query={"match_all": {}}, refresh=True)
    return running.service


@pytest.fixture
def index_prefix(running: Running) -> str:
    return running.prefix


@pytest.fixture
def search(service: ServiceProcess) -> Iterator[Callable[..., SearchResult]]:
    """Ask the service."""
    with service.caller() as caller:
        yield lambda **asked: caller.call("search", SearchQuery(**asked), SearchResult)


@pytest.fixture
def caller(service: ServiceProcess) -> Iterator[Caller]:
    with service.caller() as made:
        yield made


@pytest.fixture
def rows(running: Running, service: ServiceProcess) -> Iterator[Rows]:
    """Ask the schema of search as the databases' owner."""
    with psycopg.connect(running.database.url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET search_path = search")
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


@pytest.fixture
def elastic(servers: Servers) -> Iterator[Elasticsearch]:
    with Elasticsearch(servers.elasticsearch_url) as client:
        yield client


@pytest.fixture
def publish(running: Running) -> Iterator[Callable[[CloudEvent], None]]:
    """Send an event as a relay would."""
    publisher = Publisher(running.vhost.amqp_url)

    def send(event: CloudEvent) -> None:
        message = Outgoing(str(event.id), EVENTS.name, event.name, event.model_dump_json().encode(), CONTENT_TYPE)
        assert publisher.publish([message]) == {str(event.id)}

    yield send
    publisher.close()


@pytest.fixture
def handled(rows: Rows) -> Callable[[CloudEvent], None]:
    """Waits until the service has wholly handled an event."""

    def wait(event: CloudEvent) -> None:
        eventually(lambda: rows("SELECT 1 FROM inbox WHERE event_id = %s", event.id), 180)

    return wait


@pytest.fixture
def tell(publish: Callable[[CloudEvent], None], handled: Callable[[CloudEvent], None]) -> Callable[[CloudEvent], None]:
    """Send an event and wait until it is handled."""

    def send(event: CloudEvent) -> None:
        publish(event)
        handled(event)

    return send
