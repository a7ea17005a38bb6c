"""How often vacancies are seen: counted in this process, told to vacancies every some seconds as sums.

Nothing of who looked is kept, not even for a moment: a number by vacancy. Left out is what can be told without a
cookie: programs that say what they are, pages fetched in advance, and who comes from a company's or a region's pages.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from fastapi import Request

from services.gateway.clients import Services
from shared.contracts.calls import CountViews, ViewCount, ViewsCounted
from shared.contracts.problems import Problem

log = structlog.get_logger()
PART = 500
MOST = 100_000
"""Vacancies counted while the service is away; what comes on top is lost rather than the memory."""
_PROGRAM = re.compile(
    r"bot\b|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|java/|http-?client", re.IGNORECASE
)
_OFFICES = ("/betrieb", "/region")


class Views:
    """Counts of one process; `run` flushes them until it is cancelled."""

    def __init__(self, services: Services, seconds: float) -> None:
        self._services = services
        self._seconds = seconds
        self._shown: Counter[UUID] = Counter()
        self._opened: Counter[UUID] = Counter()
        self._waiting: list[CountViews] = []

    def shown(self, request: Request, vacancies: Iterable[Any]) -> None:
        """Each of these (they have an `id`) stood in a list."""
        self._count(request, self._shown, (vacancy.id for vacancy in vacancies))

    def opened(self, request: Request, vacancy_id: UUID) -> None:
        """Its page was opened."""
        self._count(request, self._opened, (vacancy_id,))

    async def run(self) -> None:
        """Flush every some seconds."""
        while True:
            await asyncio.sleep(self._seconds)
            await self.flush()

    async def flush(self, timeout: float = 10.0) -> None:
        """Tell what was counted. A batch that could not be told waits with its name, so that it never counts twice."""
        self._waiting += _batches(self._shown, self._opened)
        while self._waiting:
            try:
                await self._services.vacancies.call("count_views", self._waiting[0], ViewsCounted, timeout=timeout)
            except Problem as problem:
                log.warning("views wait", batches=len(self._waiting), reason=problem.body.code)
                return
            self._waiting.pop(0)

    def _count(self, request: Request, counter: Counter[UUID], ids: Iterable[UUID]) -> None:
        if counts(request) and len(counter) + PART * len(self._waiting) < MOST:
            counter.update(ids)


def counts(request: Request) -> bool:
    """Whether a person is likely to see what is sent, and not one of the company's or the region's."""
    headers = request.headers
    agent = headers.get("user-agent", "")
    if not agent or _PROGRAM.search(agent) or "prefetch" in headers.get("sec-purpose", headers.get("purpose", "")):
        return False
    return request.method != "HEAD" and not urlsplit(headers.get("referer", "")).path.startswith(_OFFICES)


def views_of(request: Request) -> Views:
    """The counts of this application."""
    return request.app.state.views  # type: ignore[no-any-return]


def _batches(shown: Counter[UUID], opened: Counter[UUID]) -> list[CountViews]:
    """What was counted, as batches; the counters are empty afterwards."""
    items = [ViewCount(vacancy_id=one, shown=shown[one], opened=opened[one]) for one in {*shown, *opened}]
    shown.clear()
    opened.clear()
    parts = (tuple(items[at : at + PART]) for at in range(0, len(items), PART))
    return [CountViews(batch=uuid4(), at=datetime.now(UTC), items=part) for part in parts]
