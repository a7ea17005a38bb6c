"""The whole system as real processes, for tests from outside: every service and the gateway on free ports."""

import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from shared.contracts.calls import CreateKey, KeyCreated
from shared.contracts.vocabulary import KeyKind
from shared.messaging.topology import declare
from shared.testing.mailbox import Mailbox, running_mailbox
from shared.testing.processes import ServiceProcess, free_port
from shared.testing.servers import (
    OwnDatabase,
    OwnVhost,
    Servers,
    claim_nights,
    own_database,
    own_index_prefix,
    own_vhost,
)

SERVICES = ("accounts", "vacancies", "candidates", "search", "matching")
GATEWAY = "gateway"
_ROW_KEY_SECRET = secrets.token_hex(24)


@dataclass(frozen=True)
class Stack:
    """A running system. `variables` is the environment in which `heimvorteil …` talks to it."""

    base_url: str
    processes: Mapping[str, ServiceProcess]
    variables: Mapping[str, str]
    database: OwnDatabase
    vhost: OwnVhost
    mailbox: Mailbox

    def key(self, kind: KeyKind, name: str, subject: UUID | None = None) -> str:
        """A new API key; the account of that kind and name is made when missing."""
        with self.processes["accounts"].caller() as accounts:
            return accounts.call("create_key", CreateKey(kind=kind, name=name, subject=subject), KeyCreated).key


@pytest.fixture(scope="session")
def stack(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One running system for all tests of the session: they must tolerate what others have put in."""
    with running_stack(servers, template, tmp_path_factory.mktemp("stack")) as running:
        yield running


@contextmanager
def running_stack(servers: Servers, template: str, logs: Path) -> Iterator[Stack]:
    """A system on a database, a virtual host and indices of its own; killed after the block."""
    with (
        own_database(servers, template) as database,
        own_vhost(servers) as vhost,
        own_index_prefix(servers) as prefix,
        running_mailbox(logs) as mailbox,
    ):
        claim_nights(database)
        declare(vhost.amqp_url)
        urls = {name: f"http://127.0.0.1:{free_port()}" for name in (*SERVICES, GATEWAY)}
        variables = {
            "AMQP_URL": vhost.amqp_url,
            "ELASTICSEARCH_URL": servers.elasticsearch_url,
            "HV_INDEX_PREFIX": prefix,
            "HV_ROW_KEY_SECRET": _ROW_KEY_SECRET,
            "HV_VIEWS_FLUSH_SECONDS": "0.5",
            "HEIMVORTEIL_URL": urls[GATEWAY],
            "HV_SMTP_URL": mailbox.smtp_url,
            "HV_TRUSTED_PROXIES": "127.0.0.1",  # so that a test can ask from any network
            **{f"{name.upper()}_URL": urls[name] for name in SERVICES},
        }
        processes = {name: _process(name, url, variables, database, logs) for name, url in urls.items()}
        try:
            _start(processes)
            yield Stack(urls[GATEWAY], processes, {**variables, "DATABASE_URL": database.url}, database, vhost, mailbox)
        finally:
            for process in processes.values():
                process.kill()


def _process(name: str, url: str, variables: Mapping[str, str], database: OwnDatabase, logs: Path) -> ServiceProcess:
    own = {"DATABASE_URL": database.url_of(name), "HV_HTTP_PORT": url.rpartition(":")[2]}
    return ServiceProcess(name, {**variables, **own}, logs / f"{name}.log")


def _start(processes: Mapping[str, ServiceProcess]) -> None:
    """All at once; the gateway is ready only when the others are."""
    with ThreadPoolExecutor(len(processes)) as pool:
        for done in [pool.submit(process.start) for process in processes.values()]:
            done.result()
