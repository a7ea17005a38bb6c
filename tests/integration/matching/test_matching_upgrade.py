"""From the version before, which kept lists in a table of its own: nothing is lost, and not while it still runs."""

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from services.console.migrate import ROOT
from shared.testing.servers import OwnDatabase, Servers, own_database

FILES = sorted((ROOT / "services" / "matching" / "migrations").glob("*.sql"))
BEFORE = [path for path in FILES if path.name < "0011"]
ANN, BEN, EVE = (UUID(int=n) for n in (1, 2, 3))
PLACES = [UUID(int=10 + n) for n in range(4)]


def as_before(database: OwnDatabase) -> None:
    """The schema of the version before: Ann is shown two places and keeps one, Ben keeps two, Eve has none."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA matching")
        connection.execute("SET search_path = matching")
        connection.execute("CREATE TABLE migrations (name text PRIMARY KEY, at timestamptz DEFAULT now())")
        for path in BEFORE:
            connection.execute(path.read_text(encoding="utf-8").encode())
            connection.execute("INSERT INTO migrations (name) VALUES (%s)", (f"matching/{path.name}",))
        for leaver, kept in ((ANN, 3), (BEN, 2), (EVE, 0)):
            values = (leaver, kept)
            connection.execute("INSERT INTO leavers (id, revision, profile, kept) VALUES (%s, 1, '{}', %s)", values)
        for leaver, place, fit, shown in (
            (ANN, 0, 0.5, 2), (ANN, 1, 0.9, 1), (ANN, 2, 0.1, None), (BEN, 0, 0.3, None), (BEN, 3, 0.2, None),
        ):  # fmt: skip
            connection.execute("INSERT INTO edges VALUES (%s, %s, %s, %s)", (leaver, PLACES[place], fit, shown))


def test_lists_are_taken_over_once_the_version_before_is_stopped(
    servers: Servers, template: str, migrate: Callable[[str], list[str]]
) -> None:
    with own_database(servers, "template0") as database:
        as_before(database)
        with (
            psycopg.connect(database.url_of("matching")),
            pytest.raises(SystemExit, match=r"läuft noch[\s\S]*Halten Sie matching an"),
        ):
            migrate(database.url)
        assert "matching/0011_post_own_lists.sql" in migrate(database.url)
        with psycopg.connect(database.url) as connection:
            connection.execute("SET search_path = matching")
            lists = connection.execute("SELECT id, own, shown FROM leavers ORDER BY id").fetchall()
            assert lists == [
                (ANN, [PLACES[1], PLACES[0], PLACES[2]], 2),
                (BEN, [PLACES[0], PLACES[3]], 0),
                (EVE, None, 0),
            ]
            told = "SELECT array(SELECT shown_to(%s, 0, NULL)), is_shown(%s, 0, NULL)"
            found = [connection.execute(told, (place, place)).fetchone() for place in PLACES]
            assert found == [([ANN], True), ([ANN], True), ([], False), ([], False)]
            assert connection.execute("SELECT to_regclass('matching.edges')").fetchone() == (None,)
