"""Every column of a migrated database is in its service's privacy.toml, and nothing else is (ADR 0036)."""

import psycopg
import pytest

from services.console.documents.inventory import SCHEMAS, tables
from shared.testing.servers import OwnDatabase

COLUMNS = """
SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition 
AND attnum > 0 AND NOT attisdropped
"""


@pytest.mark.parametrize("service", SCHEMAS)
def test_every_column_is_described(service: str, database: OwnDatabase) -> None:
    with psycopg.connect(database.url) as connection:
        found = {tuple(row) for row in connection.execute(COLUMNS, (service,)).fetchall()}
    described = {(table.name, column) for table in tables(service) for column in table.columns}
    assert len(found) > 10
    assert found - described == set(), f"say what they hold in services/{service}/privacy.toml"
    assert described - found == set(), "there are no such columns"
