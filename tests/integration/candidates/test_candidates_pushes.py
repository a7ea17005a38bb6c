"""Pushes against the running service: the same file thrice, kill -9 in the middle, erasure, events."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from candidates_cohorts import balanced, delivered, finish, mentions, push, query, rows, school, send, start

from shared.contracts.calls import Erased, EraseLeaver, GetImport, ImportReport
from shared.runtime.calls import Caller, ServiceAway
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.servers import OwnDatabase, OwnVhost


@pytest.fixture
def service(start_service: Callable[[str], ServiceProcess]) -> ServiceProcess:
    return start_service("candidates")


@pytest.fixture
def caller(service: ServiceProcess) -> Iterator[Caller]:
    with service.caller() as client:
        yield client


def test_a_push_of_many_is_told_in_batches(caller: Caller, vhost: OwnVhost, database: OwnDatabase) -> None:
    report = push(caller, school(), rows(1200))
    assert (report.read, report.accepted, report.finished) == (1200, 1200, True)
    assert [item.line for item in report.items] == list(range(2, 1202))
    events = delivered(vhost.amqp_url, 1200)
    assert {event.name for event in events} == {"candidate.batch"}
    items = [item for event in events for item in event.data.items]
    assert {item.kind for item in items} == {"shared"}
    assert {item.leaver_id for item in items} == {item.leaver_id for item in report.items}
    assert all(item.candidate and item.candidate.profile.matchable for item in items)
    names = query(database.url, "SELECT name, count(*) AS n FROM outbox GROUP BY name ORDER BY name")
    assert [(row["name"], row["n"]) for row in names] == [("candidate.batch", 3), ("cohort.imported", 1)]


def test_the_same_file_three_times_at_once_is_one_state(caller: Caller, vhost: OwnVhost, database: OwnDatabase) -> None:
    who, cohort = school(), rows(1200)
    with ThreadPoolExecutor(3) as pool:
        reports = [done.result() for done in [pool.submit(push, caller, who, cohort) for _ in range(3)]]
    assert [(r.read, r.accepted) for r in reports] == [(1200, 1200)] * 3
    assert len({tuple((item.line, item.leaver_id) for item in report.items) for report in reports}) == 1
    found = query(database.url, "SELECT count(*) AS n, max(revision) AS revision FROM leavers")
    assert found == [{"n": 1200, "revision": 1}]
    items = [item for event in delivered(vhost.amqp_url, 1200) for item in event.data.items]
    told = "SELECT sum(cardinality(subjects) - 1) AS n FROM outbox WHERE name = 'candidate.batch'"
    assert query(database.url, told)[0]["n"] == len(items) == len({item.leaver_id for item in items}) == 1200


def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    service: ServiceProcess, caller: Caller, database: OwnDatabase
) -> None:
    who, cohort = school(), rows(2000)
    run = start(caller, who)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send, caller, who, run, cohort)
        eventually(lambda: query(database.url, "SELECT 1 FROM import_rows LIMIT 1"))
        service.kill()
        with pytest.raises(ServiceAway):
            sending.result()
    service.start()
    report = caller.call("get_import", GetImport(principal=who, import_id=run), ImportReport)
    assert not report.finished
    assert balanced(report)
    assert 0 < report.read == len(report.items) < 2000
    assert query(database.url, "SELECT count(*) AS n FROM leavers")[0]["n"] == report.accepted
    again = push(caller, who, cohort)
    assert (again.read, again.accepted, again.finished) == (2000, 2000, True)
    assert query(database.url, "SELECT count(*) AS n, max(revision) AS r FROM leavers") == [{"n": 2000, "r": 1}]
    send(caller, who, run, cohort)
    resumed = finish(caller, who, run)
    assert (resumed.read, resumed.accepted, resumed.finished) == (2000, 2000, True)


def test_erasure_leaves_a_tombstone_alone(caller: Caller, vhost: OwnVhost, database: OwnDatabase) -> None:
    who, cohort = school(), rows(20)
    trial = push(caller, who, cohort, commit=False)
    report = push(caller, who, cohort)
    delivered(vhost.amqp_url, 20)
    leaver = report.items[6].leaver_id
    assert leaver is not None
    assert caller.call("erase_leaver", EraseLeaver(leaver_id=leaver), Erased).existed
    (event,) = delivered(vhost.amqp_url, 1)
    assert (event.name, event.subject, event.data.items[0].kind) == ("candidate.erased", "erasures", "erased")
    found = mentions(database.url, str(leaver))
    assert sorted(found) == ["erasures", "outbox", "tombstones"]
    assert [text.count("candidate.erased") > 0 for text in found["outbox"]] == [True]
    assert mentions(database.url, '"A7"') == mentions(database.url, ",A7,") == {}
    (batch,) = query(database.url, "SELECT body::json FROM outbox WHERE name = 'candidate.batch'")
    assert len(batch["body"]["data"]["items"]) == 19
    assert not caller.call("erase_leaver", EraseLeaver(leaver_id=leaver), Erased).existed
    after = caller.call("get_import", GetImport(principal=who, import_id=trial.import_id), ImportReport)
    assert balanced(after)
    assert after.read == 19
