"""What the system holds now, for the operator's report."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psycopg

from services.console.settings import Settings

QUIET_SECONDS = 300.0
_MATCHES = """
WITH now AS (SELECT coalesce(max(id), 0) AS id, max(slot) AS slot FROM matching.rounds WHERE state = 'current'),
shown AS (
    SELECT l.id AS leaver_id, unnest(l.own[1:l.shown]) AS vacancy_id FROM matching.leavers AS l, now
    WHERE l.own_round >= now.id
    UNION ALL
    SELECT b.leaver_id, o.vacancy_id FROM now JOIN matching.lists AS b ON b.slot = now.slot
    JOIN matching.leavers AS l ON l.id = b.leaver_id AND l.own_round < now.id
    CROSS JOIN unnest(b.kept[1:b.shown]) AS place (number)
    JOIN matching.offered AS o ON o.slot = now.slot AND o.number = place.number
)
SELECT count(*), count(*) FILTER (WHERE lesser_known), count(DISTINCT leaver_id)
FROM shown JOIN matching.vacancies ON vacancies.id = vacancy_id AND vacancies.open
"""


_ON_THEIR_WAY = """
SELECT count(*) FROM search.outbox
WHERE name IN ('vacancy.indexed', 'candidate.indexed')
AND NOT EXISTS (SELECT 1 FROM matching.inbox WHERE event_id = outbox.id)
"""


@dataclass(frozen=True)
class Counts:
    """Documents in both indices, matches shown now and how many of them are in lesser-known occupations.

    `on_their_way` are events of search that matching has not handled yet.
    """

    vacancies: int
    leavers: int
    matches: int
    lesser_known: int
    leavers_with_matches: int
    on_their_way: int

    @property
    def lesser_known_share(self) -> float:
        """Share of the shown matches in lesser-known occupations, 0..1."""
        return round(self.lesser_known / self.matches, 3) if self.matches else 0.0


def count(settings: Settings) -> Counts:
    """Count now; Elasticsearch counts what a search would find."""
    with psycopg.connect(settings.database_url) as connection:
        matches, lesser_known, leavers = connection.execute(_MATCHES).fetchone() or (0, 0, 0)
        waiting = connection.execute(_ON_THEIR_WAY).fetchone() or (0,)
    indexed = (_indexed(settings, "vacancies"), _indexed(settings, "candidates"))
    return Counts(*indexed, matches, lesser_known, leavers, waiting[0])


def _indexed(settings: Settings, alias: str) -> int:
    url = f"{settings.elasticsearch_url}/{settings.hv_index_prefix}-{alias}/_count"
    answer = httpx.get(url, timeout=10)
    return int(answer.json()["count"]) if answer.is_success else 0


def settled(settings: Settings, enough: Callable[[Counts], bool]) -> Counts:
    """Wait until `enough` holds, at most five minutes; the counts then."""
    deadline = time.monotonic() + QUIET_SECONDS
    while True:
        now = count(settings)
        if enough(now) or time.monotonic() > deadline:
            return now
        time.sleep(0.5)
