"""Everyone in memory: always what a fresh look at the database would say, and asked before Elasticsearch."""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import uuid4

import pytest
from conftest import Query, Town
from elasticsearch import Elasticsearch
from matching_people import SOCIAL, leaver, place
from rounds_at_hand import match, opened, settled_town, variables

from services.matching import store
from services.matching.alerts import concerned
from services.matching.packing import market_of, pack_vacancy
from services.matching.resident import asking
from services.matching.resident import memory as resident_memory
from services.matching.resident.asking import Resident, keep
from services.matching.resident.memory import Memory
from services.matching.rounds.reading import read_roster
from services.matching.rulebook import rulebook
from services.search.index.prepare import aliases, prepare
from shared.contracts.documents import VacancyDocument
from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import Servers

OFFERS = [
    place("zimmerer", north_km=0.3), place("pflegefachassistent", north_km=2), place("industriekaufmann", north_km=6),
    place("zimmerer", north_km=24),
]  # fmt: skip
WANTED = {str(offer.id): 4 for offer in OFFERS}
ROWS = [{"id": str(offer.id), "packed": pack_vacancy(offer, rulebook()), "price": -0.1} for offer in OFFERS]


@pytest.fixture(scope="module")
def running(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that begins to keep leavers in memory early."""
    folder = tmp_path_factory.mktemp("matching")
    with running_service("matching", servers, template, folder, HV_RESIDENT_FROM="20") as made:
        with Elasticsearch(servers.elasticsearch_url, request_timeout=30) as client:
            prepare(client, made.prefix)
        yield made


@pytest.fixture
def database(running: Running) -> Iterator[Database]:
    with opened(running) as made:
        yield made


def afresh(database: Database) -> dict[str, list[str]]:
    """Whom the offers concern, everyone being read again."""
    with database.transaction() as connection:
        roster = read_roster(connection, store.whole(connection), rulebook())
    return concerned([roster], market_of(ROWS, rulebook()), WANTED, rulebook())


def assert_features_agree(memory: Memory, database: Database) -> None:
    """What memory says of every vacancy is what the database says."""
    reference = rulebook().reference
    with database.transaction() as connection:
        at = store.whole(connection)
        ids = [row["id"] for row in connection.execute("SELECT id::text FROM vacancies ORDER BY id")]
        numbers = [
            row["number"] for row in connection.execute("SELECT number FROM offered WHERE slot = %s", (at.slot,))
        ]
        for asked in ((ids, []), ([], numbers), (ids[::2], numbers)):
            told, looked_up = memory.features(at.round, *asked), store.numbered(connection, at, *asked, reference)
            assert told is not None
            rows = asking.rows_of(told)
            assert open_ones(rows) == open_ones(looked_up)
            named = {row["number"]: row["id"] for row in looked_up if row["number"] is not None}
            assert named.keys() == set(asked[1])
            assert named.items() <= {row["number"]: row["id"] for row in rows}.items()
    assert memory.features(at.round + 1, ids, []) is None
    assert memory.features(at.round, [], [10**6]) is None


def open_ones(rows: list[dict[str, object]]) -> dict[object, tuple[object, object]]:
    return {row["id"]: (row["packed"], row["price"]) for row in rows if row["open"]}


def test_what_is_in_memory_is_what_is_in_the_database(town: Town, running: Running, query: Query) -> None:
    _, ids = settled_town(town)
    with opened(running) as database:
        memory = Memory(database, rulebook())
        assert not memory.ready()
        memory.wait()

        def agrees() -> dict[str, list[str]]:
            eventually(town.quiet)
            found = memory.concerned(market_of(ROWS, rulebook()), WANTED)
            assert found is not None
            assert found == afresh(database)
            assert_features_agree(memory, database)
            return found

        begun = agrees()
        assert begun and len({id_ for offers in begun.values() for id_ in offers}) >= 2
        new, here = uuid4(), leaver(wishes=(("zimmerer",),))
        town.arrive({new: here})  # comes
        town.arrive({ids[0]: leaver(interests=SOCIAL, wishes=(("pflegefachassistent",),))}, revision=2)  # changes
        town.move_away(ids[1], leaver(postal_code="716", latitude=None, longitude=None), revision=2)
        town.erase(ids[2])
        assert not {str(ids[1]), str(ids[2])} & set(agrees())
        town.arrive({new: here.model_copy(update={"radius_km": 1})}, revision=2)  # one of the few changes
        town.erase(ids[3])
        town.open(place("zimmerer", north_km=0.1, places=20))  # lists change, features do not
        agrees()
        assert match(running, "--round")[0] == 0
        assert not memory.ready()  # other lists of everyone: all is read again
        memory.wait()
        assert memory.ready() and agrees()
        town.open(place("zimmerer", north_km=0.2, places=5))  # some lists are the service's, others the round's
        agrees()
        first, second, *_ = (row["id"] for row in query("SELECT id FROM vacancies WHERE open ORDER BY id"))
        town.close("filled", first)
        town.open(place("zimmerer", north_km=3).model_copy(update={"id": second, "revision": 3}))  # it is elsewhere now
        agrees()
        late = place("zimmerer", north_km=0.5)
        town.open(late)
        agrees()
        town.close("withdrawn", late.id)
        agrees()
        with database.transaction() as connection:
            noted = read_roster(connection, store.whole(connection), rulebook()).standing
        shown = query("SELECT sum(lists.discoveries)::integer AS n FROM lists JOIN leavers AS l ON l.id = leaver_id "
                      "WHERE own_round = 0")  # fmt: skip
        assert noted.discoveries.sum() >= shown[0]["n"] > 0 and noted.care.any()


def test_a_restored_database_is_not_read_again_and_again(
    town: Town, database: Database, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows were last written by transactions whose numbers its new cluster has not reached."""
    settled_town(town)
    query("SELECT set_config('session_replication_role', 'replica', false)")  # no trigger
    for table in ("leavers", "vacancies"):
        assert len(query(f"UPDATE {table} SET changed = '99999999999' RETURNING 1")) > 5  # noqa: S608
    monkeypatch.setattr(resident_memory, "MOST_RECENT", 5)
    memory = Memory(database, rulebook())
    memory.read_again()
    memory.wait()
    assert memory.ready() and memory.ready()
    monkeypatch.undo()
    town.open(place("zimmerer", north_km=0.5))
    eventually(town.quiet)
    assert memory.concerned(market_of(ROWS, rulebook()), WANTED) == afresh(database)


def test_the_process_answers_ends_and_is_started_again(
    town: Town, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled_town(town)
    resident = Resident()
    assert resident.concerned(ROWS, WANTED) is None
    resident.start(variables(running))
    try:
        assert eventually(lambda: resident.concerned(ROWS, WANTED), 120) == afresh(database)
        with database.transaction() as connection:
            at = store.whole(connection)
            ids = [row["id"] for row in connection.execute("SELECT id::text FROM vacancies WHERE open")]
            looked_up = store.features(connection, at, ids, rulebook().reference)
        told = resident.features(at.round, ids, [])
        assert told and open_ones(told) == open_ones(looked_up)
        with resident._one:
            assert resident.features(at.round, ids, []) is None  # another question is being answered
        monkeypatch.setattr(asking, "rulebook", lambda: SimpleNamespace(reference=7))
        assert resident.features(at.round, ids, []) is None
        assert resident.concerned(ROWS, WANTED) is None
        monkeypatch.undo()
        assert not keep(resident, database=database)
        assert resident._process
        resident._process.kill()
        assert resident.concerned(ROWS, WANTED) is None
        resident.least = 31
        assert not keep(resident, database=database)
        assert not resident.runs()
    finally:
        resident.stop()


def test_a_new_vacancy_needs_no_index_of_profiles(town: Town, running: Running, servers: Servers) -> None:
    _, ids = settled_town(town)
    with Elasticsearch(servers.elasticsearch_url, request_timeout=30) as client:
        everyone = {"match_all": {}}
        client.delete_by_query(index=aliases(running.prefix).candidates, query=everyone, refresh=True)

    def reached() -> list[VacancyDocument]:
        best = place("zimmerer", north_km=0.1, places=2)
        town.open(best)
        eventually(town.quiet, 60)
        return [best] if any(best.id in town.shown(id_) for id_ in ids) else []

    assert eventually(reached, 120)
    with opened(running) as database, database.transaction() as connection:
        assert store.count_leavers(connection) == len(ids)
