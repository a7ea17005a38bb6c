"""The service of a test module."""

from dataclasses import dataclass

from shared.testing.processes import ServiceProcess
from shared.testing.servers import OwnDatabase, OwnVhost


@dataclass(frozen=True)
class Running:
    """The service of a test module with all that is its own; emptied before each test."""

    service: ServiceProcess
    database: OwnDatabase
    vhost: OwnVhost
    prefix: str
