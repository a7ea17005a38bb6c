"""Telling again: what was ever public, in pages, under the revisions it has."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.vacancies import resync
from services.vacancies.handlers import close_vacancy, post_vacancy
from services.vacancies.reference import ReferenceFacts
from shared.contracts.calls import CloseVacancy, PostVacancy, Principal, Resynced, ResyncVacancies
from shared.contracts.events import read_event
from shared.contracts.vacancy import VacancyInput
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase

Query = Callable[..., list[dict[str, Any]]]
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def own(database: OwnDatabase) -> Iterator[Database]:
    opened = Database(database.url_of("vacancies"), "vacancies")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def posted(own: Database, company: Principal, raw: dict[str, Any]) -> list[UUID]:
    """Two open ones, one withdrawn, and a draft nobody knows of."""

    def post(**fields: Any) -> UUID:
        vacancy = VacancyInput.model_validate({**raw, "external_id": None, **fields})
        command = PostVacancy(principal=company, vacancy=vacancy)
        return post_vacancy(command, database=own, facts=ReferenceFacts(), clock=lambda: NOW, new_id=uuid4).id

    ids = [post() for _ in range(3)]
    post(status="draft")
    close_vacancy(CloseVacancy(principal=company, vacancy_id=ids[2]), database=own, clock=lambda: NOW)
    return ids


def test_pages_tell_all_that_was_public(
    own: Database, posted: list[UUID], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "PAGE", 2)
    query("DELETE FROM outbox RETURNING 1")
    first = resync.resync(ResyncVacancies(), database=own)
    assert (first.told, first.total, first.next) == (2, 3, sorted(posted)[1])
    second = resync.resync(ResyncVacancies(after=first.next), database=own)
    assert second == Resynced(told=1)
    events = [read_event(json.loads(row["body"])) for row in query("SELECT body FROM outbox ORDER BY seq")]
    assert {event.name for event in events} == {"vacancy.batch"}
    items = {item.vacancy_id: item for event in events for item in event.data.items}  # type: ignore[attr-defined]
    assert [(items[id_].kind, items[id_].revision) for id_ in posted] == [("changed", 1)] * 2 + [("withdrawn", 2)]
    assert [items[id_].vacancy is None for id_ in posted] == [False, False, True]


def test_nothing_is_told_of_nothing(own: Database) -> None:
    assert resync.resync(ResyncVacancies(), database=own) == Resynced(told=0, total=0)
