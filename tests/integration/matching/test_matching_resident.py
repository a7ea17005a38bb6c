"""Everyone in memory: always what a fresh look at the database would say, and asked before Elasticsearch."""

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest
from conftest import Query, Town
from elasticsearch import Elasticsearch
from matching_people import SOCIAL, leaver, place
from rounds_at_hand import match, opened, settled_town, variables

from services.matching import store
from services.matching.alerts import concerned
from services.matching.ids import Buffer, ids_in
from services.matching.kernel.tables import Ints
from services.matching.lists import relist
from services.matching.offered import Offers, in_order, look_up, market_of, offers_of, only_open, open_offers
from services.matching.packing import pack_vacancy
from services.matching.resident import asking
from services.matching.resident import memory as resident_memory
from services.matching.resident.asking import Resident, keep
from services.matching.resident.memory import Memory
from services.matching.resident.store import Snapshot
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
ALL: tuple[int, ...] = (1 << 62,)
"""No look has seen this transaction: another one is due."""
WANTED = {str(offer.id): 4 for offer in OFFERS}
ROWS = offers_of([
    {"id": str(offer.id), "packed": pack_vacancy(offer, rulebook()), "price": -0.1, "number": None, "open": True}
    for offer in OFFERS
])  # fmt: skip
NONE = np.zeros(0, dtype=np.int64)


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
    return concerned([roster], market_of(ROWS), WANTED, rulebook())


def assert_features_agree(memory: Memory, database: Database) -> None:
    """What memory says of every vacancy is what the database says."""
    with database.transaction() as connection:
        at = store.whole(connection)
        ids = ids_in(row["id"] for row in connection.execute("SELECT id::text FROM vacancies ORDER BY id"))
        numbers = np.array(
            [row["number"] for row in connection.execute("SELECT number FROM offered WHERE slot = %s", (at.slot,))],
            dtype=np.int64,
        )
        for asked in ((ids, NONE), (ids[:0], numbers), (ids[::2], numbers)):
            told, looked_up = memory.named(at.round, *asked, ALL), look_up(connection, at, *asked, rulebook())
            assert told is not None
            told = in_order(told)
            assert told["id"].tolist() == looked_up["id"].tolist()
            assert said(only_open(told)) == said(only_open(looked_up))
            named = looked_up["number"] >= 0
            assert set(looked_up["number"][named]) == set(asked[1])
            assert told["number"][named].tolist() == looked_up["number"][named].tolist()
    assert memory.named(at.round + 1, ids, NONE, ALL) is None
    assert memory.named(at.round, ids[:0], np.array([10**6]), ALL) is None


OPEN_CARPENTRY = "SELECT id FROM vacancies WHERE open AND occupation = 'zimmerer' ORDER BY id"
"""Not the care places: one must be left at the end."""


def said(offers: Offers) -> list[tuple[bytes, bytes, float]]:
    """Id, features and price of each."""
    return [(offer["id"].tobytes(), offer["packed"].tobytes(), float(offer["price"])) for offer in offers]


@contextmanager
def remembered(database: Database) -> Iterator[Memory]:
    """A memory that has read everything."""
    with closing(Memory(database, rulebook())) as memory:
        assert not memory.ready()
        memory.wait()
        yield memory


def test_what_is_in_memory_is_what_is_in_the_database(town: Town, running: Running, query: Query) -> None:
    _, ids = settled_town(town)
    with opened(running) as database, remembered(database) as memory:

        def agrees() -> dict[str, list[str]]:
            eventually(town.quiet)
            found = memory.concerned(market_of(ROWS), WANTED)
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
        first, second, *_ = (row["id"] for row in query(OPEN_CARPENTRY))
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
    with remembered(database) as memory:
        assert memory.ready() and memory.ready()
        monkeypatch.undo()
        town.open(place("zimmerer", north_km=0.5))
        eventually(town.quiet)
        assert memory.concerned(market_of(ROWS), WANTED) == afresh(database)


def test_what_is_known_is_not_looked_up_again(town: Town, database: Database) -> None:
    """A question that follows a transaction is answered without another look if that one has been seen."""
    settled_town(town)
    late = place("zimmerer", north_km=0.5)
    town.open(late)
    eventually(town.quiet)
    ids, states = ids_in([str(late.id)]), []
    with remembered(database) as memory:
        with database.transaction() as connection:
            at = store.enter(connection)
        assert at.transaction and memory.ready()
        town.close("filled", late.id)
        eventually(town.quiet)
        with database.transaction() as connection:
            later = store.enter(connection).transaction or 0
        for after in ((at.transaction,), (at.transaction, later), (later,)):
            offers = memory.named(at.round, ids, NONE, after)
            assert offers is not None
            states += offers["open"].tolist()
        town.open(late.model_copy(update={"revision": late.revision + 2}))
        eventually(town.quiet)
        for after in ((later,), ()):  # without any it looks again
            offers = memory.named(at.round, ids, NONE, after)
            assert offers is not None
            states += offers["open"].tolist()
    assert states == [True, False, False, False, True]


def test_what_is_newly_shown_is_what_it_is_by_now(town: Town, database: Database) -> None:
    """Memory may be behind: a vacancy that moved or closed since is not shown for what it was."""
    _, ids = settled_town(town)
    near = place("zimmerer", north_km=0.1, places=20)
    far = place("zimmerer", north_km=400).model_copy(update={"id": near.id, "revision": near.revision + 1})

    def shown() -> int:
        """To how many it is shown while memory has it near and open."""
        with database.transaction() as connection:
            at, book = store.enter(connection), rulebook()

            def behind(round_: int, names: Buffer, numbers: Ints, after: Collection[int]) -> Offers:
                found = look_up(connection, at, names, numbers, book)
                mine = [bytes(id_) == near.id.bytes for id_ in found["id"]]
                found["packed"][mine] = np.frombuffer(pack_vacancy(near, book), dtype=np.uint8)
                found["open"][mine] = found["known"][mine] = True
                return found

            wanted = {str(id_): [str(near.id)] for id_ in ids}
            changes = relist(connection, at, wanted, book=book, known=behind)
            connection.rollback()
        return sum(str(near.id) in change.appeared for change in changes)

    town.open(far)
    eventually(town.quiet)
    assert shown() == 0
    town.close("filled", near.id)
    eventually(town.quiet)
    assert shown() == 0
    town.open(near.model_copy(update={"revision": far.revision + 2}))
    eventually(town.quiet)
    with database.transaction() as connection:
        connection.execute("UPDATE leavers SET own = array_remove(own, %s), shown = 0", (near.id,))
    assert shown() > 5


def test_a_snapshot_tells_who_had_ended() -> None:
    some, none_open = Snapshot.read("10:15:10,12"), Snapshot.read("7:7:")
    assert [n for n in range(20) if some.saw(n)] == [*range(10), 11, 13, 14]
    assert [n for n in range(20) if none_open.saw(n)] == list(range(7))


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
            looked_up = open_offers(connection, at, ids, rulebook())
        resident.look()
        told = resident.named(at.round, looked_up["id"], NONE, ALL)
        assert told is not None and said(in_order(told)) == said(looked_up)
        with resident._one:
            resident.look()
            assert resident.named(at.round, looked_up["id"], NONE, ALL) is None  # another question is being answered
        monkeypatch.setattr(asking, "rulebook", lambda: SimpleNamespace(reference=7))
        assert resident.named(at.round, looked_up["id"], NONE, ALL) is None
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
