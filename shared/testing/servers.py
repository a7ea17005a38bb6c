"""Pytest fixtures on real servers: for every test a database, a virtual host and index names of its own.

Servers given by DATABASE_URL, AMQP_URL, RABBITMQ_MANAGEMENT_URL and ELASTICSEARCH_URL are used; without them
the instance `test` is started for the session. The fixture `migrate` comes from tests/conftest.py, because
`shared` imports no service.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only-in-tests-5f0c3b1e9a7d4826b1c8e2f4a6907d35"  # noqa: S105 - of roles on a server that lives for a test run
"""Password of every service's role; the same in all runs, because runs may share a server."""


@dataclass(frozen=True)
class Servers:
    """Addresses of the three servers, as their owner."""

    database_url: str
    amqp_url: str
    management_url: str
    elasticsearch_url: str


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one test, with all migrations."""

    url: str
    """The superuser's address."""

    def url_of(self, service: str) -> str:
        """The address with the role of that service, which can touch its own schema only."""
        address = httpx.URL(self.url)
        return str(address.copy_with(username=f"hv_{service}", password=PASSWORD))


@dataclass(frozen=True)
class OwnVhost:
    """A virtual host of one test."""

    name: str
    amqp_url: str
    management_url: str

    def get(self, path: str) -> list[dict[str, object]]:
        """The management interface's list at `path` (queues, exchanges, bindings …) of this virtual host."""
        answer = httpx.get(f"{self.management_url}/api/{path}/{self.name}", trust_env=False)
        return list(answer.raise_for_status().json())


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Addresses of running servers; ends them after the session only if it started them."""
    if all(os.environ.get(name) for name in ("DATABASE_URL", "AMQP_URL", "ELASTICSEARCH_URL")):
        yield _from(dict(os.environ))
        return
    _native("servers")
    try:
        yield _from(dict(_exported(line) for line in _native("env").splitlines()))
    finally:
        _native("clean")


@pytest.fixture(scope="session")
def template(servers: Servers, migrate: Callable[[str], object]) -> Iterator[str]:
    """Name of a database with all migrations, from which every test's own is copied in some 0.03 s."""
    with template_database(servers, migrate) as name:
        yield name


@pytest.fixture
def database(servers: Servers, template: str) -> Iterator[OwnDatabase]:
    """A migrated database of the test's own; dropped after it, whoever is still connected."""
    with own_database(servers, template) as made:
        yield made


@pytest.fixture
def vhost(servers: Servers) -> Iterator[OwnVhost]:
    """An empty virtual host of the test's own; deleted after it with all that is in it."""
    with own_vhost(servers) as made:
        yield made


@pytest.fixture
def index_prefix(servers: Servers) -> Iterator[str]:
    """A prefix of index names of the test's own; what has it is deleted after the test."""
    with own_index_prefix(servers) as made:
        yield made


@contextmanager
def template_database(servers: Servers, migrate: Callable[[str], object]) -> Iterator[str]:
    """Name of a database with all migrations for as long as the block runs."""
    name = f"hv_template_{uuid4().hex[:12]}"
    url = _create_database(servers, name)
    with psycopg.connect(servers.database_url) as connection:  # roles belong to the server; parts run side by side
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('roles'))")
        migrate(url)
    yield name
    _drop_database(servers, name)


@contextmanager
def own_database(servers: Servers, template: str) -> Iterator[OwnDatabase]:
    """A copy of the template for as long as the block runs."""
    name = f"hv_test_{uuid4().hex[:12]}"
    yield OwnDatabase(_create_database(servers, name, template))
    _drop_database(servers, name)


NIGHTS = """INSERT INTO matching.round_nights (night)
SELECT (now() AT TIME ZONE 'UTC')::date + days FROM generate_series(0, 1) AS days"""
"""Tonight's round of matching and tomorrow's belong to nobody: tests say when one begins, whatever the hour."""


def claim_nights(database: OwnDatabase) -> None:
    """No round begins by itself."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(NIGHTS)


@contextmanager
def own_vhost(servers: Servers) -> Iterator[OwnVhost]:
    """An empty virtual host for as long as the block runs."""
    name = f"test-{uuid4().hex[:12]}"
    owner = httpx.URL(servers.management_url).username
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    with httpx.Client(base_url=servers.management_url, trust_env=False) as management:
        management.put(f"/api/vhosts/{name}").raise_for_status()
        management.put(f"/api/permissions/{name}/{owner}", json=everything).raise_for_status()
        url = str(httpx.URL(servers.amqp_url).copy_with(path=f"/{name}"))
        yield OwnVhost(name, url, servers.management_url)
        management.delete(f"/api/vhosts/{name}").raise_for_status()


@contextmanager
def own_index_prefix(servers: Servers, name: str | None = None) -> Iterator[str]:
    """A prefix of index names for as long as the block runs; a `name` may be left over from a run that was killed."""
    prefix = name or f"test{uuid4().hex[:12]}"
    _delete_indices(servers, prefix)
    yield prefix
    _delete_indices(servers, prefix)


def _delete_indices(servers: Servers, prefix: str) -> None:
    with httpx.Client(base_url=servers.elasticsearch_url, trust_env=False, timeout=30) as client:
        found = client.get("/_cat/indices", params={"format": "json", "h": "index", "expand_wildcards": "all"})
        for row in found.raise_for_status().json():
            if row["index"].startswith(prefix):
                client.delete(f"/{row['index']}").raise_for_status()


def _from(variables: dict[str, str]) -> Servers:
    return Servers(
        variables["DATABASE_URL"],
        variables["AMQP_URL"],
        variables["RABBITMQ_MANAGEMENT_URL"],
        variables["ELASTICSEARCH_URL"],
    )


def _native(command: str) -> str:
    words = [sys.executable, "-m", "deploy.native", "--instance", "test", command]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    return done.stdout


def _exported(line: str) -> tuple[str, str]:
    name, _, value = line.removeprefix("export ").partition("=")
    return name, value.strip("'")


def _create_database(servers: Servers, name: str, template: str = "template0") -> str:
    _as_owner(servers, sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
    return str(httpx.URL(servers.database_url).copy_with(path=f"/{name}"))


def _drop_database(servers: Servers, name: str) -> None:
    _as_owner(servers, sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


def _as_owner(servers: Servers, statement: sql.SQL, *names: str) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute(statement.format(*(sql.Identifier(name) for name in names)))
