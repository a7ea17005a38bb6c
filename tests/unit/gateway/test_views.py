"""What counts as seen, and that a batch keeps its name until it is told."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.requests import Request

from services.gateway.views import PART, Views, counts
from shared.contracts.calls import CountViews, ViewsCounted
from shared.runtime.calls import ServiceAway

PERSON = {"user-agent": "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"}


def request(method: str = "GET", **headers: str) -> Request:
    sent = {**PERSON, **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
    return Request({"type": "http", "method": method, "path": "/suche", "headers": raw, "query_string": b""})


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({}, True),
        ({"referer": "https://heimvorteil.test/suche?q=Koch"}, True),
        ({"referer": "https://heimvorteil.test/betrieb?getan=x"}, False),
        ({"referer": "https://heimvorteil.test/region"}, False),
        ({"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, False),
        ({"user-agent": "python-httpx/0.28"}, False),
        ({"user-agent": ""}, False),
        ({"sec_purpose": "prefetch;prerender"}, False),
        ({"method": "HEAD"}, False),
    ],
)
def test_who_counts(headers: dict[str, str], counted: bool) -> None:
    assert counts(request(**headers)) is counted


class FakeVacancies:
    """Away for the first calls, then answers; remembers what it was asked."""

    def __init__(self, away: int) -> None:
        self.away = away
        self.asked: list[CountViews] = []

    async def call(self, method: str, command: CountViews, model: Any, timeout: float = 10.0) -> ViewsCounted:
        self.asked.append(command)
        if len(self.asked) <= self.away:
            raise ServiceAway()
        return ViewsCounted(counted=len(command.items))


def seen(ids: Iterator[UUID]) -> list[SimpleNamespace]:
    return [SimpleNamespace(id=one) for one in ids]


def test_a_batch_that_was_not_told_waits_under_its_name() -> None:
    service = FakeVacancies(away=1)
    views = Views(SimpleNamespace(vacancies=service), 1.0)  # type: ignore[arg-type]
    place = uuid4()
    views.shown(request(), seen(iter([place, place])))
    views.opened(request(), place)
    asyncio.run(views.flush())
    views.opened(request(), place)
    asyncio.run(views.flush())
    first, again, second = service.asked
    assert first == again
    assert [(i.vacancy_id, i.shown, i.opened) for i in first.items] == [(place, 2, 1)]
    assert [(i.shown, i.opened) for i in second.items] == [(0, 1)] and second.batch != first.batch
    asyncio.run(views.flush())
    assert len(service.asked) == 3, "nothing to tell, nothing told"


def test_batches_are_small_enough_for_a_call() -> None:
    service = FakeVacancies(away=0)
    views = Views(SimpleNamespace(vacancies=service), 1.0)  # type: ignore[arg-type]
    views.shown(request(), seen(uuid4() for _ in range(2 * PART + 1)))
    asyncio.run(views.flush())
    assert [len(command.items) for command in service.asked] == [PART, PART, 1]
