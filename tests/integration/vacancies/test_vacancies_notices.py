"""Reports, releases and views on a real database: handlers called with clocks of the test's choice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.vacancies.errors import EnoughReports, ReportNotFound, VacancyGone, VacancyNotFound
from services.vacancies.handlers import change_vacancy, close_vacancy, get_vacancy, reopen_vacancy
from services.vacancies.reference import ReferenceFacts
from services.vacancies.releases import hear
from services.vacancies.reports.handlers import (
    MOST_OPEN,
    decide_report,
    find_report,
    list_reports,
    reopen_report,
    report_vacancy,
)
from services.vacancies.retention import retain
from services.vacancies.seeing import count_views, list_figures
from shared.contracts.calls import (
    ChangeVacancy,
    CloseVacancy,
    CountViews,
    DecideReport,
    FindReport,
    GetVacancy,
    ListFigures,
    ListReports,
    Principal,
    ReopenReport,
    ReopenVacancy,
    Report,
    ReportVacancy,
    RetainVacancies,
    ViewCount,
)
from shared.contracts.events import AccountClosed, AccountReleased, CloudEvent, new_event
from shared.contracts.vacancy import VacancyInput
from shared.runtime.database import Database

Query = Callable[..., list[dict[str, Any]]]
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def region() -> Principal:
    return Principal(kind="coordinator", account_id=uuid4(), name="Lausitz", key_id=uuid4(), regions=("12066",))


@pytest.fixture
def told(query: Query) -> Callable[[], list[str]]:
    """What the world has been told, in order."""
    statement = (
        "SELECT item ->> 'kind' AS kind FROM outbox, jsonb_array_elements(body::jsonb -> 'data' -> 'items') AS item "
        "ORDER BY outbox.seq"
    )
    return lambda: [row["kind"] for row in query(statement)]


def report(own: Database, vacancy_id: str, reason: Any = "false", text: str = "") -> Report:
    command = ReportVacancy(vacancy_id=UUID(vacancy_id), reason=reason, text=text)
    return report_vacancy(command, database=own, clock=lambda: NOW, new_id=uuid4)


def decide(own: Database, who: Principal, one: Report, decision: Any, now: datetime = NOW) -> None:
    command = DecideReport(principal=who, report_id=one.id, decision=decision, answer="Danke, wir haben angerufen.")
    decide_report(command, database=own, clock=lambda: now)


def status(query: Query, vacancy_id: str) -> str:
    return str(query("SELECT status FROM vacancies WHERE id = %s", vacancy_id)[0]["status"])


def account_event(name: str, company: Principal, revision: int) -> CloudEvent:
    model = AccountReleased if name == "account.released" else AccountClosed
    return new_event("accounts", name, str(company.account_id), model(account_id=company.account_id, revision=revision))


def test_a_report_stops_a_vacancy_until_it_is_undone(
    own: Database, company: Principal, region: Principal, raw: dict[str, Any], query: Query, told: Any, posted: Any
) -> None:
    place = posted()
    one, other = report(own, place, "money", "Ich soll 200 € zahlen"), report(own, place, "false")
    queue = list_reports(ListReports(principal=region), database=own)
    assert {item.report.reference for item in queue.items} == {one.reference, other.reference}
    assert queue.open == 2
    decide(own, region, one, "upheld")
    decide(own, region, one, "upheld")
    assert status(query, place) == "blocked"
    with pytest.raises(VacancyGone):
        get_vacancy(GetVacancy(vacancy_id=UUID(place)), database=own)
    (figure,) = list_figures(ListFigures(principal=company), database=own, clock=lambda: NOW).items
    assert (figure.stopped_for, figure.stopped_because) == ("money", "Danke, wir haben angerufen.")
    found = find_report(FindReport(reference=one.reference.lower().replace("-", " ")), database=own)
    assert (found.state, found.answer) == ("upheld", "Danke, wir haben angerufen.")

    def own_words(verb: Any, command: Any, **more: Any) -> None:
        verb(command, database=own, clock=lambda: NOW + timedelta(hours=1), **more)

    vacancy = VacancyInput.model_validate({**raw, "external_id": None, "places": 9})
    revision = query("SELECT revision FROM vacancies WHERE id = %s", place)[0]["revision"]
    change = ChangeVacancy(principal=company, vacancy_id=UUID(place), if_match=revision, vacancy=vacancy)
    own_words(change_vacancy, change, facts=ReferenceFacts())
    own_words(close_vacancy, CloseVacancy(principal=company, vacancy_id=UUID(place)))
    own_words(reopen_vacancy, ReopenVacancy(principal=company, vacancy_id=UUID(place)))
    assert status(query, place) == "blocked", "nothing its company does makes it public"
    (item,) = list_reports(ListReports(principal=region, decided=True), database=own).items
    assert item.changed_since
    assert told() == ["published", "withdrawn"]
    decide(own, region, other, "dismissed")
    assert status(query, place) == "blocked"
    reopen_report(ReopenReport(principal=region, report_id=one.id), database=own, clock=lambda: NOW)
    assert status(query, place) == "published"
    assert told() == ["published", "withdrawn", "published"]


def test_who_may_report_and_decide(own: Database, region: Principal, posted: Any) -> None:
    with pytest.raises(VacancyNotFound):
        report(own, posted(status="draft"))
    place = posted()
    one = report(own, place)
    for elsewhere in (("08",), ()):
        with pytest.raises(ReportNotFound):
            decide(own, region.model_copy(update={"regions": elsewhere}), one, "upheld")
    south = ListReports(principal=region.model_copy(update={"regions": ("08", "09")}))
    assert list_reports(south, database=own).items == ()
    land = ListReports(principal=region.model_copy(update={"regions": ("08", "12")}))
    assert len(list_reports(land, database=own).items) == 1
    for _ in range(MOST_OPEN - 1):
        report(own, place)
    with pytest.raises(EnoughReports):
        report(own, place)


def test_reports_go_six_months_after_their_answer(own: Database, region: Principal, posted: Any, query: Query) -> None:
    place = posted(start_date="2028-08-01")
    dismissed, still_open = report(own, place), report(own, place)
    decide(own, region, dismissed, "dismissed")

    def kept_at(now: datetime) -> set[str]:
        retain(RetainVacancies(), database=own, clock=lambda: now)
        return {str(row["reference"]) for row in query("SELECT reference FROM reports")}

    assert kept_at(datetime(2027, 5, 23, 5, 0, tzinfo=UTC)) == {dismissed.reference, still_open.reference}
    assert kept_at(datetime(2027, 5, 24, 7, 0, tzinfo=UTC)) == {still_open.reference}
    with pytest.raises(ReportNotFound):
        find_report(FindReport(reference=dismissed.reference), database=own)


def test_what_waits_is_published_when_its_company_is_released(
    own: Database, company: Principal, query: Query, told: Any, posted: Any
) -> None:
    new = company.model_copy(update={"released": False})
    place, draft = posted(new), posted(new, status="draft")
    assert (status(query, place), told()) == ("waiting", [])
    released = account_event("account.released", company, 2)
    for event in (released, released, account_event("account.closed", company, 1)):  # a late one changes nothing
        hear(event, database=own, clock=lambda: NOW)
    assert (status(query, place), status(query, draft), told()) == ("published", "draft", ["published"])
    late = posted(new)  # the edge remembers what it knew of the company for some seconds
    assert status(query, late) == "published"
    hear(account_event("account.closed", company, 3), database=own, clock=lambda: NOW)
    assert {status(query, one) for one in (place, draft, late)} == {"withdrawn"}
    assert status(query, posted()) == "waiting"


def test_views_are_sums_and_a_batch_counts_once(own: Database, company: Principal, posted: Any) -> None:
    place, other = UUID(posted()), UUID(posted())
    day = timedelta(days=1)
    for batch, ago, items in (
        (uuid4(), 10 * day, (ViewCount(vacancy_id=place, shown=5, opened=2),)),
        (same := uuid4(), day, (ViewCount(vacancy_id=place, shown=3), ViewCount(vacancy_id=uuid4(), shown=1))),
        (same, day, (ViewCount(vacancy_id=place, shown=3), ViewCount(vacancy_id=uuid4(), shown=1))),
        (uuid4(), 0 * day, (ViewCount(vacancy_id=place, shown=1, opened=1), ViewCount(vacancy_id=other, shown=1))),
    ):
        count_views(CountViews(batch=batch, at=NOW - ago, items=items), database=own)
    figures = list_figures(ListFigures(principal=company), database=own, clock=lambda: NOW).items
    found = {one.vacancy_id: (one.shown, one.opened, one.shown_lately, one.opened_lately) for one in figures}
    assert found == {place: (9, 3, 4, 1), other: (1, 0, 1, 0)}
