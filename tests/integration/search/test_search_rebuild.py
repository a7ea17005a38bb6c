"""A new index while writes go on, on real servers: nothing lost, nothing back, one step, and never a smaller one."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from search_events import Rows, closed, erased, leaver, published, shared, vacancy

from shared.contracts.calls import CompareIndex, FollowRebuild, IndexCompared, RebuildState, StartRebuild
from shared.contracts.events import CloudEvent
from shared.contracts.problems import Problem
from shared.contracts.vacancy import VacancyRecord
from shared.runtime.calls import Caller
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.running import Running

Tell = Callable[[CloudEvent], None]
Rebuild = Callable[..., RebuildState]
Differences = Callable[[], list[str]]
LONG = 300.0
AHEAD = 20


@pytest.fixture
def rebuild(caller: Caller) -> Rebuild:
    """Build anew and wait for the end."""

    def run(kind: str = "vacancy", **options: Any) -> RebuildState:
        started = caller.call("start_rebuild", StartRebuild(kind=kind, **options), RebuildState)
        return eventually(lambda: ended(caller, started), LONG)

    return run


def ended(caller: Caller, started: RebuildState) -> RebuildState | None:
    state = caller.call("follow_rebuild", FollowRebuild(kind=started.kind), RebuildState)
    return state if state.id == started.id and state.phase in ("done", "failed") else None


@pytest.fixture
def differences(service: ServiceProcess) -> Iterator[Differences]:
    """Ids of documents that are not what the projection says, of both kinds."""
    with service.caller() as caller:

        def compare() -> list[str]:
            return [id_ for kind in ("vacancy", "candidate") for id_ in _compared(caller, kind)]

        yield compare


def _compared(caller: Caller, kind: str) -> Iterator[str]:
    answer = caller.call("compare_index", CompareIndex(kind=kind), IndexCompared)
    yield from (one.id for one in answer.differences)
    while answer.next:
        answer = caller.call("compare_index", CompareIndex(kind=kind, after=answer.next), IndexCompared)
        yield from (one.id for one in answer.differences)


@pytest.fixture
def alias(index_prefix: str) -> str:
    return f"{index_prefix}-vacancies"


def behind(elastic: Elasticsearch, alias: str) -> list[str]:
    return sorted(elastic.indices.get_alias(name=alias))


def many(tell: Tell, count: int) -> list[VacancyRecord]:
    records = [vacancy() for _ in range(count)]
    for start in range(0, count, 500):
        tell(published(*records[start : start + 500]))
    return records


class Writer(Thread):
    """Goes on publishing, changing and withdrawing until told to stop, never far ahead of what is handled."""

    def __init__(self, publish: Tell, rows: Rows, records: list[VacancyRecord]) -> None:
        super().__init__()
        self.said: list[CloudEvent] = []
        self._publish = publish
        self._rows = rows
        self._records = records
        self._enough = Event()

    def run(self) -> None:
        for number, record in enumerate(self._records * 100, start=2):
            if self._enough.is_set():
                return
            change = record.model_copy(update={"revision": number, "title": f"Bäcker/in {number}"})
            new = vacancy(title=f"Bäckerin {number}")
            events = [closed(record, number) if number % 3 == 0 else published(change), published(new)]
            for event in [*events, closed(new, 2)] if number % 2 else events:
                self._publish(event)
                self.said.append(event)
            eventually(lambda: self.waiting() < AHEAD, LONG)

    def waiting(self) -> int:
        """Events said and not handled yet."""
        (found,) = self._rows("SELECT count(*) AS n FROM inbox WHERE event_id = ANY(%s)", [e.id for e in self.said])
        return len(self.said) - int(found["n"])

    def stop(self) -> None:
        """Say no more."""
        self._enough.set()
        self.join()


def test_writes_go_on_and_none_is_lost(
    publish: Tell, tell: Tell, rebuild: Rebuild, differences: Differences, rows: Rows, elastic: Elasticsearch,
    alias: str,
) -> None:  # fmt: skip
    records, (before,) = many(tell, 1200), behind(elastic, alias)
    writer = Writer(publish, rows, records)
    writer.start()
    try:
        eventually(lambda: writer.said)
        states = [rebuild(), rebuild()]
    finally:
        writer.stop()
    eventually(lambda: writer.waiting() == 0, LONG)
    assert [state.problem for state in states] == [None, None]
    assert [state.replaced for state in states] == [(before,), (states[0].index,)]
    assert behind(elastic, alias) == [states[1].index]
    assert differences() == []
    (searchable,) = rows("SELECT count(*) AS n FROM projection WHERE NOT tombstone")
    elastic.indices.refresh(index=alias)
    assert elastic.count(index=alias)["count"] == searchable["n"]


def test_the_alias_moves_in_one_step(
    tell: Tell, rebuild: Rebuild, elastic: Elasticsearch, alias: str, differences: Differences
) -> None:
    many(tell, 700)
    counts, stop = set(), Event()

    def look() -> None:
        while not stop.is_set():
            counts.add(elastic.count(index=alias)["count"])

    watcher = Thread(target=look)
    watcher.start()
    try:
        state = rebuild()
    finally:
        stop.set()
        watcher.join()
    assert counts == {700}
    assert (state.phase, state.documents, state.documents_before) == ("done", 700, 700)
    assert state.checksum
    assert differences() == []
    settings = elastic.indices.get(index=alias)[state.index or ""]
    assert settings["settings"]["index"]["refresh_interval"] == "200ms"
    assert settings["aliases"] == {alias: {"is_write_index": True}}


def test_the_same_content_has_the_same_checksum(tell: Tell, rebuild: Rebuild) -> None:
    (record, *_) = many(tell, 3)
    first, second = rebuild(), rebuild()
    assert (first.documents, first.checksum) == (second.documents, second.checksum)
    tell(published(record.model_copy(update={"revision": 2, "title": "Bäcker/in gesucht"})))
    assert rebuild().checksum != first.checksum


def test_a_much_smaller_index_is_refused_unless_forced(
    tell: Tell, rebuild: Rebuild, elastic: Elasticsearch, alias: str, rows: Rows
) -> None:
    records, (before,) = many(tell, 10), behind(elastic, alias)
    rows("DELETE FROM projection WHERE id = ANY(%s) RETURNING 1", [record.id for record in records[:3]])
    refused = rebuild()
    assert refused.phase == "failed"
    assert "80 %" in (refused.problem or "")
    assert behind(elastic, alias) == [before]
    assert elastic.count(index=alias)["count"] == 10
    assert not elastic.indices.exists(index=refused.index or "")
    forced = rebuild(force=True)
    assert (forced.phase, forced.documents) == ("done", 7)
    assert elastic.count(index=alias)["count"] == 7


def test_older_indices_go_when_asked(tell: Tell, rebuild: Rebuild, elastic: Elasticsearch, alias: str) -> None:
    many(tell, 2)
    first, second = rebuild(), rebuild()
    assert first.index
    assert elastic.indices.exists(index=first.index)
    third = rebuild(prune=True)
    assert first.index in third.pruned
    assert sorted(elastic.indices.get(index=f"{alias}-*")) == sorted([second.index, third.index])


def test_what_is_withdrawn_or_erased_does_not_come_back(
    tell: Tell, rebuild: Rebuild, elastic: Elasticsearch, index_prefix: str, differences: Differences, rows: Rows
) -> None:
    (record, *_), person = many(tell, 4), leaver()
    tell(shared(person, leaver(), leaver(latitude=None, longitude=None, postal_code="716")))
    tell(closed(record, 2))
    tell(erased(person.id, 2))
    assert (rebuild("vacancy").documents, rebuild("candidate").documents) == (3, 1)
    tell(published(record.model_copy(update={"revision": 1})))
    tell(shared(person))
    assert differences() == []
    index = f"{index_prefix}-vacancies"
    late = {"index": {"_id": str(record.id), "version": 1, "version_type": "external_gte"}}
    (outcome,) = elastic.bulk(index=index, operations=[late, {"id": str(record.id)}])["items"]
    assert outcome["index"]["status"] == 409


def test_there_is_one_rebuild_at_a_time(tell: Tell, caller: Caller, rebuild: Rebuild) -> None:
    many(tell, 1000)
    started = caller.call("start_rebuild", StartRebuild(kind="vacancy"), RebuildState)
    with pytest.raises(Problem) as refused:
        caller.call("start_rebuild", StartRebuild(kind="vacancy"), RebuildState)
    assert refused.value.body.code == "rebuild_running"
    assert eventually(lambda: ended(caller, started), LONG).phase == "done"


def test_a_kill_in_the_middle_leaves_the_index_alone(
    running: Running, tell: Tell, caller: Caller, rebuild: Rebuild, elastic: Elasticsearch, alias: str,
    differences: Differences,
) -> None:  # fmt: skip
    many(tell, 1000)
    (before,) = behind(elastic, alias)
    started = caller.call("start_rebuild", StartRebuild(kind="vacancy"), RebuildState)
    eventually(lambda: elastic.indices.exists_alias(name=f"{alias}-building"))
    running.service.kill()
    left = behind(elastic, f"{alias}-building")
    running.service.start()
    state = caller.call("follow_rebuild", FollowRebuild(kind="vacancy"), RebuildState)
    assert (state.id, state.phase) == (started.id, "failed")
    assert "abgebrochen" in (state.problem or "")
    assert behind(elastic, alias) == [before]
    assert differences() == []
    assert rebuild().phase == "done"
    assert not [name for name in left if elastic.indices.exists(index=name) and behind(elastic, alias) != [name]]
    assert not elastic.indices.exists_alias(name=f"{alias}-building")
    assert differences() == []


def test_a_kill_right_after_the_flip_is_made_good(
    running: Running, tell: Tell, caller: Caller, elastic: Elasticsearch, alias: str, differences: Differences
) -> None:
    """Nobody is told to start again: the next instance makes the last pass by itself."""
    many(tell, 10)
    (before,) = behind(elastic, alias)
    running.service.kill()
    running.service.launch(HV_FAILPOINT="rebuild.flipped")
    eventually(running.service.ready, LONG)
    started = caller.call("start_rebuild", StartRebuild(kind="vacancy"), RebuildState)
    eventually(lambda: not running.service.running, LONG)
    running.service.start()
    state = caller.call("follow_rebuild", FollowRebuild(kind="vacancy"), RebuildState)
    assert (state.id, state.problem) == (started.id, None)
    assert eventually(lambda: ended(caller, started), LONG).phase == "done"
    assert behind(elastic, alias) != [before]
    assert differences() == []


def test_what_was_never_rebuilt_says_so(caller: Caller, service: ServiceProcess) -> None:
    with pytest.raises(Problem) as unknown:
        caller.call("follow_rebuild", FollowRebuild(kind="candidate"), RebuildState)
    assert unknown.value.body.code == "rebuild_unknown"


def test_a_planted_document_is_told(tell: Tell, elastic: Elasticsearch, alias: str, differences: Differences) -> None:
    many(tell, 3)
    id_ = str(uuid4())
    elastic.index(index=alias, id=id_, document={"title": "von niemandem"}, refresh=True)
    assert differences() == [id_]
