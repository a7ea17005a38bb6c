"""The service as a real process, its database, and what it says on the broker."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from kombu import Connection
from psycopg.rows import dict_row

from shared.contracts.calls import Principal
from shared.contracts.events import CloudEvent, VacancyItem, read_event
from shared.messaging.topology import subscription
from shared.runtime.calls import Caller
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.servers import OwnDatabase, OwnVhost


@pytest.fixture
def service(start_service: Callable[[str], ServiceProcess]) -> ServiceProcess:
    return start_service("vacancies")


@pytest.fixture
def vacancies(service: ServiceProcess) -> Iterator[Caller]:
    with service.caller() as caller:
        yield caller


@pytest.fixture
def company() -> Principal:
    return Principal(kind="company", account_id=uuid4(), name="Holzbau Beispiel", key_id=uuid4())


@pytest.fixture
def importer() -> Principal:
    return Principal(kind="importer", account_id=uuid4(), name="Stellenbörse", key_id=uuid4())


@pytest.fixture
def raw() -> dict[str, Any]:
    return {
        "external_id": "V-1",
        "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
        "occupation": {"id": "zimmerer"},
        "description_html": "<p>Dachstühle bauen</p>",
        "places": 2,
        "start_date": "2027-08-01",
        "duration_months": 36,
        "pay_per_month": [850, 950, 1100],
        "location": {"postal_code": "01987"},
    }


@pytest.fixture
def query(database: OwnDatabase) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Ask the schema of vacancies as the databases' owner."""
    with psycopg.connect(database.url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET search_path = vacancies")
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


class Listener:
    """Reads what search would get."""

    def __init__(self, connection: Connection) -> None:
        self._channel = connection.default_channel
        self.events: list[CloudEvent] = []

    def items(self, count: int) -> list[VacancyItem]:
        """All items heard so far, as soon as there are so many."""
        eventually(lambda: self._heard() >= count)
        return self._all()

    def nothing_more(self, count: int) -> bool:
        """True when exactly so many items were heard and the queue is empty."""
        return self._heard() == count

    def _all(self) -> list[VacancyItem]:
        return [item for event in self.events for item in event.data.items]  # type: ignore[attr-defined]

    def _heard(self) -> int:
        while message := self._channel.basic_get(subscription("search", "vacancies").queue, no_ack=True):
            self.events.append(read_event(json.loads(message.body)))
        return len(self._all())


@pytest.fixture
def listener(service: ServiceProcess, vhost: OwnVhost) -> Iterator[Listener]:
    with Connection(vhost.amqp_url) as connection:
        yield Listener(connection)
