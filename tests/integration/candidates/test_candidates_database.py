"""Verbs of candidates on a real database: verdicts, trial runs, places, who may see what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cohorts import SEASON, balanced, mentions, query, rows, school

from services.candidates import handlers
from services.candidates.errors import ImportFinished, ImportUnknown
from services.candidates.reference import TABLES
from shared.contracts.calls import (
    CohortRow,
    EraseLeaver,
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    Principal,
    PushCount,
    RowProblem,
    StartImport,
)
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOON


@pytest.fixture
def pool(database: OwnDatabase) -> Iterator[Database]:
    opened = Database(database.url_of("candidates"), "candidates")
    opened.open()
    yield opened
    opened.close()


def start(pool: Database, who: Principal, commit: bool = True, dropped: tuple[str, ...] = ()) -> UUID:
    command = StartImport(principal=who, season=SEASON, commit=commit, dropped_columns=dropped)
    return handlers.start_import(command, database=pool, clock=clock, new_id=uuid4).import_id


def send(pool: Database, who: Principal, run: UUID, chunk: tuple[CohortRow, ...]) -> ImportReport:
    command = ImportRows(principal=who, import_id=run, rows=chunk)
    return handlers.import_rows(command, database=pool, clock=clock, new_id=uuid4, reference=TABLES)


def finish(pool: Database, who: Principal, run: UUID) -> ImportReport:
    return handlers.finish_import(FinishImport(principal=who, import_id=run), database=pool, clock=clock)


def get(pool: Database, who: Principal, run: UUID, now: datetime = NOON) -> ImportReport:
    return handlers.get_import(GetImport(principal=who, import_id=run), database=pool, clock=lambda: now)


def push(pool: Database, who: Principal, cohort: tuple[CohortRow, ...]) -> ImportReport:
    run = start(pool, who)
    send(pool, who, run, cohort)
    return finish(pool, who, run)


def erase(pool: Database, leaver: UUID | None) -> bool:
    assert leaver is not None
    return handlers.erase_leaver(EraseLeaver(leaver_id=leaver), database=pool, clock=clock).existed


def places(pool: Database, who: Principal, count: int, commit: bool = True) -> ImportReport:
    command = PushCount(principal=who, season=SEASON, count=count, commit=commit)
    return handlers.push_count(command, database=pool, clock=clock, new_id=uuid4)


def test_every_row_has_its_verdict_across_chunks(pool: Database) -> None:
    who, good = school(), {"postal_code": "71634", "certificate": "mittlerer"}
    run = start(pool, who, dropped=("Nachname",))
    edge = RowProblem(column="", code="column_count", message="Die Zeile hat nicht so viele Zellen.")
    send(pool, who, run, (
        CohortRow(line=2, row_key="A", profile=good),
        CohortRow(line=3, row_key="A", profile=good),
        CohortRow(line=4, status="rejected", errors=(edge,)),
        CohortRow(line=5, row_key="B", profile={**good, "name": "Canary"}),
    ))  # fmt: skip
    send(pool, who, run, (
        CohortRow(line=6, row_key="A", profile=good),
        CohortRow(line=7, row_key="B", profile=good),
        CohortRow(line=8, row_key="B", status="duplicate"),
    ))  # fmt: skip
    report = finish(pool, who, run)
    assert balanced(report)
    assert (report.read, report.accepted, report.rejected, report.duplicate) == (7, 2, 2, 3)
    assert report.dropped_columns == ("Nachname",)
    verdicts = {item.line: (item.status, *(error.code for error in item.errors)) for item in report.items}
    assert verdicts == {
        2: ("accepted",),
        3: ("duplicate", "duplicate_of_line_2"),
        4: ("rejected", "column_count"),
        5: ("rejected", "field_unknown"),
        6: ("duplicate", "duplicate_of_line_2"),
        7: ("accepted",),
        8: ("duplicate",),
    }
    assert get(pool, who, run) == report


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


def test_another_school_sees_nothing(pool: Database) -> None:
    who = school()
    run = start(pool, who)
    for verb in (get, finish):
        with pytest.raises(ImportUnknown):
            verb(pool, school(), run)
    with pytest.raises(ImportUnknown):
        send(pool, school(), run, rows(1))
    with pytest.raises(ImportUnknown):
        get(pool, who, uuid4())


def test_the_same_key_of_two_schools_is_two_leavers(pool: Database, database: OwnDatabase) -> None:
    for who in (school(), school()):
        send(pool, who, start(pool, who), rows(2))
    assert query(database.url, "SELECT count(*) AS n FROM leavers")[0]["n"] == 4


def test_a_finished_import_takes_no_new_row(pool: Database, database: OwnDatabase) -> None:
    who = school()
    run = start(pool, who)
    send(pool, who, run, rows(2))
    report = finish(pool, who, run)
    assert finish(pool, who, run) == report
    assert send(pool, who, run, rows(2)).read == 2
    with pytest.raises(ImportFinished):
        send(pool, who, run, rows(3))
    assert len(query(database.url, "SELECT 1 AS n FROM outbox WHERE name = 'cohort.imported'")) == 1


def test_erasure_reaches_events_not_yet_sent(pool: Database, database: OwnDatabase) -> None:
    who = school()
    for chunk in (rows(3), rows(1, radius_km=77)):
        run = start(pool, who)
        send(pool, who, run, chunk)
    (leaver,) = query(database.url, "SELECT id FROM leavers WHERE row_key = 'A1'")
    assert erase(pool, leaver["id"])
    found = query(database.url, "SELECT name, body::json AS body FROM outbox ORDER BY seq")
    assert [(row["name"], len(row["body"]["data"]["items"])) for row in found] == [
        ("candidate.batch", 2),
        ("candidate.erased", 1),
    ]
    assert str(leaver["id"]) not in str(found[0])
    assert found[1]["body"]["data"]["items"][0]["revision"] == 3
    assert query(database.url, "SELECT 1 AS n FROM outbox WHERE published_at IS NOT NULL") == []


def test_only_what_changed_is_told(pool: Database, database: OwnDatabase) -> None:
    who = school()
    first = push(pool, who, rows(3))
    second = push(pool, who, (*rows(2), *rows(3, radius_km=99)[2:]))
    assert [item.leaver_id for item in second.items] == [item.leaver_id for item in first.items]
    told = query(
        database.url, "SELECT name, body::json AS body FROM outbox WHERE name <> 'cohort.imported' ORDER BY seq"
    )
    assert [row["name"] for row in told] == ["candidate.batch", "candidate.changed"]
    (item,) = told[1]["body"]["data"]["items"]
    assert (item["leaver_id"], item["revision"]) == (str(first.items[2].leaver_id), 2)
    assert item["candidate"]["profile"]["radius_km"] == 99


def test_the_same_file_does_not_bring_an_erased_leaver_back(pool: Database, database: OwnDatabase) -> None:
    who = school()
    leaver = push(pool, who, rows(3)).items[1].leaver_id
    assert (erase(pool, leaver), erase(pool, leaver), erase(pool, uuid4())) == (True, False, False)
    again = push(pool, who, rows(3))
    assert (again.read, again.accepted, again.rejected) == (3, 2, 1)
    assert [error.code for error in again.items[1].errors] == ["leaver_erased"]
    assert query(database.url, "SELECT count(*) AS n FROM leavers")[0]["n"] == 2


def test_sending_a_chunk_again_changes_nothing(pool: Database, database: OwnDatabase) -> None:
    who = school()
    run = start(pool, who)
    first = send(pool, who, run, rows(30))
    before = query(database.url, "SELECT * FROM import_rows ORDER BY line")
    assert send(pool, who, run, rows(30)) == first
    assert (first.read, first.items, first.finished) == (30, (), False)
    assert query(database.url, "SELECT * FROM import_rows ORDER BY line") == before
    assert query(database.url, "SELECT count(*) AS n FROM outbox")[0]["n"] == 1
