"""What matching does on events. Two steps each, so that a vacancy and a leaver who arrive together meet:

1. take over the features and commit; 2. recall from Elasticsearch, then lists, inbox and outbox in one
transaction. Whoever commits the first step last sees the other in the second. All of it may be repeated.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal
from uuid import UUID

from services.matching import recall, store
from services.matching.features import market_of, seeker_of, vacancy_row
from services.matching.lists import Change, concerned, relist
from services.matching.recall import Index
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.contracts.events import (
    CandidateEvent,
    CandidateIndexed,
    CloudEvent,
    MatchesProposed,
    MatchesWithdrawn,
    ProposedMatches,
    VacancyEvent,
    VacancyIndexed,
    new_event,
)
from shared.outbox import outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Database

Stream = Literal["matching.vacancies", "matching.candidates"]
CLOSED = {"filled", "withdrawn", "expired"}


def on_vacancy(event: CloudEvent, *, database: Database, index: Index, book: Rulebook) -> None:
    """A vacancy is searchable: whose lists does it improve? Or it is closed: it leaves all lists."""
    with database.transaction() as connection:
        if store.handled(connection, "matching.vacancies", event.id):
            return
    if isinstance(event.data, VacancyIndexed):
        _take_vacancies(event, event.data, database, index, book)
    elif isinstance(event.data, VacancyEvent):
        _close_vacancies(event, event.data, database, index, book)


def on_candidate(event: CloudEvent, *, database: Database, index: Index, book: Rulebook) -> None:
    """A leaver is searchable: make a list. Or erased: everything of the leaver goes."""
    with database.transaction() as connection:
        if store.handled(connection, "matching.candidates", event.id):
            return
    if isinstance(event.data, CandidateIndexed):
        _take_leavers(event, event.data, database, index, book)
    elif isinstance(event.data, CandidateEvent):
        _forget_leavers(event, event.data, database)


def _take_vacancies(event: CloudEvent, data: VacancyIndexed, database: Database, index: Index, book: Rulebook) -> None:
    items = {str(item.document.id): item.document for item in data.items}
    rows = [{**vacancy_row(d), "revision": d.revision, "document": d.wire()} for d in items.values()]
    with database.transaction() as connection:
        taken = [items[id_] for id_ in store.upsert_vacancies(connection, rows)]
    extra = _improved(taken, database, index, book)
    _finish(event, "matching.vacancies", database, extra, {str(d.id) for d in taken}, book)


def _improved(
    taken: Sequence[VacancyDocument], database: Database, index: Index, book: Rulebook
) -> dict[str, Collection[str]]:
    """For each leaver who gains by one of the vacancies, which; and those who keep one of them already."""
    if not taken:
        return {}
    offered: dict[str, Collection[str]] = {}
    for vacancy, leavers in zip(taken, recall.leavers_for(taken, index=index, book=book), strict=True):
        for leaver in leavers:
            offered[leaver] = [*offered.get(leaver, ()), str(vacancy.id)]
    ids = [str(vacancy.id) for vacancy in taken]
    with database.transaction() as connection:
        offered |= dict.fromkeys(store.short_leavers(connection, _box(taken)), ids)
        market = market_of([vacancy_row(vacancy) for vacancy in taken], book)
        gain = concerned(store.leavers(connection, offered), offered, market, book)
        return {**dict.fromkeys(store.holders(connection, ids), ()), **gain}


def _box(vacancies: Sequence[VacancyDocument]) -> dict[str, float]:
    latitudes = [vacancy.location.lat for vacancy in vacancies]
    longitudes = [vacancy.location.lon for vacancy in vacancies]
    return {"south": min(latitudes), "north": max(latitudes), "west": min(longitudes), "east": max(longitudes)}


def _close_vacancies(event: CloudEvent, data: VacancyEvent, database: Database, index: Index, book: Rulebook) -> None:
    closed = sorted((item for item in data.items if item.kind in CLOSED), key=lambda item: item.revision)
    if not closed:
        return
    with database.transaction() as connection:
        gone = store.close_vacancies(connection, {str(item.vacancy_id): item.revision for item in closed})
    with database.transaction() as connection:
        holders, short = store.holders(connection, gone), store.left_short(connection, gone)
        profiles = _profiles(store.leavers(connection, short))
    refill = _recalled(profiles, index, book)
    extra = {**dict.fromkeys(holders, ()), **refill}
    _finish(event, "matching.vacancies", database, extra, set(gone), book)


def _take_leavers(event: CloudEvent, data: CandidateIndexed, database: Database, index: Index, book: Rulebook) -> None:
    items = {str(item.document.id): item.document for item in data.items}
    rows = [{"id": id_, "revision": d.revision, "profile": d.profile.wire()} for id_, d in items.items()]
    with database.transaction() as connection:
        taken = store.upsert_leavers(connection, rows)
    extra = _recalled({id_: items[id_].profile for id_ in sorted(taken)}, index, book)
    _finish(event, "matching.candidates", database, extra, set(), book)


def _profiles(rows: Iterable[dict[str, object]]) -> dict[str, LeaverProfile]:
    return {str(row["id"]): LeaverProfile.received(row["profile"]) for row in rows}


def _recalled(profiles: dict[str, LeaverProfile], index: Index, book: Rulebook) -> dict[str, Collection[str]]:
    seekers = [seeker_of(leaver, profile, book) for leaver, profile in profiles.items()]
    found = recall.vacancies_for(seekers, index=index, book=book)
    return dict(zip(profiles, found, strict=True))


def _forget_leavers(event: CloudEvent, data: CandidateEvent, database: Database) -> None:
    erased = {str(item.leaver_id): item.revision for item in data.items if item.kind == "erased"}
    with database.transaction() as connection:
        if erased and first_time(connection, "matching.candidates", event):
            store.erase_leavers(connection, erased, event.id)


def _finish(
    event: CloudEvent,
    stream: Stream,
    database: Database,
    extra: dict[str, Collection[str]],
    touched: set[str],
    book: Rulebook,
) -> None:
    """Lists, inbox and outbox in one transaction."""
    with database.transaction() as connection:
        if first_time(connection, stream, event):
            changes = relist(connection, extra, book=book)
            outbox.add(connection, [*_proposed(event, changes), *_withdrawn(changes, touched)])


def _proposed(cause: CloudEvent, changes: Sequence[Change]) -> Iterable[CloudEvent]:
    items = [
        ProposedMatches(leaver_id=UUID(change.leaver), vacancy_ids=tuple(map(UUID, change.appeared)))
        for change in changes
        if change.appeared
    ]
    for group in outbox.batches(items):
        yield new_event("matching", "match.proposed", cause.subject, MatchesProposed(items=group))


def _withdrawn(changes: Sequence[Change], touched: set[str]) -> Iterable[CloudEvent]:
    """A vacancy that was closed or changed left lists. One that only gave way to a better one is no news."""
    leavers: dict[str, list[UUID]] = {}
    for change in changes:
        for vacancy in touched.intersection(change.left):
            leavers.setdefault(vacancy, []).append(UUID(change.leaver))
    for vacancy, ids in sorted(leavers.items()):
        data = MatchesWithdrawn(vacancy_id=UUID(vacancy), leaver_ids=tuple(ids))
        yield new_event("matching", "match.withdrawn", vacancy, data)
