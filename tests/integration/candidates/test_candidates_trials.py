"""Trial runs, their day of life, and places by count."""

from datetime import timedelta

import pytest
from candidates_cohorts import mentions, query, rows, school
from candidates_verbs import NOON, finish, get, places, send, start

from services.candidates import handlers
from services.candidates.errors import ImportUnknown
from shared.contracts.calls import CohortRow
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase


def test_a_trial_run_writes_a_report_and_nothing_of_anyone(pool: Database, database: OwnDatabase) -> None:
    who = school()
    run = start(pool, who, commit=False)
    send(pool, who, run, (*rows(3), CohortRow(line=9, row_key="A1", profile={"postal_code": "71634"})))
    report = finish(pool, who, run)
    assert (report.read, report.accepted, report.duplicate) == (4, 3, 1)
    assert [item.leaver_id for item in report.items] == [None] * 4
    assert query(database.url, "SELECT id FROM leavers") == query(database.url, "SELECT id FROM outbox") == []
    assert mentions(database.url, "71634") == mentions(database.url, ",A1,") == {}


def test_the_report_of_a_trial_run_lives_a_day(pool: Database, database: OwnDatabase) -> None:
    who = school()
    trial, kept = start(pool, who, commit=False), start(pool, who)
    send(pool, who, trial, rows(2))
    almost, day = NOON + timedelta(hours=23, minutes=59), NOON + timedelta(hours=24)
    assert get(pool, who, trial, almost).read == 2
    with pytest.raises(ImportUnknown):
        get(pool, who, trial, day)
    assert handlers.purge_trials(database=pool, clock=lambda: almost) == 0
    assert handlers.purge_trials(database=pool, clock=lambda: day) == 1
    assert query(database.url, "SELECT line FROM import_rows") == []
    assert [row["id"] for row in query(database.url, "SELECT id FROM imports")] == [kept]


def test_a_turn_of_the_timer_is_taken_once(pool: Database, database: OwnDatabase) -> None:
    later = NOON + timedelta(hours=30)
    start(pool, school(), commit=False)
    assert handlers.purge_trials(database=pool, clock=lambda: later) == 1
    start(pool, school(), commit=False)
    assert handlers.purge_trials(database=pool, clock=lambda: later) == 0
    handlers.purge_trials(database=pool, clock=lambda: later + timedelta(days=2))
    assert len(query(database.url, "SELECT turn FROM timer_turns")) == 1


def test_a_count_gives_the_same_places_again(pool: Database, database: OwnDatabase) -> None:
    who = school()
    first, again, more = places(pool, who, 84), places(pool, who, 84), places(pool, who, 90)
    assert (first.read, first.accepted, first.finished) == (84, 84, True)
    ids = [item.leaver_id for item in first.items]
    assert len(set(ids)) == 84
    assert None not in ids
    assert [item.leaver_id for item in again.items] == ids == [item.leaver_id for item in more.items][:84]
    assert {item.row_key for item in more.items} == {None}
    assert query(database.url, "SELECT count(*) AS n FROM leavers WHERE profile IS NULL AND revision = 1")[0]["n"] == 90
    assert {row["name"] for row in query(database.url, "SELECT name FROM outbox")} == {"cohort.imported"}


def test_a_trial_count_makes_no_places(pool: Database, database: OwnDatabase) -> None:
    report = places(pool, school(), 84, commit=False)
    assert (report.read, report.accepted, report.finished, report.commit) == (84, 84, True, False)
    assert query(database.url, "SELECT id FROM leavers") == query(database.url, "SELECT id FROM outbox") == []
