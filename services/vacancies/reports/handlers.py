"""One function a verb of notice and action."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.vacancies import announce
from services.vacancies import store as vacancies
from services.vacancies.errors import EnoughReports, ReportNotFound, VacancyNotFound
from services.vacancies.lifecycle import CLOSED, standing, step
from services.vacancies.reports import store
from services.vacancies.reports.references import new_reference, read
from services.vacancies.store import Stored
from shared.contracts.calls import (
    Act,
    DecideReport,
    FindReport,
    ListReports,
    Principal,
    ReopenReport,
    Report,
    ReportedVacancy,
    ReportQueue,
    ReportVacancy,
)
from shared.outbox import acts, outbox
from shared.runtime.database import Connection, Database

MOST_OPEN = 20  # our choice: so many people have said enough, further ones would only bury the queue


def report_vacancy(
    command: ReportVacancy, *, database: Database, clock: Callable[[], datetime], new_id: Callable[[], UUID]
) -> Report:
    """Take a report about a public vacancy; its reference is the sender's receipt.

    Raises:
        VacancyNotFound: it is not public.
        EnoughReports: many have said so already.
    """
    with database.transaction() as connection:
        stored = vacancies.find(connection, command.vacancy_id, lock=True)
        if stored is None or stored.head.status != "published":
            raise VacancyNotFound()
        if store.count_open(connection, command.vacancy_id) >= MOST_OPEN:
            raise EnoughReports()
        reference = new_reference()
        store.insert(connection, id=new_id(), reference=reference, now=clock(), **command.model_dump())
        return _known(store.find_by_reference(connection, reference))


def find_report(command: FindReport, *, database: Database) -> Report:
    """What became of a report.

    Raises:
        ReportNotFound: no such reference, or it was deleted six months after the decision.
    """
    with database.transaction() as connection:
        return _known(store.find_by_reference(connection, read(command.reference)))


def list_reports(command: ListReports, *, database: Database) -> ReportQueue:
    """The queue of a region, or what was decided there."""
    region = _region(command.principal)
    with database.transaction() as connection:
        reports, found = store.list_of(connection, region, command.limit, decided=command.decided)
        still_open = store.list_of(connection, region, 1, decided=False)[1] if command.decided else found
        items = tuple(_beside(connection, report) for report in reports)
    return ReportQueue(items=items, open=still_open)


def decide_report(command: DecideReport, *, database: Database, clock: Callable[[], datetime]) -> ReportedVacancy:
    """Dismiss, or stop the vacancy; the sender reads the answer by the reference, the company beside its vacancy.

    Raises:
        ReportNotFound: no such report in this region.
    """
    return _settle(
        command.principal, command.report_id, command.decision, command.answer, database=database, clock=clock
    )


def reopen_report(command: ReopenReport, *, database: Database, clock: Callable[[], datetime]) -> ReportedVacancy:
    """Undo of a decision.

    Raises:
        ReportNotFound: as when deciding.
    """
    return _settle(command.principal, command.report_id, "open", None, database=database, clock=clock)


def _settle(
    who: Principal,
    report_id: UUID,
    state: Literal["open", "dismissed", "upheld"],
    answer: str | None,
    *,
    database: Database,
    clock: Callable[[], datetime],
) -> ReportedVacancy:
    region, now = _region(who), clock()
    with database.transaction() as connection:
        report = _known(store.find_locked(connection, report_id))
        stored = vacancies.find(connection, report.vacancy_id, lock=True)
        if stored is None or not _within(region, stored):
            raise ReportNotFound()
        if (report.state, report.answer) != (state, answer):
            made = {"by": who.account_id, "now": now} if state != "open" else {}
            store.decide(connection, report.id, state=state, answer=answer, **made)
            _hold(connection, stored, now, blocked=state == "upheld" or store.others_stop(connection, report))
            where = stored.record.location.kreis_ags
            acts.note(connection, Act.by(who, "report.decide", state, "report", report.id, kreis=where))
        return _beside(connection, _known(store.find_locked(connection, report_id)))


def _hold(connection: Connection, stored: Stored, now: datetime, *, blocked: bool) -> None:
    """Stop a vacancy or let it go; one that is closed is only marked, for the day it is opened again."""
    head = stored.head
    if head.blocked == blocked:
        return
    vacancies.set_blocked(connection, head.id, blocked=blocked)
    if head.status in CLOSED or head.status == "draft":
        return
    change = step(head, stored.record, standing("published" if head.published_at else "draft", blocked=blocked), now)
    vacancies.update(connection, head.account_id, [change])
    outbox.add(connection, announce.single(change))


def _beside(connection: Connection, report: Report) -> ReportedVacancy:
    stored = vacancies.find(connection, report.vacancy_id)
    if stored is None:
        raise ReportNotFound()
    changed = report.decided_at is not None and stored.record.changed_at > report.decided_at
    return ReportedVacancy(report=report, vacancy=stored.record, changed_since=changed)


def _known(report: Report | None) -> Report:
    if report is None:
        raise ReportNotFound()
    return report


def _region(principal: Principal) -> list[str] | None:
    """Keys of Kreise (or Länder, their first two digits); None: everywhere."""
    return list(principal.regions) if principal.kind == "coordinator" else None


def _within(region: list[str] | None, stored: Stored) -> bool:
    return region is None or (stored.record.location.kreis_ags or "").startswith(tuple(region))
