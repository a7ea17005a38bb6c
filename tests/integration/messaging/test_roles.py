"""A service's role can touch its own schema and nothing else; migrations run once."""

from collections.abc import Callable
from itertools import product

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from services.console.migrate import SERVICES
from shared.testing.servers import OwnDatabase


@pytest.mark.parametrize("own", SERVICES)
def test_a_role_cannot_touch_the_schema_of_another_service(own: str, database: OwnDatabase) -> None:
    statements = (
        "SELECT * FROM {}.outbox",
        "DELETE FROM {}.inbox",
        "INSERT INTO {}.inbox (consumer, event_id, subject) VALUES ('x', gen_random_uuid(), 'x')",
        "CREATE TABLE {}.mine (id int)",
    )
    others = [sql.Identifier(service) for service in SERVICES if service != own]
    with psycopg.connect(database.url_of(own), autocommit=True) as connection:
        for other, statement in product(others, statements):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(sql.SQL(statement).format(other))


@pytest.mark.parametrize("own", SERVICES)
def test_a_role_writes_rows_and_no_schema(own: str, database: OwnDatabase) -> None:
    with psycopg.connect(database.url_of(own), autocommit=True) as connection:
        connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(own)))
        connection.execute("INSERT INTO inbox (consumer, event_id, subject) VALUES ('x', gen_random_uuid(), 'x')")
        for statement in (
            "DROP TABLE inbox",
            "ALTER TABLE outbox ADD COLUMN more int",
            "CREATE TABLE mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "DELETE FROM migrations",
            "CREATE ROLE another",
        ):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)


def test_migrating_again_does_nothing(database: OwnDatabase, migrate: Callable[[str], list[str]]) -> None:
    assert migrate(database.url) == []
