"""What time does, on a real database: handlers called with clocks of the test's choice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.vacancies.errors import VacancyExpired
from services.vacancies.handlers import change_vacancy, reopen_vacancy
from services.vacancies.idempotency import KEPT
from services.vacancies.reference import ReferenceFacts
from services.vacancies.upkeep import expire_late
from shared.contracts.calls import ChangeVacancy, Principal, ReopenVacancy
from shared.contracts.vacancy import VacancyInput
from shared.runtime.database import Database

Query = Callable[..., list[dict[str, Any]]]
POSTED = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def expired(query: Query) -> set[str]:
    return {str(row["id"]) for row in query("SELECT id FROM vacancies WHERE status = 'expired'")}


def test_vacancies_expire_after_their_last_day(own: Database, posted: Callable[..., str], query: Query) -> None:
    ends = posted(apply_by="2027-03-31")
    begins = posted(start_date="2027-08-01")
    posted(apply_by="2027-03-31", status="draft")

    def expire_at(moment: datetime) -> int:
        return expire_late(database=own, clock=lambda: moment)

    assert expire_at(datetime(2027, 3, 31, 23, 59, tzinfo=UTC)) == 0
    assert expire_at(datetime(2027, 4, 1, 0, 0, tzinfo=UTC)) == 1
    assert expired(query) == {ends}
    assert expire_at(datetime(2028, 2, 1, 0, 0, tzinfo=UTC)) == 0
    assert expire_at(datetime(2028, 2, 2, 0, 0, tzinfo=UTC)) == 1
    assert expired(query) == {ends, begins}
    events = query("SELECT name, subjects FROM outbox WHERE name = 'vacancy.expired' ORDER BY seq")
    assert [set(row["subjects"]) >= {one} for row, one in zip(events, (ends, begins), strict=True)] == [True, True]


def test_one_instance_works_in_each_slot(own: Database, posted: Callable[..., str]) -> None:
    posted(apply_by="2027-03-31")
    late = datetime(2027, 4, 1, 0, 0, tzinfo=UTC)
    assert [expire_late(database=own, clock=lambda: late) for _ in range(3)] == [1, 0, 0]
    posted(apply_by="2027-03-31")
    assert expire_late(database=own, clock=lambda: late + timedelta(minutes=9)) == 0
    assert expire_late(database=own, clock=lambda: late + timedelta(minutes=10)) == 1


def test_many_expire_in_batches(own: Database, posted: Callable[..., str], query: Query) -> None:
    posted(apply_by="2027-03-31")
    query(
        "INSERT INTO vacancies SELECT gen_random_uuid(), account_id, NULL, revision, status, digest, start_date,"
        " apply_by, published_at, changed_at, content FROM vacancies, generate_series(1, 1200) RETURNING id"
    )
    assert expire_late(database=own, clock=lambda: datetime(2027, 4, 1, tzinfo=UTC)) == 1201
    sizes = query(
        "SELECT jsonb_array_length(body::jsonb #> '{data,items}') AS n FROM outbox WHERE name = 'vacancy.expired'"
    )
    assert sorted(row["n"] for row in sizes) == [201, 500, 500]


def test_old_answers_and_claims_are_forgotten(own: Database, posted: Callable[..., str], query: Query) -> None:
    posted()
    expire_late(database=own, clock=lambda: POSTED + KEPT)
    assert query("SELECT count(*) AS n FROM idempotency") == [{"n": 1}]
    expire_late(database=own, clock=lambda: POSTED + KEPT + timedelta(days=2))
    assert query("SELECT count(*) AS n FROM idempotency") == [{"n": 0}]
    assert query("SELECT count(*) AS n FROM timer_claims") == [{"n": 1}]


def test_new_dates_revive_what_has_expired(
    own: Database, posted: Callable[..., str], company: Principal, raw: dict[str, Any]
) -> None:
    vacancy_id = UUID(posted(apply_by="2027-03-31"))
    late = datetime(2027, 4, 1, tzinfo=UTC)
    expire_late(database=own, clock=lambda: late)
    with pytest.raises(VacancyExpired):
        reopen_vacancy(ReopenVacancy(principal=company, vacancy_id=vacancy_id), database=own, clock=lambda: late)

    def change(if_match: int, apply_by: str) -> tuple[str, int]:
        vacancy = VacancyInput.model_validate({**raw, "external_id": None, "apply_by": apply_by})
        command = ChangeVacancy(principal=company, vacancy_id=vacancy_id, if_match=if_match, vacancy=vacancy)
        answer = change_vacancy(command, database=own, facts=ReferenceFacts(), clock=lambda: late)
        return answer.status, answer.revision

    assert change(2, "2027-03-31") == ("expired", 2)
    assert change(2, "2027-06-30") == ("published", 3)
