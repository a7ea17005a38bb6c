"""Telling again: leavers with a profile under their revisions, and who is erased; a later erasure reaches that too."""

from typing import Any

import pytest
from candidates_cohorts import query, rows, school
from candidates_verbs import erase, push

from services.candidates import resync
from shared.contracts.calls import ResyncCandidates, Resynced
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase


def told(database: OwnDatabase) -> list[dict[str, Any]]:
    found = query(database.url, "SELECT body::json AS body FROM outbox WHERE subject = 'resync' ORDER BY seq")
    return [item for row in found for item in row["body"]["data"]["items"]]


def test_pages_tell_everyone_and_who_is_erased(
    pool: Database, database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "PAGE", 2)
    ids = [item.leaver_id for item in push(pool, school(), rows(3)).items]
    erase(pool, ids[0])
    first = resync.resync(ResyncCandidates(), database=pool)
    assert (first.told, first.total, first.next) == (2, 3, sorted(ids)[1])
    assert resync.resync(ResyncCandidates(after=first.next), database=pool) == Resynced(told=1)
    items = {item["leaver_id"]: item for item in told(database)}
    assert items.keys() == {str(id_) for id_ in ids}
    assert [items[str(id_)]["kind"] for id_ in ids] == ["erased", "changed", "changed"]
    assert [items[str(id_)]["revision"] for id_ in ids] == [resync.LAST_REVISION, 1, 1]
    assert [items[str(id_)]["candidate"] is None for id_ in ids] == [True, False, False]


def test_an_erasure_takes_back_what_was_told_again(pool: Database, database: OwnDatabase) -> None:
    ids = [item.leaver_id for item in push(pool, school(), rows(2)).items]
    resync.resync(ResyncCandidates(), database=pool)
    erase(pool, ids[0])
    assert [item["leaver_id"] for item in told(database)] == [str(ids[1])]
    erase(pool, ids[1])
    assert told(database) == []


def test_places_without_a_person_are_told_to_nobody(pool: Database) -> None:
    assert resync.resync(ResyncCandidates(), database=pool) == Resynced(told=0, total=0)
