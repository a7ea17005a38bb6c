"""The nightly comparison: once across instances, and every instance exports what it found."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from search_events import Rows, leaver, published, shared, vacancy

from services.search.checking import nightly
from services.search.metrics import INDEX_CHECKED, INDEX_DRIFT
from shared.contracts.events import CloudEvent
from shared.runtime.database import Database
from shared.testing.running import Running

Tell = Callable[[CloudEvent], None]
TONIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def database(running: Running) -> Iterator[Database]:
    opened = Database(running.database.url_of("search"), "search")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def night(database: Database, elastic: Elasticsearch, index_prefix: str) -> Callable[..., dict[str, int]]:
    """What one instance's timer does at a moment; it need not wait here."""
    return lambda moment=TONIGHT, wait=lambda seconds: None: nightly(
        database=database, client=elastic, prefix=index_prefix, clock=lambda: moment, wait=wait
    )


def drift(kind: str) -> float:
    return float(INDEX_DRIFT.labels(kind)._value.get())


def test_one_instance_compares_each_night(
    tell: Tell, night: Callable[..., dict[str, int]], rows: Rows, elastic: Elasticsearch, index_prefix: str
) -> None:
    records = [vacancy() for _ in range(3)]
    tell(published(*records))
    tell(shared(leaver()))
    assert [night(), night()] == [{"vacancy": 0, "candidate": 0}, {}]
    assert (drift("vacancy"), drift("candidate")) == (0, 0)
    elastic.delete(index=f"{index_prefix}-vacancies", id=str(records[0].id), refresh=True)
    assert night(TONIGHT + timedelta(hours=22, minutes=59)) == {}
    assert night(TONIGHT + timedelta(hours=23)) == {"vacancy": 1, "candidate": 0}
    assert (drift("vacancy"), drift("candidate")) == (1, 0)
    assert INDEX_CHECKED.labels("vacancy")._value.get() > 0
    found = rows("SELECT kind, documents, differences FROM index_checks ORDER BY kind")
    assert [tuple(row.values()) for row in found] == [("candidate", 1, 0), ("vacancy", 3, 1)]


def test_what_is_made_good_meanwhile_is_no_drift(
    tell: Tell, night: Callable[..., dict[str, int]], elastic: Elasticsearch, index_prefix: str
) -> None:
    tell(published(vacancy()))
    index, id_ = f"{index_prefix}-vacancies", str(uuid4())
    elastic.index(index=index, id=id_, document={"id": id_}, refresh=True)

    def mend(seconds: float) -> None:
        elastic.options(ignore_status=404).delete(index=index, id=id_)

    assert night(wait=mend) == {"vacancy": 0, "candidate": 0}
