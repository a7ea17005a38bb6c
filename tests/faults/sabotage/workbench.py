"""One service, or two, on real servers with a database, a virtual host and indices of their own: for sabotage."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from elasticsearch import Elasticsearch
from kombu import Connection

from shared.contracts.events import CONTENT_TYPE, CloudEvent
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS
from shared.testing.processes import ServiceProcess, free_port
from shared.testing.servers import OwnDatabase, OwnVhost, Servers, own_database, own_index_prefix, own_vhost


@dataclass
class Bench:
    """What a scenario works with; services run from `tree`, which may be a mutant's."""

    tree: Path
    logs: Path
    database: OwnDatabase
    vhost: OwnVhost
    prefix: str
    servers: Servers
    started: list[ServiceProcess] = field(default_factory=list)

    def service(self, name: str) -> ServiceProcess:
        """A service, not yet started."""
        variables = {
            "DATABASE_URL": self.database.url_of(name),
            "AMQP_URL": self.vhost.amqp_url,
            "ELASTICSEARCH_URL": self.servers.elasticsearch_url,
            "HV_INDEX_PREFIX": self.prefix,
            "HV_HTTP_PORT": str(free_port()),
        }
        self.started.append(ServiceProcess(name, variables, self.logs / f"{name}.log", self.tree))
        return self.started[-1]

    def publish(self, *events: CloudEvent) -> None:
        """As another service's relay would."""
        with_all = [
            Outgoing(str(event.id), EVENTS.name, event.name, event.model_dump_json().encode(), CONTENT_TYPE)
            for event in events
        ]
        publisher = Publisher(self.vhost.amqp_url)
        assert publisher.publish(with_all) == {str(event.id) for event in events}
        publisher.close()

    def waiting(self, queue: str) -> int:
        """Messages ready in a queue."""
        with Connection(self.vhost.amqp_url) as broker:
            return int(broker.default_channel.queue_declare(queue, passive=True).message_count)

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Ask the database as its owner."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def index(self) -> Iterator[Elasticsearch]:
        """The index's server."""
        with Elasticsearch(self.servers.elasticsearch_url, request_timeout=60) as client:
            yield client

    def done(self, name: str, event: CloudEvent) -> int:
        """How often a service has logged that it is done with an event."""
        lines = (json.loads(line) for line in (self.logs / f"{name}.log").read_text().splitlines() if line[:1] == "{")
        return sum(line.get("event") == "done" and line.get("event_id") == str(event.id) for line in lines)


@contextmanager
def bench(servers: Servers, template: str, tree: Path, logs: Path) -> Iterator[Bench]:
    """All of its own for as long as the block runs."""
    with own_database(servers, template) as database, own_vhost(servers) as vhost, own_index_prefix(servers) as prefix:
        made = Bench(tree, logs, database, vhost, prefix, servers)
        try:
            yield made
        finally:
            for service in made.started:
                service.kill()
