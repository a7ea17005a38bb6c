"""Connections that PostgreSQL has ended while they lay in the pool are replaced before anybody uses them."""

import psycopg

from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.servers import OwnDatabase

_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hv_accounts'"


def test_an_ended_connection_is_replaced(database: OwnDatabase, accounts: Database) -> None:
    assert _works(accounts)
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute(f"SELECT pg_terminate_backend(pid) {_OTHERS}")
        eventually(lambda: owner.execute(f"SELECT count(*) = 0 {_OTHERS}").fetchone() == (True,))
    assert _works(accounts)


def _works(database: Database) -> bool:
    with database.transaction() as connection:
        return connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}
