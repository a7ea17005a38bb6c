"""What matching does on events. Two steps each, so that a vacancy and a leaver who arrive together meet:

1. take over the features and commit, unless the event has had its effect; 2. recall from Elasticsearch, then lists,
inbox and outbox in one transaction. Whoever commits the first step last sees the other in the second. All of it may be
repeated.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from services.matching import held, store
from services.matching.alerts import Roster, concerned, roster_of_rows, share
from services.matching.announce import erasures_done, proposed, withdrawn
from services.matching.features import seeker_of
from services.matching.lists import nothing_new, relist
from services.matching.offered import Offers, market_of, open_offers
from services.matching.pricing import first_prices
from services.matching.recall.leavers import leavers_for
from services.matching.recall.searching import Index
from services.matching.recall.vacancies import vacancies_for
from services.matching.resident.asking import Resident
from services.matching.rulebook import Rulebook
from services.matching.stored import leaver_features, vacancy_features
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.contracts.events import (
    CandidateEvent,
    CandidateIndexed,
    CloudEvent,
    VacancyEvent,
    VacancyIndexed,
)
from shared.outbox import outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Database

Stream = Literal["matching.vacancies", "matching.candidates"]
CLOSED = {"filled", "withdrawn", "expired"}


def on_vacancy(event: CloudEvent, *, database: Database, index: Index, resident: Resident, book: Rulebook) -> None:
    """A vacancy is searchable: whose lists does it improve? Or it is closed: it leaves all lists."""
    if isinstance(event.data, VacancyIndexed):
        _take_vacancies(event, event.data, database, index, resident, book)
    elif isinstance(event.data, VacancyEvent):
        _close_vacancies(event, event.data, database, index, resident, book)


def on_candidate(event: CloudEvent, *, database: Database, index: Index, resident: Resident, book: Rulebook) -> None:
    """A leaver is searchable: a list is made. Or erased: all goes. Or without a place by now: the list goes."""
    if isinstance(event.data, CandidateIndexed):
        _take_leavers(event, event.data, database, index, resident, book)
    elif isinstance(event.data, CandidateEvent):
        _follow_leavers(event, event.data, database, book)


def _take_vacancies(
    event: CloudEvent, data: VacancyIndexed, database: Database, index: Index, resident: Resident, book: Rulebook
) -> None:
    items = {str(item.document.id): item.document for item in data.items}
    with database.transaction() as connection:
        at = store.enter(connection, again=True)
        if store.handled(connection, "matching.vacancies", event.id):
            return
        prices = first_prices(connection, at, list(items.values()))
        rows = [{**vacancy_features(document, book), "price": prices.get(id_)} for id_, document in items.items()]
        taken = store.upsert_vacancies(connection, rows, book.reference)
        found, holders = open_offers(connection, at, taken, book), store.holders(connection, at, taken)
    wanted = {id_: share(items[id_].places, at.reach, book) - len(holders[id_]) for id_ in taken}
    gain = _improved([items[id_] for id_ in taken], found, wanted, database, index, resident, book)
    extra = {**nothing_new(holders), **gain}
    _finish(event, "matching.vacancies", database, extra, set(taken), resident, at.transaction, book)


def _improved(
    taken: Sequence[VacancyDocument],
    found: Offers,
    wanted: Mapping[str, int],
    database: Database,
    index: Index,
    resident: Resident,
    book: Rulebook,
) -> Mapping[str, Collection[str]]:
    """For each leaver who is to be shown some of the vacancies, which."""
    if not taken:
        return {}
    gain = resident.concerned(found, wanted)
    if gain is None:
        gain = concerned([_recalled_leavers(taken, database, index, book)], market_of(found), wanted, book)
    return gain


def _recalled_leavers(taken: Sequence[VacancyDocument], database: Database, index: Index, book: Rulebook) -> Roster:
    """Those whom the index finds, and who have few places near."""
    recalled = {leaver for found in leavers_for(taken, index=index, book=book) for leaver in found}
    with database.transaction() as connection:
        at = store.standing(connection)
        recalled.update(store.short_leavers(connection, at, _box(taken)))
        return roster_of_rows(store.leavers(connection, at, recalled, book.reference), book)


def _box(vacancies: Sequence[VacancyDocument]) -> dict[str, float]:
    latitudes = [vacancy.location.lat for vacancy in vacancies]
    longitudes = [vacancy.location.lon for vacancy in vacancies]
    return {"south": min(latitudes), "north": max(latitudes), "west": min(longitudes), "east": max(longitudes)}


def _close_vacancies(
    event: CloudEvent, data: VacancyEvent, database: Database, index: Index, resident: Resident, book: Rulebook
) -> None:
    closed = sorted((item for item in data.items if item.kind in CLOSED), key=lambda item: item.revision)
    if not closed:
        return
    with database.transaction() as connection:
        store.enter(connection, again=True)
        if store.handled(connection, "matching.vacancies", event.id):
            return
        gone = store.close_vacancies(connection, {str(item.vacancy_id): item.revision for item in closed})
    with database.transaction() as connection:
        holders = store.holders(connection, store.standing(connection), gone)
        short = nothing_new(holders)
        profiles = _profiles(store.profiles(connection, short))
    extra = {**short, **_recalled(profiles, index, book)}
    _finish(event, "matching.vacancies", database, extra, set(gone), resident, None, book)


def _take_leavers(
    event: CloudEvent, data: CandidateIndexed, database: Database, index: Index, resident: Resident, book: Rulebook
) -> None:
    items = {str(item.document.id): item.document for item in data.items}
    rows = [leaver_features(id_, d.revision, d.profile, book) for id_, d in items.items()]
    with database.transaction() as connection:
        store.enter(connection, again=True)
        if store.handled(connection, "matching.candidates", event.id):
            return
        taken = store.upsert_leavers(connection, rows, book.reference)
    extra = _recalled({id_: items[id_].profile for id_ in sorted(taken)}, index, book)
    _finish(event, "matching.candidates", database, extra, set(), resident, None, book)


def _profiles(rows: Iterable[dict[str, object]]) -> dict[str, LeaverProfile]:
    return {str(row["id"]): LeaverProfile.received(row["profile"]) for row in rows}


def _recalled(profiles: dict[str, LeaverProfile], index: Index, book: Rulebook) -> dict[str, Collection[str]]:
    seekers = [seeker_of(leaver, profile, book) for leaver, profile in profiles.items()]
    found = vacancies_for(seekers, index=index, book=book)
    return dict(zip(profiles, found, strict=True))


def _follow_leavers(event: CloudEvent, data: CandidateEvent, database: Database, book: Rulebook) -> None:
    """What search does not tell of: an erased leaver, and one whose profile has no place any more."""
    erased = {str(item.leaver_id): item.revision for item in data.items if item.kind == "erased"}
    astray = [
        leaver_features(str(item.leaver_id), item.candidate.revision, item.candidate.profile, book)
        for item in data.items
        if item.candidate and not item.candidate.profile.matchable and str(item.leaver_id) not in erased
    ]
    with database.transaction() as connection:
        at = store.enter(connection)
        if first_time(connection, "matching.candidates", event):
            taken = store.upsert_leavers(connection, astray, book.reference) if astray else []
            relist(connection, at, dict.fromkeys(taken, ()), book=book)
            if erased:
                held.erase_leavers(connection, erased, event.id)
                outbox.add(connection, [erasures_done(data.items)])


def _finish(
    event: CloudEvent,
    stream: Stream,
    database: Database,
    extra: dict[str, Collection[str]],
    touched: set[str],
    resident: Resident,
    asked: int | None,
    book: Rulebook,
) -> None:
    """Lists, inbox and outbox in one transaction. `asked`: the one after which the resident process was asked whom
    vacancies concern."""
    with database.transaction() as connection:
        at = store.enter(connection)
        if first_time(connection, stream, event):
            changes = relist(connection, at, extra, book=book, known=resident.after(asked))
            outbox.add(connection, [*proposed(event.subject, changes), *withdrawn(changes, touched)])
    resident.look()
