"""Verdicts of rows on a real database: samples, chunks, repetition, what is told."""

import json
from pathlib import Path

import pytest
from candidates_cohorts import SEASON, balanced, query, rows, school
from candidates_verbs import finish, get, push, send, start

from services.candidates.errors import ImportFinished
from services.gateway.uploads import read_upload
from shared.contracts.calls import CohortRow, RowProblem
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "school"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))


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


def test_sending_a_chunk_again_changes_nothing(pool: Database, database: OwnDatabase) -> None:
    who = school()
    run = start(pool, who)
    first = send(pool, who, run, rows(30))
    before = query(database.url, "SELECT * FROM import_rows ORDER BY line")
    assert send(pool, who, run, rows(30)) == first
    assert (first.read, first.items, first.finished) == (30, (), False)
    assert query(database.url, "SELECT * FROM import_rows ORDER BY line") == before
    assert query(database.url, "SELECT count(*) AS n FROM outbox")[0]["n"] == 1


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "_"])
def test_a_sample_file_gets_its_verdicts_and_again_the_same(pool: Database, database: OwnDatabase, name: str) -> None:
    who, expected = school(), EXPECTED[name]
    read = read_upload((SAMPLES / name).read_bytes(), name, key=b"a secret of the test", season=SEASON).rows
    reports = [push(pool, who, read), push(pool, who, read)]
    for report in reports:
        assert balanced(report)
        assert report.read == expected["read"]
        assert [item.line for item in report.items if item.status == "accepted"] == expected["accepted"]
        for verdict in ("rejected", "duplicate"):
            found = {str(item.line): item.errors[0].code for item in report.items if item.status == verdict}
            assert found == expected[verdict]
        warnings = {str(item.line): item.warnings[0].code for item in report.items if item.warnings}
        assert warnings == expected.get("warnings", {})
    assert reports[0].items == reports[1].items
    found = query(database.url, "SELECT count(*) AS n, max(revision) AS revision FROM leavers")
    assert found == [{"n": len(expected["accepted"]), "revision": 1}]


def test_a_twin_is_judged_on_its_own_when_the_first_is_refused(pool: Database) -> None:
    """A postal code that does not exist is found here, after the edge has taken both rows."""
    text = "Key;PLZ;Abschluss\nA1;00000;MSA\nA1;71634;MSA\nA1;71634;MSA\nA2;00000;MSA\nA2;00000;MSA\n"
    upload = read_upload(text.encode(), "klasse.csv", key=b"k", season=SEASON)
    report = push(pool, school(), upload.rows)
    assert balanced(report)
    assert [(item.status, *(error.code for error in item.errors)) for item in report.items] == [
        ("rejected", "postal_code_unknown"),
        ("accepted",),
        ("duplicate", "duplicate_of_line_3"),
        ("rejected", "postal_code_unknown"),
        ("rejected", "postal_code_unknown"),
    ]
