"""Who may see what, and what erasure reaches."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from candidates_cohorts import query, rows, school
from candidates_verbs import erase, finish, get, push, send, start

from services.candidates.errors import ImportUnknown
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase


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
    assert found[1]["body"]["data"]["items"][0]["kind"] == "erased"
    assert query(database.url, "SELECT 1 AS n FROM outbox WHERE published_at IS NOT NULL") == []


def test_the_same_file_does_not_bring_an_erased_leaver_back(pool: Database, database: OwnDatabase) -> None:
    who = school()
    leaver = push(pool, who, rows(3)).items[1].leaver_id
    assert (erase(pool, leaver), erase(pool, leaver), erase(pool, uuid4())) == (True, False, False)
    again = push(pool, who, rows(3))
    assert (again.read, again.accepted, again.rejected) == (3, 2, 1)
    assert [error.code for error in again.items[1].errors] == ["leaver_erased"]
    assert again.items[1].row_key is None
    assert query(database.url, "SELECT count(*) AS n FROM leavers")[0]["n"] == 2


def test_a_push_while_the_row_is_erased_does_not_keep_it(pool: Database, database: OwnDatabase) -> None:
    who = school()
    leavers = [item.leaver_id for item in push(pool, who, rows(8)).items]
    with ThreadPoolExecutor(4) as threads:
        pushed = [threads.submit(push, pool, who, rows(8, radius_km=radius)) for radius in (30, 40, 50)]
        erased = list(threads.map(lambda leaver: erase(pool, leaver), leavers[:4]))
    assert erased == [True] * 4
    for report in (one.result() for one in pushed):  # a row erased in between leaves the report, too
        assert 4 <= report.accepted <= report.read == report.accepted + report.rejected + report.duplicate
    assert query(database.url, "SELECT count(*) AS n FROM leavers")[0]["n"] == 4
    said = query(database.url, "SELECT name, body FROM outbox WHERE name <> 'candidate.erased'")
    assert [one["name"] for one in said if any(str(leaver) in str(one["body"]) for leaver in leavers[:4])] == []
