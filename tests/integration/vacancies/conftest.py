"""The service as a real process, its database, and what it says on the broker."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from shared.contracts.calls import Principal
from shared.testing.servers import OwnDatabase


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
