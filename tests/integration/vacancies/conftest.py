"""The service as a real process, its database, and what it says on the broker."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from services.vacancies.handlers import post_vacancy
from services.vacancies.reference import ReferenceFacts
from shared.contracts.calls import PostVacancy, Principal
from shared.contracts.vacancy import VacancyInput
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase

POSTED = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


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


@pytest.fixture
def own(database: OwnDatabase) -> Iterator[Database]:
    opened = Database(database.url_of("vacancies"), "vacancies")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def posted(own: Database, company: Principal, raw: dict[str, Any]) -> Callable[..., str]:
    """Post the good vacancy with some fields replaced; its id."""

    def post(who: Principal = company, **fields: Any) -> str:
        vacancy = VacancyInput.model_validate({**raw, "external_id": None, **fields})
        command = PostVacancy(principal=who, vacancy=vacancy)
        answer = post_vacancy(command, database=own, facts=ReferenceFacts(), clock=lambda: POSTED, new_id=uuid4)
        return str(answer.id)

    return post
