"""Rounds in tests: as a process of their own, or in this one with something happening meanwhile."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from conftest import Query, Town
from matching_people import PRACTICAL, SOCIAL, leaver, market

from services.matching.rounds import running, settling
from services.matching.rounds.running import Maker
from services.matching.rulebook import rulebook
from shared.contracts.documents import VacancyDocument
from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.running import Running

PARTS = 4


@contextmanager
def opened(at: Running) -> Iterator[Database]:
    """The schema of matching with its own role."""
    database = Database(at.database.url_of("matching"), "matching", max_size=4)
    database.open()
    yield database
    database.close()


def variables(at: Running) -> dict[str, str]:
    """The environment of a round's process."""
    return {**os.environ, "DATABASE_URL": at.database.url_of("matching"), "AMQP_URL": at.vhost.amqp_url}


def match(at: Running, *words: str, failpoint: str = "") -> tuple[int, dict[str, Any], str]:
    """`match …` in a process of its own: exit code, report, what it said on standard error."""
    command = [sys.executable, "-W", "ignore", "-m", "services.matching", "match", "--json", "--threads", "2", *words]
    environment = {**variables(at), "HV_FAILPOINT": failpoint}
    done = subprocess.run(command, env=environment, check=False, text=True, capture_output=True)  # noqa: S603
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def ended(at: Running, query: Query) -> None:
    """Go on with a killed round, unless the service has begun to; until it is in use and settled."""
    match(at, "--resume")
    eventually(lambda: query("SELECT 1 FROM rounds WHERE state = 'current' AND settled_at IS NOT NULL"), 120)


def round_with(at: Running, meanwhile: Callable[[], None], stage: str = "Preise") -> dict[str, Any]:
    """A round in this process; `meanwhile` happens once, after its market was read."""
    waiting = [meanwhile]

    def told(what: str, done: int, total: int) -> None:
        if what == stage and waiting:
            waiting.pop()()

    with opened(at) as database:
        maker = Maker(database, rulebook(), 1, told, parts=PARTS)
        return running.run(maker, partial(settling.settle, database=database, book=rulebook()))


def settled_town(town: Town, places: int = 80, people: int = 30) -> tuple[list[VacancyDocument], list[UUID]]:
    """Places and leavers with lists that the service has made one by one; homes spread from south to north."""
    offers, ids = market(places), [uuid4() for _ in range(people)]
    town.open(*offers)
    profiles = {
        id_: leaver(latitude=48.85 + 0.1 * n / people, interests=(PRACTICAL, SOCIAL)[n % 2], wishes=(("zimmerer",),))
        for n, id_ in enumerate(ids)
    }
    town.arrive(profiles)
    eventually(town.quiet)
    return offers, ids


def stored(query: Query) -> dict[str, list[str]]:
    """The lists of the round in use as they are stored, by leaver."""
    rows = query("""
        SELECT l.leaver_id::text, array_agg(o.vacancy_id::text ORDER BY k.place) AS shown
        FROM rounds AS r JOIN lists AS l ON l.slot = r.slot
        CROSS JOIN unnest(l.kept[1:l.shown]) WITH ORDINALITY AS k (number, place)
        JOIN offered AS o ON o.slot = r.slot AND o.number = k.number
        WHERE r.state = 'current' GROUP BY l.leaver_id""")
    return {row["leaver_id"]: row["shown"] for row in rows}


_LISTED = """
WITH now AS (SELECT coalesce(max(id), 0) AS id, max(slot) AS slot FROM rounds WHERE state = 'current')
SELECT l.id AS leaver, unnest(l.own[1:l.shown]) AS vacancy FROM leavers AS l, now WHERE l.own_round >= now.id
UNION ALL
SELECT l.id, o.vacancy_id FROM now JOIN lists AS b ON b.slot = now.slot
JOIN leavers AS l ON l.id = b.leaver_id AND l.own_round < now.id CROSS JOIN unnest(b.kept[1:b.shown]) AS k (number)
JOIN offered AS o ON o.slot = now.slot AND o.number = k.number"""
_TOLD = """
WITH now AS (SELECT coalesce(max(id), 0) AS id, max(slot) AS slot FROM rounds WHERE state = 'current')
SELECT DISTINCT leaver, v.id AS vacancy FROM vacancies AS v, now, shown_to(v.id, now.id, now.slot) AS leaver"""


def assert_both_sides_agree(query: Query) -> None:
    """Whom each vacancy is said to be shown to are those whose lists show it."""
    listed, told = ({(row["leaver"], row["vacancy"]) for row in query(rows)} for rows in (_LISTED, _TOLD))
    assert listed == told
    assert len(listed) > 10
