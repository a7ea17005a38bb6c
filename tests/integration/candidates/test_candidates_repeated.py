"""A push that is sent again with its key is the same push."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from candidates_cohorts import SEASON, query, rows, school
from candidates_verbs import NOON, clock, erase, finish, places, push, send

from services.candidates import handlers
from shared.contracts.calls import ImportStarted, Principal, StartImport
from shared.contracts.problems import IdempotencyKeyReused
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase


def begin(pool: Database, who: Principal, **fields: object) -> ImportStarted:
    content = {"season": SEASON, "commit": True, "file_hash": "f", "idempotency_key": "K", **fields}
    return handlers.start_import(StartImport(principal=who, **content), database=pool, clock=clock)


def test_the_same_key_finds_its_import_and_says_when_it_is_done(pool: Database, database: OwnDatabase) -> None:
    who = school()
    with ThreadPoolExecutor(4) as threads:
        (run,) = {begin(pool, who) for _ in threads.map(lambda _: begin(pool, who), range(8))}
    assert not run.finished
    send(pool, who, run.import_id, rows(3))
    report = finish(pool, who, run.import_id)
    assert begin(pool, who) == ImportStarted(import_id=run.import_id, finished=True)
    erase(pool, report.items[0].leaver_id)
    assert begin(pool, who).finished
    assert query(database.url, "SELECT created_at FROM imports") == [{"created_at": NOON}]


@pytest.mark.parametrize(
    "other", [{"season": "2028"}, {"commit": False}, {"file_hash": "g"}, {"dropped_columns": ("N",)}]
)
def test_the_same_key_with_another_content_is_refused(pool: Database, other: dict[str, object]) -> None:
    who = school()
    begin(pool, who)
    with pytest.raises(IdempotencyKeyReused):
        begin(pool, who, **other)
    assert begin(pool, school(), **other).import_id != begin(pool, who).import_id


def test_without_a_key_of_the_sender_every_push_has_its_report(pool: Database) -> None:
    who = school()
    first, second = push(pool, who, rows(2)), push(pool, who, rows(2))
    assert first.import_id != second.import_id
    assert [item.leaver_id for item in first.items] == [item.leaver_id for item in second.items]


def test_a_count_sent_again_is_one_report(pool: Database, database: OwnDatabase) -> None:
    who = school()
    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(lambda _: places(pool, who, 5, key="K"), range(8)))
    assert len({report.model_dump_json() for report in reports}) == 1
    assert (reports[0].read, reports[0].finished) == (5, True)
    assert len(query(database.url, "SELECT 1 AS n FROM outbox WHERE name = 'cohort.imported'")) == 1
    with pytest.raises(IdempotencyKeyReused):
        places(pool, who, 6, key="K")
