"""One service as a process for all tests of a module: a start takes longer than most tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.messaging.topology import declare
from shared.testing.processes import ServiceProcess, free_port
from shared.testing.servers import OwnDatabase, OwnVhost, Servers, own_database, own_index_prefix, own_vhost


@dataclass(frozen=True)
class Running:
    """The service of a test module with all that is its own; a fixture empties it before each test."""

    service: ServiceProcess
    database: OwnDatabase
    vhost: OwnVhost
    prefix: str


@contextmanager
def running_service(name: str, servers: Servers, template: str, logs: Path, **more: str) -> Iterator[Running]:
    """The service with `more` variables, on a database, virtual host and indices of its own; killed after the block."""
    with own_database(servers, template) as database, own_vhost(servers) as vhost, own_index_prefix(servers) as prefix:
        declare(vhost.amqp_url)
        variables = {
            "DATABASE_URL": database.url_of(name),
            "AMQP_URL": vhost.amqp_url,
            "ELASTICSEARCH_URL": servers.elasticsearch_url,
            "HV_INDEX_PREFIX": prefix,
            "HV_HTTP_PORT": str(free_port()),
            **more,
        }
        service = ServiceProcess(name, variables, logs / f"{name}.log")
        try:
            service.start()
            yield Running(service, database, vhost, prefix)
        finally:
            service.kill()
