"""A round in the running system: whole, resumable, once a night, and nothing that happens meanwhile is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import numpy as np
import pytest
from conftest import Query, Town, candidate
from matching_people import leaver, market, place
from rounds_at_hand import (
    PARTS,
    assert_both_sides_agree,
    ended,
    match,
    opened,
    round_with,
    settled_town,
    stored,
    variables,
)

from services.matching.features import Market, seeker_of
from services.matching.fit import score
from services.matching.load import load
from services.matching.rounds import night, reading, running, store
from services.matching.rounds.night import Nights
from services.matching.rounds.running import Maker
from services.matching.rulebook import rulebook
from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.running import Running

KILLED_AT = ["priced", "part:2", "switched"]
if os.environ.get("HEIMVORTEIL_TEST_LONG"):
    KILLED_AT += ["begun", "written", "followed"]
NIGHT = datetime(2030, 11, 25, 2, 30, tzinfo=UTC)


@pytest.fixture
def database(running: Running) -> Iterator[Database]:
    with opened(running) as made:
        yield made


def test_partitions_are_together_the_whole_that_was_computed(
    town: Town, running: Running, query: Query, database: Database
) -> None:
    _, ids = settled_town(town)
    for table in ("leavers", "vacancies"):  # as if written for other occupations
        query(f"UPDATE {table} SET packed = '', reference = 1 RETURNING 1")  # noqa: S608
    code, report, said = match(running, "--round", "--parts", str(PARTS))
    assert (code, report["leavers"], report["warm"]) == (0, len(ids), False), said
    assert query("SELECT sum(leavers) AS n, count(*) AS parts FROM round_parts") == [{"n": len(ids), "parts": PARTS}]
    assert query("SELECT count(DISTINCT leaver_id) AS a, count(*) AS b FROM lists") == [{"a": len(ids), "b": len(ids)}]
    strips = query("SELECT part, min(latitude) AS s, max(latitude) AS n FROM lists GROUP BY part ORDER BY part")
    assert all(a["n"] <= b["s"] for a, b in pairwise(strips))
    assert stored(query) == computed(database)
    assert {str(id_): list(map(str, town.shown(id_))) for id_ in ids} == stored(query)
    holders = query("SELECT number, unnest(leavers)::text AS leaver FROM holders")
    numbers = {row["vacancy_id"]: row["number"] for row in query("SELECT vacancy_id::text, number FROM offered")}
    assert {(row["number"], row["leaver"]) for row in holders} == {
        (numbers[vacancy], one) for one, shown in stored(query).items() for vacancy in shown
    }


def test_leavers_that_were_loaded_have_no_lists_that_a_round_must_drop(
    town: Town, running: Running, query: Query, database: Database
) -> None:
    load([document.model_dump_json() for document in market(20)], "vacancy", database=database, book=rulebook())
    people = [candidate(uuid4(), leaver()).model_dump_json() for _ in range(5)]
    load(people, "candidate", database=database, book=rulebook())
    code, report, said = match(running, "--round")
    assert (code, report["leavers"], report["void_lists"]) == (0, 5, 0), said
    assert len(stored(query)) == 5
    assert_both_sides_agree(query)


def computed(database: Database) -> dict[str, list[str]]:
    """The lists of everyone made at once, in memory; cold."""
    maker = Maker(database, rulebook(), 2, lambda *_: None)
    market = reading.read(database, None, None, maker.book)
    solved = running.solve(maker, market, None)
    graph, found = solved.graph, {}
    for row, edges in enumerate(solved.lists.shown):
        items = market.vacancy_ids[graph.vacancy_row[graph.edges.item[edges[edges >= 0]]]]
        found[text(market.leaver_ids[graph.leaver_row[row]])] = [text(item) for item in items]
    return found


def text(id_: np.ndarray) -> str:  # type: ignore[type-arg]
    whole = id_.tobytes().hex()
    return "-".join((whole[:8], whole[8:12], whole[12:16], whole[16:20], whole[20:]))


@pytest.mark.parametrize("where", KILLED_AT)
def test_a_killed_round_is_gone_on_with(town: Town, running: Running, query: Query, where: str) -> None:
    _, ids = settled_town(town)
    before = {id_: town.shown(id_) for id_ in ids}
    code, _, _ = match(running, "--round", "--parts", str(PARTS), failpoint=f"round.{where}")
    assert code == -9
    if where in ("begun", "priced", "part:2", "written"):
        after = {id_: town.shown(id_) for id_ in ids}
        gone_on = query("SELECT 1 FROM rounds WHERE attempts > 0")  # the service does so within a minute
        assert gone_on or after == before
    parts = "SELECT part, xmin::text FROM round_parts ORDER BY part"
    prices, written = "SELECT number, price, xmin::text FROM offered ORDER BY number", query(parts)
    priced = query(prices)
    ended(running, query)
    assert [row for row in query(parts) if row in written] == written
    assert len(query(parts)) == PARTS
    assert priced in ([], query(prices))
    assert query("SELECT count(*) AS n FROM rounds") == [{"n": 1}]
    assert len(stored(query)) == len(ids)
    assert query("SELECT 1 FROM own_holders UNION ALL SELECT 1 FROM leavers WHERE own IS NOT NULL OR kept >= 0") == []
    assert query("SELECT attempts >= 1 AS again FROM rounds") == [{"again": True}]
    assert all(len(town.shown(id_)) == 10 for id_ in ids)


def test_what_happens_meanwhile_is_neither_lost_nor_undone(town: Town, running: Running, query: Query) -> None:
    offers, ids = settled_town(town)
    assert match(running, "--round")[0] == 0  # lists of an earlier round are changed while the next is made
    filled, moved = offers[5], offers[6]
    erased, changed, late, gone = ids[3], ids[4], uuid4(), ids[7]
    best = place("zimmerer", north_km=0.2, places=30)

    def meanwhile() -> None:
        town.open(best)
        town.open(moved.model_copy(update={"revision": 2, "start_year": 2029}))
        town.close("filled", filled.id)
        town.close("withdrawn", offers[8].id)
        town.erase(erased)
        town.arrive({late: leaver(wishes=(("zimmerer",),)), changed: leaver(radius_km=8)}, revision=2)
        town.move_away(gone, leaver(postal_code=None, latitude=None, longitude=None))
        eventually(town.quiet)

    round_with(running, meanwhile)
    assert query("SELECT 1 FROM lists WHERE leaver_id = %s", erased) == []
    assert query("SELECT 1 FROM holders WHERE %s = ANY(leavers)", erased) == []
    shown = {id_: town.shown(id_) for id_ in [*ids, late] if id_ != erased}
    away = {filled.id, offers[8].id, moved.id}
    assert all(not away & set(found) for found in shown.values())
    assert shown.pop(gone) == []
    assert all(match.vacancy.distance_km <= 8 for match in town.list_of(changed).matches)  # type: ignore[operator]
    assert len(shown[late]) == 10
    assert all(len(found) == 10 for id_, found in shown.items() if id_ != changed)
    assert sum(best.id in found for found in shown.values()) >= 10
    assert best.id in shown[late]
    assert_both_sides_agree(query)
    town.close("filled", best.id)
    town.open(place("zimmerer", north_km=0.1, places=10))
    eventually(town.quiet)
    assert not any(best.id in town.shown(id_) for id_ in shown)
    assert_both_sides_agree(query)


def test_a_late_erasure_reaches_written_partitions(town: Town, running: Running, query: Query) -> None:
    _, ids = settled_town(town)

    def meanwhile() -> None:
        town.erase(ids[0])
        town.erase(ids[-1])
        eventually(town.quiet)

    round_with(running, meanwhile, "Schreiben")
    for one in (ids[0], ids[-1]):
        assert query("SELECT 1 FROM lists WHERE leaver_id = %s", one) == []
        assert query("SELECT 1 FROM holders WHERE %s = ANY(leavers)", one) == []


def test_readers_see_one_whole_round(town: Town, running: Running) -> None:
    _, ids = settled_town(town)
    seen, enough = {id_: [town.shown(id_)] for id_ in ids[:3]}, Event()

    def look() -> None:
        while not enough.is_set():
            for id_ in seen:
                seen[id_].append(town.shown(id_))

    reader = Thread(target=look)
    reader.start()
    code, _, said = match(running, "--round", "--parts", str(PARTS))
    enough.set()
    reader.join()
    assert code == 0, said
    for id_, several in seen.items():
        assert all(found in (several[0], town.shown(id_)) for found in several)
        assert len(several) > 2


def test_by_fit_alone_is_exact(town: Town, running: Running, query: Query, database: Database) -> None:
    _, ids = settled_town(town)
    assert match(running, "--round")[0] == 0
    profile = leaver(latitude=48.85, wishes=(("zimmerer",),))
    whole = reading.read(database, None, None, rulebook())
    for id_ in ids[:1]:
        fits = [match.fit for match in town.list_of(id_, order="fit").matches]
        seeker = seeker_of(str(id_), profile, rulebook())
        market = reading_market(whole)
        scored = score(seeker, market, rulebook())
        best = np.sort(scored.fit[scored.feasible])[::-1][:10]
        assert fits == pytest.approx(best.tolist(), abs=1e-3)


def reading_market(whole: reading.RoundMarket) -> Market:
    return Market(tuple(text(id_) for id_ in whole.vacancy_ids), whole.vacancies)


def test_one_instance_starts_the_round_of_a_night(town: Town, database: Database) -> None:
    def at(moment: datetime) -> tuple[str, ...]:
        return night.due(database=database, clock=lambda: moment)

    assert not at(NIGHT + timedelta(hours=9))
    assert [at(NIGHT), at(NIGHT), at(NIGHT + timedelta(hours=1))] == [("--round",), (), ()]
    assert at(NIGHT + timedelta(days=1))
    with store.locked(database) as mine:
        assert mine
        assert not at(NIGHT + timedelta(days=2))
        with pytest.raises(running.Busy):
            running.run(Maker(database, rulebook(), 1, lambda *_: None), lambda made: {})
    # the server notices a moment later that a connection has ended
    assert eventually(lambda: at(NIGHT + timedelta(days=2))) == ("--round",)


def test_an_unfinished_round_is_ended_and_no_second_one_made(
    town: Town, running: Running, database: Database, query: Query
) -> None:
    settled_town(town, places=20, people=4)
    assert match(running, "--round", failpoint="round.priced")[0] == -9
    eventually(lambda: night.due(database=database, clock=lambda: NIGHT) in ((), ("--resume",)))
    ended(running, query)
    code, report, said = match(running, "--resume")
    assert (code, report["round"]) == (0, None), said
    assert query("SELECT count(*) AS n FROM rounds") == [{"n": 1}]


def test_the_service_starts_a_process(
    town: Town, running: Running, database: Database, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ids = settled_town(town)
    for name, value in variables(running).items():
        monkeypatch.setenv(name, value)
    nights = Nights()
    assert night.on_minute(nights, database=database, clock=lambda: NIGHT)
    assert not night.on_minute(nights, database=database, clock=lambda: NIGHT)
    eventually(lambda: not nights.running(), 120)
    assert len(stored(query)) == len(ids)


def test_replaying_a_round_gives_the_same_or_says_why_not(town: Town, running: Running, query: Query) -> None:
    settled_town(town)
    made = [match(running, "--round", "--parts", str(PARTS))[1]["round"] for _ in range(2)]
    for one in made:  # a cold one, and one that began with its prices
        code, report, said = match(running, "--replay", str(one))
        assert (code, report["equal"], report["changed"]) == (0, True, {}), said
    town.open(place("zimmerer"))
    town.arrive({uuid4(): leaver()})
    eventually(town.quiet)
    code, report, _ = match(running, "--replay", str(made[-1]))
    assert (code, report["equal"]) == (1, False)
    assert report["changed"] == {"inputs": {"leavers": 1, "vacancies": 1}}
    assert match(running, "--replay", "999999")[0] == 1


def test_the_last_rounds_are_kept(town: Town, running: Running, query: Query) -> None:
    _, ids = settled_town(town, places=30, people=6)
    for _ in range(5):
        assert match(running, "--round")[0] == 0
    kept = query("SELECT id, slot, state FROM rounds WHERE slot IS NOT NULL ORDER BY id DESC")
    assert [row["state"] for row in kept] == ["current", "past", "past", "past"]
    assert query("SELECT count(*) AS n FROM lists") == [{"n": 4 * len(ids)}]
    assert query("SELECT count(*) AS n FROM rounds") == [{"n": 5}]


def test_a_dry_run_writes_nothing(town: Town, running: Running, query: Query) -> None:
    _, ids = settled_town(town)
    code, report, said = match(running, "--round", "--dry-run")
    assert (code, report["leavers"], report["round"]) == (0, len(ids), None), said
    assert query("SELECT 1 FROM rounds") == query("SELECT 1 FROM lists") == []


def test_what_is_new_begins_with_the_price_of_its_like_nearby(town: Town, running: Running, query: Query) -> None:
    alike = [place("zimmerer", north_km=km) for km in (1, 2, 3, 4, 60)]
    town.open(*alike)
    town.arrive({uuid4(): leaver() for _ in range(8)})
    eventually(town.quiet)
    assert match(running, "--round")[0] == 0
    query("UPDATE offered SET price = -0.1 * number WHERE true RETURNING 1")
    near = query(
        """SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY o.price) AS price
        FROM offered AS o JOIN vacancies ON id = vacancy_id WHERE latitude < 49.1"""
    )[0]["price"]
    new, other = place("zimmerer", north_km=2.5), place("landwirt", north_km=2.5)
    town.open(new, other)
    eventually(town.quiet)
    first = {row["id"]: row["price"] for row in query("SELECT id::text, price FROM vacancies")}
    assert first[str(new.id)] == pytest.approx(near) and first[str(other.id)] == 0
    code, report, said = match(running, "--round")
    assert (code, report["warm"]) == (0, True), said
    began = {row["id"]: row["p"] for row in query(
        "SELECT vacancy_id::text AS id, began_with AS p FROM offered JOIN rounds USING (slot) WHERE state = 'current'"
    )}  # fmt: skip
    assert began[str(new.id)] == pytest.approx(near) and began[str(other.id)] == 0


def test_the_console_passes_a_round_on(town: Town, running: Running, query: Query) -> None:
    settled_town(town, places=20, people=4)
    words = [str(Path(sys.executable).with_name("heimvorteil")), "match", "--round", "--json"]
    environment = {
        **variables(running),
        "DATABASE_URL": running.database.url,
        "ELASTICSEARCH_URL": "http://127.0.0.1:1",
    }
    subprocess.run(words, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
    assert len(stored(query)) == 4
