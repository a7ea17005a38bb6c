"""Comparing the projection with the indices, a page at a time."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from elasticsearch import Elasticsearch

from services.search import store
from services.search.documents import searchable
from services.search.index import reader
from services.search.index.compare import FIRST, State, digest, suspicious, window
from services.search.index.prepare import aliases
from services.search.store import Kind, Projected
from shared.contracts.calls import CompareIndex, IndexCompared, IndexDifference
from shared.runtime.database import Database

PAGE = 500


def compare(command: CompareIndex, *, database: Database, client: Elasticsearch, prefix: str) -> IndexCompared:
    """Compare the named documents, or the next page of both sides; what differed is looked at once more by id."""
    index = aliases(prefix).of(command.kind)
    if command.ids:
        found = _differences(database, client, index, command.kind, command.ids)
        return IndexCompared(compared=len(command.ids), differences=found)
    compared, doubtful, end = _page(database, client, index, command.kind, command.after)
    return IndexCompared(
        compared=compared, differences=_differences(database, client, index, command.kind, doubtful), next=end
    )


def _page(
    database: Database, client: Elasticsearch, index: str, kind: Kind, after: UUID | None
) -> tuple[int, list[str], UUID | None]:
    start = after or FIRST
    with database.transaction() as connection:
        rows = store.page(connection, kind, after=start, limit=PAGE)
    docs = reader.page(client, index, after=start, limit=PAGE)
    end = window([row.id for row in rows], docs, PAGE)
    expected = [state for row in rows if end is None or row.id <= end for state in _expected(row)]
    found = [doc for doc in docs if end is None or doc.place <= str(end)]
    doubtful = suspicious(expected, found)
    if after is None:
        doubtful += [doc.id for doc in reader.nameless(client, index, PAGE)]
    return len(expected), doubtful, end


def _expected(row: Projected) -> list[State]:
    document = searchable(row)
    if document.body is None:
        return []
    return [State(str(row.id), str(row.id), row.version, digest(document.body))]


def _differences(
    database: Database, client: Elasticsearch, index: str, kind: Kind, ids: Sequence[str]
) -> tuple[IndexDifference, ...]:
    with database.transaction() as connection:
        rows = {str(row.id): row for row in store.projected(connection, kind, _uuids(ids))}
    found = {doc.id: doc for doc in reader.named(client, index, ids)}
    return tuple(
        IndexDifference(id=id_, projection=_said(rows.get(id_)), index=str(found[id_]) if id_ in found else None)
        for id_ in ids
        if (_expected(rows[id_]) if id_ in rows else []) != ([found[id_]] if id_ in found else [])
    )


def _uuids(ids: Sequence[str]) -> list[UUID]:
    """Those of the ids that are of our form; the index may hold others."""
    found = []
    for id_ in ids:
        with suppress(ValueError):
            found.append(UUID(id_))
    return found


def _said(row: Projected | None) -> str | None:
    if row is None:
        return None
    expected = _expected(row)
    return str(expected[0]) if expected else f"version {row.version}, not to be found"
