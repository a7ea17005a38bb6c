"""The national market through the services' loaders: as many as asked, real proportions, the same again."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest
from elasticsearch import Elasticsearch

from services.console.seeding import national
from services.console.settings import Settings
from shared.testing.servers import OwnDatabase, Servers

VACANCIES, LEAVERS = 2_000, 3_000


@dataclass(frozen=True)
class Installation:
    """An empty installation with what counts in it."""

    settings: Settings
    client: Elasticsearch

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        with psycopg.connect(self.settings.database_url) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index] # noqa: S608

    def documents(self, kind: str, **query: object) -> int:
        """How many documents a search would find."""
        found = self.client.count(index=f"{self.settings.hv_index_prefix}-{kind}", query=query or None)
        return int(found["count"])


@pytest.fixture
def empty(database: OwnDatabase, servers: Servers, index_prefix: str) -> Iterator[Installation]:
    settings = Settings(
        database_url=database.url, amqp_url=servers.amqp_url, elasticsearch_url=servers.elasticsearch_url,
        hv_index_prefix=index_prefix,
    )  # fmt: skip
    with Elasticsearch(servers.elasticsearch_url) as client:
        yield Installation(settings, client)


def test_as_many_as_asked_are_searchable_and_a_second_time_adds_nothing(empty: Installation) -> None:
    importer, steps = uuid4(), []
    for expected in (VACANCIES, 0):
        rows = national.national_vacancies(VACANCIES, 1, 2027)
        assert national.load_vacancies(empty.settings, importer, rows, steps.append) == expected
    assert sum(steps) == 2 * VACANCIES
    assert empty.rows("vacancies.vacancies") == empty.rows("search.projection") == VACANCIES
    assert empty.documents("vacancies") == VACANCIES
    assert empty.documents("vacancies", term={"synthetic": True}) == VACANCIES
    assert empty.documents("vacancies", term={"land": "05"}) > empty.documents("vacancies", term={"land": "04"}) > 0
    assert empty.rows("vacancies.outbox") == empty.rows("search.outbox") == 0


def test_leavers_have_profiles_that_can_be_found(empty: Installation) -> None:
    rows = national.national_leavers(LEAVERS, 1, 2027)
    assert national.load_leavers(empty.settings, uuid4(), 2027, rows, lambda _: None) == LEAVERS
    assert empty.rows("candidates.leavers") == empty.rows("search.projection") == LEAVERS
    assert empty.documents("candidates") == LEAVERS
    assert empty.documents("candidates", exists={"field": "wish_occupations"}) > LEAVERS / 2


def test_a_loader_that_fails_fails_the_seed(empty: Installation) -> None:
    broken = empty.settings.model_copy(update={"database_url": "postgresql://127.0.0.1:1/nowhere"})
    rows = national.national_vacancies(VACANCIES, 1, 2027)
    with pytest.raises(national.LoadFailed):
        national.load_vacancies(broken, uuid4(), rows, lambda _: None)
