"""From event to index, in three steps that may all be repeated.

1. PostgreSQL: take over what is newer, count our own document version up.
2. Elasticsearch: write the state we now have under that version and wait until a search sees it.
3. PostgreSQL: inbox row and the events that say "searchable", in one transaction.
A crash between two steps means a redelivery, which repeats all three: step 1 finds nothing newer, step 2
writes the same version again (external_gte), step 3 happens for the first time.
"""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from elasticsearch import Elasticsearch

from services.search import documents, store
from services.search.index.prepare import aliases
from services.search.index.writer import write
from services.search.metrics import INDEX_LAG
from services.search.store import Kind, Projected, Source
from shared.contracts.base import Contract
from shared.contracts.events import (
    CandidateEvent,
    CandidateIndexed,
    CandidateItem,
    CloudEvent,
    ErasuresDone,
    IndexedCandidate,
    IndexedVacancy,
    VacancyEvent,
    VacancyIndexed,
    new_event,
)
from shared.outbox import outbox
from shared.outbox.inbox import first_time
from shared.runtime import failpoints
from shared.runtime.database import Database

_DATA: dict[Kind, tuple[Callable[..., Contract], Callable[..., Contract]]] = {
    "vacancy": (IndexedVacancy, VacancyIndexed),
    "candidate": (IndexedCandidate, CandidateIndexed),
}


def index_vacancies(event: CloudEvent, *, database: Database, client: Elasticsearch, prefix: str) -> None:
    """Make published vacancies searchable, take closed ones out."""
    assert isinstance(event.data, VacancyEvent)  # noqa: S101  # the topology delivers nothing else here
    sources = documents.vacancy_sources(event.data.items)
    if _handled(event, "search.vacancies", database):
        return
    current = _project(database, "vacancy", sources)
    _write("vacancy", event, client, prefix, current)
    _finish(event, "search.vacancies", database, _indexed(event, "vacancy", current, sources))


def index_candidates(event: CloudEvent, *, database: Database, client: Elasticsearch, prefix: str) -> None:
    """Make matchable profiles searchable, take erased ones out of index, projection, outbox and inbox."""
    assert isinstance(event.data, CandidateEvent)  # noqa: S101  # the topology delivers nothing else here
    sources = documents.candidate_sources(event.data.items)
    if _handled(event, "search.candidates", database):
        return
    current = [documents.searchable(document) for document in _project(database, "candidate", sources)]
    _write("candidate", event, client, prefix, current)
    erased = [item.leaver_id for item in event.data.items if item.kind == "erased"]
    events = [*_indexed(event, "candidate", current, sources), *_done(event.data.items)]
    _finish(event, "search.candidates", database, events, erased)


def _done(items: Sequence[CandidateItem]) -> list[CloudEvent]:
    """What is said of erasures: here nothing of them is left."""
    erasures = tuple(item.id for item in items if item.kind == "erased")
    data = ErasuresDone(erasures=erasures)
    return [new_event("search", "erasure.done.search", str(erasures[0]), data)] if erasures else []


def _handled(event: CloudEvent, consumer: str, database: Database) -> bool:
    with database.transaction() as connection:
        return store.handled(connection, consumer, event.id)


def _project(database: Database, kind: Kind, sources: Sequence[Source]) -> list[Projected]:
    with database.transaction() as connection:
        current = store.project(connection, kind, sources)
    failpoints.reach("index.projected")
    return current


def _write(kind: Kind, event: CloudEvent, client: Elasticsearch, prefix: str, current: Sequence[Projected]) -> None:
    write(client, aliases(prefix).of(kind), current)
    INDEX_LAG.labels(kind).observe(max(0.0, time.time() - event.time.timestamp()))


def _indexed(
    cause: CloudEvent, kind: Kind, current: Sequence[Projected], sources: Sequence[Source]
) -> list[CloudEvent]:
    """The documents now searchable that this event brought; one overtaken by a later event is that event's."""
    said = {source.id: source for source in sources}
    fresh = [d for d in current if d.body is not None and d.revision == said[d.id].revision]
    item, data = _DATA[kind]
    items = [item(document_version=d.version, document=said[d.id].document) for d in fresh]
    return [new_event("search", f"{kind}.indexed", cause.subject, data(items=group)) for group in outbox.batches(items)]


def _finish(
    event: CloudEvent, consumer: str, database: Database, events: Sequence[CloudEvent], erased: Sequence[UUID] = ()
) -> None:
    failpoints.reach("index.written")
    with database.transaction() as connection:
        if erased:
            store.forget(connection, erased)
        if first_time(connection, consumer, event):
            outbox.add(connection, events)
