"""From event to index, on real servers: searchable once, withdrawn for good, erased without a trace."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch, NotFoundError
from search_events import MARBACH, Rows, closed, erased, leaver, published, shared, vacancy

from shared.contracts.events import CloudEvent, read_event
from shared.contracts.search import SearchResult

Search = Callable[..., SearchResult]
Tell = Callable[[CloudEvent], None]


def outbox(rows: Rows, name: str) -> list[Any]:
    found = rows("SELECT body FROM outbox WHERE name = %s ORDER BY seq", name)
    return [read_event(json.loads(row["body"])).data for row in found]


def test_a_published_vacancy_is_searchable_when_the_outbox_says_so(search: Search, tell: Tell, rows: Rows) -> None:
    record = vacancy()
    tell(published(record))
    found = search(q="Bäcker", where="71634")
    assert [hit.id for hit in found.hits] == [record.id]
    (said,) = outbox(rows, "vacancy.indexed")
    assert said.items[0].document_version == 1
    assert said.items[0].document.id == record.id


def test_a_change_replaces_and_an_older_revision_changes_nothing(search: Search, tell: Tell, rows: Rows) -> None:
    record = vacancy(revision=2, title="Bäcker/in in der Backstube")
    tell(published(record))
    tell(published(record.model_copy(update={"revision": 1, "title": "Veraltet"})))
    assert [hit.title for hit in search(q="Bäcker").hits] == ["Bäcker/in in der Backstube"]
    tell(published(record.model_copy(update={"revision": 3, "title": "Bäckerin neu"})))
    assert [hit.title for hit in search(q="Bäcker").hits] == ["Bäckerin neu"]
    assert [event.items[0].document_version for event in outbox(rows, "vacancy.indexed")] == [2, 3]


@pytest.mark.parametrize("kind", ["withdrawn", "filled", "expired"])
def test_a_late_event_does_not_bring_a_closed_vacancy_back(
    kind: str, search: Search, tell: Tell, rows: Rows, elastic: Elasticsearch, index_prefix: str
) -> None:
    record = vacancy()
    tell(published(record))
    tell(closed(record, 3, kind))
    tell(published(record.model_copy(update={"revision": 2})))
    assert search(q="Bäcker").total == 0
    with pytest.raises(NotFoundError):
        elastic.get(index=f"{index_prefix}-vacancies", id=str(record.id))
    assert rows("SELECT tombstone, body, source_revision FROM projection") == [
        {"tombstone": True, "body": None, "source_revision": 3}
    ]
    tell(published(record.model_copy(update={"revision": 4})))  # opened again
    assert search(q="Bäcker").total == 1


def test_a_withdrawal_that_comes_first_wins(search: Search, tell: Tell) -> None:
    record = vacancy()
    tell(closed(record, 2))
    tell(published(record))
    assert search(q="Bäcker").total == 0


def test_a_redelivery_repeats_harmlessly(search: Search, tell: Tell, rows: Rows) -> None:
    record = vacancy()
    event = published(record)
    tell(event)
    rows("DELETE FROM inbox RETURNING 1")  # as if the process had died before its last transaction
    rows("DELETE FROM outbox RETURNING 1")
    tell(event)
    assert search(q="Bäcker").total == 1
    (said,) = outbox(rows, "vacancy.indexed")
    assert said.items[0].document_version == 1
    tell(event)
    assert len(outbox(rows, "vacancy.indexed")) == 1


def test_a_batch_is_one_bulk_and_one_event(search: Search, tell: Tell, rows: Rows) -> None:
    records = [vacancy(location=MARBACH) for _ in range(60)]
    tell(published(*records))
    assert search(q="Bäcker", where="Marbach am Neckar").total == 60
    (said,) = outbox(rows, "vacancy.indexed")
    assert {item.document.id for item in said.items} == {record.id for record in records}


def test_a_matchable_leaver_is_indexed_with_all_wishes(
    tell: Tell, rows: Rows, elastic: Elasticsearch, index_prefix: str, search: Search
) -> None:
    matchable, unplaced = leaver(), leaver(latitude=None, longitude=None, postal_code="716")
    tell(shared(matchable, unplaced))
    index = f"{index_prefix}-candidates"
    wished = elastic.search(index=index, query={"term": {"wish_occupations": "koch"}})
    assert [hit["_id"] for hit in wished["hits"]["hits"]] == [str(matchable.id)]
    (said,) = outbox(rows, "candidate.indexed")
    assert [item.document.id for item in said.items] == [matchable.id]
    assert len(rows("SELECT 1 FROM projection WHERE kind = 'candidate' AND body IS NOT NULL")) == 2


def test_an_erased_leaver_leaves_nothing_and_never_returns(
    tell: Tell, rows: Rows, elastic: Elasticsearch, index_prefix: str, search: Search
) -> None:
    gone, other = leaver(postal_code="71634"), leaver()
    tell(shared(other, gone))
    tell(erased(gone.id, 1))
    tell(shared(gone.model_copy(update={"revision": 7}), kind="changed"))
    assert elastic.count(index=f"{index_prefix}-candidates")["count"] == 1
    kept = rows("SELECT tombstone, body FROM projection WHERE id = %s", gone.id)
    assert kept == [{"tombstone": True, "body": None}]
    assert rows("SELECT 1 FROM outbox WHERE body LIKE %s", f"%{gone.id}%") == []


def test_events_for_an_unknown_vacancy_leave_a_tombstone(search: Search, tell: Tell, rows: Rows) -> None:
    tell(closed(vacancy(id=uuid4()), 5))
    assert rows("SELECT tombstone FROM projection") == [{"tombstone": True}]
    assert outbox(rows, "vacancy.indexed") == []


def test_a_lost_row_comes_back_when_it_is_told_again(
    search: Search, tell: Tell, rows: Rows, elastic: Elasticsearch, index_prefix: str
) -> None:
    """Under a version the index accepts, also the next one."""
    record = vacancy()
    tell(published(record))
    tell(published(record := record.model_copy(update={"revision": 4, "title": "Bäcker/in 4"})))
    tell(published(record := record.model_copy(update={"revision": 9, "title": "Bäcker/in 9"})))
    rows("DELETE FROM projection RETURNING 1")
    tell(published(record))
    (row,) = rows("SELECT source_revision, document_version, body ->> 'title' AS title FROM projection")
    assert (row["source_revision"], row["title"]) == (9, "Bäcker/in 9")
    assert elastic.get(index=f"{index_prefix}-vacancies", id=str(record.id))["_version"] == row["document_version"]
    tell(published(record.model_copy(update={"revision": 10, "title": "Bäcker/in 10"})))
    assert [hit.title for hit in search(q="Bäcker").hits] == ["Bäcker/in 10"]


def test_an_erasure_told_again_deletes_although_the_row_was_lost(
    tell: Tell, rows: Rows, elastic: Elasticsearch, index_prefix: str
) -> None:
    person = leaver()
    tell(shared(person))
    tell(shared(person.model_copy(update={"revision": 5}), kind="changed"))
    rows("DELETE FROM projection RETURNING 1")
    tell(erased(person.id, 1_000_000_000))
    elastic.indices.refresh(index=f"{index_prefix}-candidates")
    assert elastic.count(index=f"{index_prefix}-candidates")["count"] == 0
