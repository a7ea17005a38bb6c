"""The projection of a kind and an index that should hold the same, compared a page at a time in bounded memory."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from elasticsearch import Elasticsearch

from services.search import store
from services.search.documents import searchable
from services.search.index import reader
from services.search.index.compare import FIRST, State, digest, suspicious, window
from services.search.store import Kind, Projected
from shared.runtime.database import Connection

PAGE = 500


@dataclass(frozen=True)
class Sides:
    """What both sides say of a document now; None: nothing."""

    id: str
    row: Projected | None
    expected: State | None
    found: State | None

    @property
    def equal(self) -> bool:
        """The index holds what it should."""
        return self.expected == self.found


@dataclass(frozen=True)
class Page:
    """Both sides up to an id (`end`; None: to the last), and the ids that look different."""

    expected: list[State]
    found: list[State]
    doubtful: list[str]
    end: UUID | None

    def settled(self) -> list[Sides]:
        """The documents that look equal."""
        doubtful, found = set(self.doubtful), {state.id: state for state in self.found}
        return [Sides(one.id, None, one, found[one.id]) for one in self.expected if one.id not in doubtful]


@dataclass(frozen=True)
class Pair:
    """The two sides. `index` is an alias or a name."""

    connection: Connection
    client: Elasticsearch
    index: str
    kind: Kind

    def page(self, after: UUID | None) -> Page:
        """The next documents after an id, as a search would find them."""
        start = after or FIRST
        rows = store.page(self.connection, self.kind, after=start, limit=PAGE)
        docs = reader.page(self.client, self.index, after=start, limit=PAGE)
        end = window([row.id for row in rows], docs, PAGE)
        expected = [state for row in rows if (state := wanted(row)) and (end is None or row.id <= end)]
        found = [doc for doc in docs if end is None or doc.place <= str(end)]
        nameless = [] if after else reader.nameless(self.client, self.index, PAGE)
        return Page(expected, found, suspicious(expected, found + nameless), end)

    def pages(self) -> Iterator[Page]:
        """All of both sides."""
        page = self.page(None)
        yield page
        while page.end:
            page = self.page(page.end)
            yield page

    def look(self, ids: Sequence[str]) -> list[Sides]:
        """Both sides of these documents now, whether a search would find them yet or not."""
        rows = {str(row.id): row for row in store.projected(self.connection, self.kind, _uuids(ids))}
        docs = {doc.id: doc for doc in reader.named(self.client, self.index, ids)}
        wants = {id_: wanted(row) for id_, row in rows.items()}
        return [Sides(id_, rows.get(id_), wants.get(id_), docs.get(id_)) for id_ in ids]


def wanted(row: Projected) -> State | None:
    """What the index should hold of a row; None: nothing."""
    body = searchable(row).body
    return None if body is None else State(str(row.id), str(row.id), row.version, digest(body))


def _uuids(ids: Sequence[str]) -> list[UUID]:
    """Those of the ids that are of our form; the index may hold others."""
    found = []
    for id_ in ids:
        with suppress(ValueError):
            found.append(UUID(id_))
    return found
