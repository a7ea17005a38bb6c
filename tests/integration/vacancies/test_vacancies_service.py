"""The service on real servers: calls in, events out."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from kombu import Connection

from shared.contracts.calls import (
    BulkResult,
    ChangeVacancy,
    CloseVacancy,
    GetVacancy,
    ListVacancies,
    PostVacancies,
    PostVacancy,
    Principal,
    ReopenVacancy,
    VacancyAccepted,
    VacancyList,
)
from shared.contracts.events import AccountClosed, CloudEvent, VacancyItem, new_event, read_event
from shared.contracts.problems import Problem
from shared.contracts.vacancy import VacancyInput, VacancyRecord
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import declare, subscription
from shared.runtime.calls import Caller
from shared.testing.processes import ServiceProcess, eventually, free_port
from shared.testing.servers import OwnDatabase, OwnVhost, Servers, own_database, own_vhost

Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def database(servers: Servers, template: str) -> Iterator[OwnDatabase]:
    """One for all tests here, because a service's start takes longest: each test has accounts of its own."""
    with own_database(servers, template) as own:
        yield own


@pytest.fixture(scope="module")
def vhost(servers: Servers) -> Iterator[OwnVhost]:
    with own_vhost(servers) as own:
        declare(own.amqp_url)
        yield own


@pytest.fixture(scope="module")
def vacancies(database: OwnDatabase, vhost: OwnVhost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A client of the running service."""
    variables = {
        "DATABASE_URL": database.url_of("vacancies"),
        "AMQP_URL": vhost.amqp_url,
        "HV_HTTP_PORT": str(free_port()),
    }
    process = ServiceProcess("vacancies", variables, tmp_path_factory.mktemp("vacancies") / "log")
    process.start()
    with process.caller() as caller:
        yield caller
    process.kill()


class Listener:
    """Reads what search would get."""

    def __init__(self, connection: Connection) -> None:
        self._channel = connection.default_channel
        self.queue = subscription("search", "vacancies").queue
        self.events: list[CloudEvent] = []

    def items(self, count: int) -> list[VacancyItem]:
        """All items heard so far, as soon as there are so many."""
        eventually(lambda: len(self.heard()) >= count)
        return self.heard()

    def heard(self) -> list[VacancyItem]:
        """All items heard so far."""
        while message := self._channel.basic_get(self.queue, no_ack=True):
            self.events.append(read_event(json.loads(message.body)))
        return [item for event in self.events for item in event.data.items]  # type: ignore[attr-defined]


@pytest.fixture
def listener(vacancies: Caller, vhost: OwnVhost, query: Query) -> Iterator[Listener]:
    """Hears what is said from now on: what tests before have said is all out and taken away."""
    eventually(lambda: query("SELECT count(*) AS n FROM outbox WHERE published_at IS NULL") == [{"n": 0}])
    with Connection(vhost.amqp_url) as connection:
        heard = Listener(connection)
        heard.heard()
        heard.events.clear()
        yield heard


def post(caller: Caller, who: Principal, raw: dict[str, Any], key: str | None = None, **fields: Any) -> VacancyAccepted:
    vacancy = VacancyInput.model_validate({**raw, **fields})
    command = PostVacancy(principal=who, vacancy=vacancy, **keyed(key))
    return caller.call("post_vacancy", command, VacancyAccepted)


def keyed(key: str | None) -> dict[str, str]:
    return {"idempotency_key": key} if key else {}


def change(
    caller: Caller, who: Principal, vacancy_id: UUID, if_match: int | None, raw: dict[str, Any],
    key: str | None = None, **fields: Any,
) -> VacancyAccepted:  # fmt: skip
    vacancy = VacancyInput.model_validate({**raw, **fields})
    command = ChangeVacancy(principal=who, vacancy_id=vacancy_id, if_match=if_match, vacancy=vacancy, **keyed(key))
    return caller.call("change_vacancy", command, VacancyAccepted)


def close(caller: Caller, who: Principal, vacancy_id: UUID, reason: Any = "withdrawn") -> VacancyAccepted:
    return caller.call(
        "close_vacancy", CloseVacancy(principal=who, vacancy_id=vacancy_id, reason=reason), VacancyAccepted
    )


def get(caller: Caller, vacancy_id: UUID, who: Principal | None = None) -> VacancyRecord:
    return caller.call("get_vacancy", GetVacancy(vacancy_id=vacancy_id, principal=who), VacancyRecord)


def push(
    caller: Caller, who: Principal, items: list[dict[str, Any]], first: int = 0, key: str | None = None
) -> BulkResult:
    command = PostVacancies(principal=who, items=tuple(items), first_index=first, **keyed(key))
    return caller.call("post_vacancies", command, BulkResult)


def problem(act: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value


def test_the_life_of_a_vacancy(vacancies: Caller, company: Principal, raw: dict[str, Any], listener: Listener) -> None:
    posted = post(vacancies, company, raw)
    assert (posted.revision, posted.status) == (1, "published")
    record = get(vacancies, posted.id)
    assert (record.title, record.location.kreis_ags) == (raw["title"], "12066")

    changed = change(vacancies, company, posted.id, 1, raw, places=5)
    assert (changed.id, changed.revision) == (posted.id, 2)
    assert change(vacancies, company, posted.id, 2, raw, places=5).revision == 2  # the same changes nothing

    assert close(vacancies, company, posted.id, "filled").status == "filled"
    assert close(vacancies, company, posted.id).revision == 3  # twice is the same as once
    assert problem(lambda: get(vacancies, posted.id, company)).body.kind == "gone"
    reopened = vacancies.call("reopen_vacancy", ReopenVacancy(principal=company, vacancy_id=posted.id), VacancyAccepted)
    assert (reopened.status, reopened.revision) == ("published", 4)
    assert close(vacancies, company, posted.id).status == "withdrawn"

    heard = listener.items(5)
    assert [item.kind for item in heard] == ["published", "changed", "filled", "published", "withdrawn"]
    assert [item.revision for item in heard] == [1, 2, 3, 4, 5]
    assert [item.vacancy.places if item.vacancy else None for item in heard] == [2, 5, None, 5, None]
    assert heard[1].vacancy == get_record(record, heard[1].vacancy)


def get_record(before: VacancyRecord, after: VacancyRecord | None) -> VacancyRecord:
    """What a change of places alone leaves of the record before."""
    assert after is not None
    return before.model_copy(update={"places": 5, "revision": 2, "changed_at": after.changed_at})


def test_drafts_are_silent_and_their_owner_s_alone(
    vacancies: Caller, company: Principal, importer: Principal, raw: dict[str, Any], listener: Listener
) -> None:
    draft = post(vacancies, company, raw, status="draft")
    assert get(vacancies, draft.id, company).status == "draft"
    for who in (None, importer):
        assert problem(lambda who=who: get(vacancies, draft.id, who)).body.kind == "not_found"  # type: ignore[misc]
    assert change(vacancies, company, draft.id, 1, raw).status == "published"
    assert change(vacancies, company, draft.id, 2, raw, status="draft").status == "draft"
    assert [item.kind for item in listener.items(2)] == ["published", "withdrawn"]
    listed = vacancies.call("list_vacancies", ListVacancies(principal=company), VacancyList)
    assert [(one.id, one.status) for one in listed.items] == [(draft.id, "draft")]


def test_another_s_vacancy_is_not_found(
    vacancies: Caller, company: Principal, importer: Principal, raw: dict[str, Any]
) -> None:
    posted = post(vacancies, company, raw)
    stranger = company.model_copy(update={"account_id": uuid4()})
    reopen = ReopenVacancy(principal=stranger, vacancy_id=posted.id)
    for act in (
        lambda: change(vacancies, stranger, posted.id, 1, raw),
        lambda: close(vacancies, stranger, posted.id),
        lambda: vacancies.call("reopen_vacancy", reopen, VacancyAccepted),
        lambda: close(vacancies, company, uuid4()),
    ):
        assert problem(act).body.code == "vacancy_not_found"
    school = company.model_copy(update={"kind": "school"})
    assert problem(lambda: post(vacancies, school, raw)).body.kind == "forbidden"


def test_changes_need_the_current_revision(vacancies: Caller, company: Principal, raw: dict[str, Any]) -> None:
    posted = post(vacancies, company, raw)
    missing = problem(lambda: change(vacancies, company, posted.id, None, raw)).body
    assert (missing.kind, missing.code) == ("stale", "if_match_missing")
    change(vacancies, company, posted.id, 1, raw, places=3)
    stale = problem(lambda: change(vacancies, company, posted.id, 1, raw, places=4)).body
    assert (stale.kind, stale.code, stale.extra) == ("stale", "revision_stale", {"revision": 2})


def test_concurrent_changes_let_one_pass(vacancies: Caller, company: Principal, raw: dict[str, Any]) -> None:
    posted = post(vacancies, company, raw)

    def attempt(places: int) -> str:
        try:
            return str(change(vacancies, company, posted.id, 1, raw, places=places).revision)
        except Problem as refused:
            return refused.body.code

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(attempt, range(10, 18)))
    assert results == ["2", *["revision_stale"] * 7]


def test_an_external_id_belongs_to_one_vacancy(vacancies: Caller, company: Principal, raw: dict[str, Any]) -> None:
    posted = post(vacancies, company, raw)
    again = problem(lambda: post(vacancies, company, raw)).body
    assert (again.kind, again.code, again.extra) == ("conflict", "external_id_used", {"id": str(posted.id)})
    other = post(vacancies, company, raw, external_id="V-2")
    taken = problem(lambda: change(vacancies, company, other.id, 1, raw, external_id="V-1")).body
    assert (taken.code, taken.extra) == ("external_id_used", {"id": str(posted.id)})
    assert change(vacancies, company, other.id, 1, raw, external_id=None, places=7).revision == 2
    assert get(vacancies, other.id).external_id == "V-2"  # left out is kept
    neighbour = company.model_copy(update={"account_id": uuid4()})
    assert post(vacancies, neighbour, raw).id != posted.id


def test_concurrent_posts_of_one_external_id_make_one(
    vacancies: Caller, company: Principal, raw: dict[str, Any], query: Query
) -> None:
    def attempt(_: int) -> str:
        try:
            return post(vacancies, company, raw).status
        except Problem as refused:
            return refused.body.code

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(attempt, range(8)))
    assert results == [*["external_id_used"] * 7, "published"]
    (only,) = query("SELECT id FROM vacancies WHERE account_id = %s", company.account_id)
    assert query("SELECT name FROM outbox WHERE subject = %s", str(only["id"])) == [{"name": "vacancy.published"}]


def test_one_idempotency_key_is_one_vacancy(
    vacancies: Caller, company: Principal, raw: dict[str, Any], query: Query, listener: Listener
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(vacancies, company, raw, key="K-1", external_id=None), range(16)))
    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert query("SELECT id FROM vacancies WHERE account_id = %s", company.account_id) == [{"id": answers[0].id}]
    reused = problem(lambda: post(vacancies, company, raw, key="K-1", places=9)).body
    assert (reused.kind, reused.code) == ("conflict", "idempotency_key_reused")
    neighbour = company.model_copy(update={"account_id": uuid4()})
    assert post(vacancies, neighbour, raw, key="K-1").id != answers[0].id
    assert len(listener.items(2)) == 2


def test_a_change_repeated_with_its_key_is_answered_alike(
    vacancies: Caller, company: Principal, raw: dict[str, Any], listener: Listener
) -> None:
    id_ = post(vacancies, company, raw).id
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: change(vacancies, company, id_, 1, raw, key="C", places=7), range(8)))
    assert {(answer.id, answer.revision) for answer in answers} == {(id_, 2)}
    assert change(vacancies, company, id_, 2, raw, places=8).revision == 3
    assert change(vacancies, company, id_, 1, raw, key="C", places=7).revision == 2
    assert problem(lambda: change(vacancies, company, id_, 1, raw, places=7)).body.code == "revision_stale"
    assert problem(lambda: change(vacancies, company, id_, 3, raw, key="C")).body.code == "idempotency_key_reused"
    assert problem(lambda: post(vacancies, company, raw, key="C")).body.code == "idempotency_key_reused"
    assert get(vacancies, id_).places == 8
    assert [item.revision for item in listener.items(3)] == [1, 2, 3]


def test_a_push_repeated_with_its_key_makes_nothing_twice(
    vacancies: Caller, importer: Principal, raw: dict[str, Any], query: Query, listener: Listener
) -> None:
    nameless = {**raw, "external_id": None, "employer": {"name": "Betrieb"}}
    items = [*({**nameless, "places": n} for n in range(1, 51)), {"what": "nonsense"}]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: push(vacancies, importer, items, key="B"), range(8)))
    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert [item.status for item in answers[0].items] == [201] * 50 + [422]
    assert query("SELECT count(*) AS n FROM vacancies WHERE account_id = %s", importer.account_id) == [{"n": 50}]
    assert len(listener.items(50)) == 50
    reused = problem(lambda: push(vacancies, importer, items[:9], key="B"))
    assert reused.body.code == "idempotency_key_reused"


def test_a_refused_post_leaves_its_key_free(vacancies: Caller, company: Principal, raw: dict[str, Any]) -> None:
    refused = problem(lambda: post(vacancies, company, raw, key="K", location={"postal_code": "00000"})).body
    assert [(error.field, error.code) for error in refused.errors] == [("location.postal_code", "postal_code_unknown")]
    assert post(vacancies, company, raw, key="K").revision == 1


def test_two_thousand_in_four_calls(
    vacancies: Caller, importer: Principal, raw: dict[str, Any], query: Query, listener: Listener
) -> None:
    items = [{**raw, "external_id": f"V-{n}", "employer": {"name": f"Betrieb {n % 50}"}} for n in range(2000)]
    for first in range(0, 2000, 500):
        result = push(vacancies, importer, items[first : first + 500], first)
        assert [item.index for item in result.items] == list(range(first, first + 500))
        assert {(item.status, item.revision) for item in result.items} == {(201, 1)}
    counted = query("SELECT count(*) AS n FROM vacancies WHERE account_id = %s", importer.account_id)
    assert counted == [{"n": 2000}]
    heard = listener.items(2000)
    assert len({item.vacancy_id for item in heard}) == 2000
    assert {item.kind for item in heard} == {"published"}
    assert {event.name for event in listener.events} == {"vacancy.batch"}
    assert all(len(event.model_dump_json().encode()) <= 1024 * 1024 for event in listener.events)

    again = push(vacancies, importer, items[:500])
    assert {(item.status, item.revision) for item in again.items} == {(200, 1)}
    items[3]["places"] = 9
    third = push(vacancies, importer, items[:500])
    assert [item.index for item in third.items if item.revision == 2] == [3]
    assert [(item.kind, item.revision) for item in listener.items(2001)[2000:]] == [("changed", 2)]


def test_a_push_loses_nothing_to_its_bad_items(vacancies: Caller, importer: Principal, raw: dict[str, Any]) -> None:
    good = {**raw, "employer": {"name": "Betrieb"}}
    items = [
        good,
        {**good, "external_id": "V-2", "location": {"postal_code": "00000"}},
        {**good, "places": 4},
        {**good, "external_id": "V-4", "occupation": {"kldb2010": "29222"}},
        {"what": "nonsense"},
        {**good, "external_id": "V-5", "contact": {"email": "a\x00@b.de"}},
        {**good, "external_id": None},
    ]
    result = push(vacancies, importer, items, 100)
    assert [item.status for item in result.items] == [201, 422, 200, 422, 422, 422, 201]
    assert result.items[0].id == result.items[2].id
    assert result.items[2].revision == 2
    assert result.items[1].errors[0].field == "items.101.location.postal_code"
    assert result.items[3].errors[0].code == "occupation_ambiguous"
    assert get(vacancies, UUID(str(result.items[0].id))).places == 4


def test_pushes_and_posts_at_once_stay_consistent(
    vacancies: Caller, importer: Principal, raw: dict[str, Any], query: Query
) -> None:
    good = {**raw, "employer": {"name": "Betrieb"}}

    def attempt(turn: int) -> str:
        order = range(100) if turn % 2 else range(99, -1, -1)
        if turn % 3 == 0:
            try:
                return post(vacancies, importer, good, external_id=f"V-{turn}").status
            except Problem as refused:
                return refused.body.code
        pushed = push(vacancies, importer, [{**good, "external_id": f"V-{n}", "places": turn + 1} for n in order])
        return "pushed" if {item.status for item in pushed.items} <= {200, 201} else "refused"

    with ThreadPoolExecutor(8) as pool:
        results = set(pool.map(attempt, range(24)))
    assert results <= {"published", "external_id_used", "pushed"}
    counts = "SELECT count(*) AS n, count(DISTINCT external_id) AS ids FROM vacancies WHERE account_id = %s"
    assert query(counts, importer.account_id) == [{"n": 100, "ids": 100}]
    told = """
        SELECT v.revision, count(*) AS told FROM vacancies v
        JOIN (SELECT jsonb_array_elements(body::jsonb #> '{data,items}') AS item FROM outbox) o
        ON (o.item ->> 'vacancy_id')::uuid = v.id WHERE v.account_id = %s GROUP BY v.id HAVING count(*) <> v.revision
    """
    assert query(told, importer.account_id) == []  # one item for each revision


def test_a_closed_account_withdraws_all_once(
    vacancies: Caller, company: Principal, importer: Principal, raw: dict[str, Any], listener: Listener, vhost: OwnVhost
) -> None:
    open_ids = {post(vacancies, company, raw, external_id=f"V-{n}").id for n in range(3)}
    draft = post(vacancies, company, raw, external_id="D", status="draft")
    other = post(vacancies, importer, raw, employer={"name": "Bleibt"})
    event = new_event(
        "accounts", "account.closed", str(company.account_id), AccountClosed(account_id=company.account_id)
    )
    message = Outgoing(
        id=str(event.id), exchange="hv.events.v1", routing_key=event.name, content_type="application/cloudevents+json",
        body=event.model_dump_json().encode(),
    )  # fmt: skip
    publisher = Publisher(vhost.amqp_url)
    assert publisher.publish([message, message]) == {str(event.id)}
    publisher.close()
    heard = listener.items(7)
    assert {item.vacancy_id for item in heard[4:]} == open_ids
    assert {item.kind for item in heard[4:]} == {"withdrawn"}
    assert problem(lambda: get(vacancies, draft.id, company)).body.kind == "gone"
    assert get(vacancies, other.id).status == "published"
    settled = subscription("vacancies", "accounts").queue
    eventually(lambda: all(q.get("messages") == 0 for q in vhost.get("queues") if q["name"] == settled))
    assert len(listener.heard()) == 7


def test_the_role_touches_its_own_schema_only(database: OwnDatabase) -> None:
    with psycopg.connect(database.url_of("vacancies"), autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM vacancies.vacancies")
        for statement in (
            "SELECT * FROM accounts.keys",
            "SELECT * FROM candidates.outbox",
            "INSERT INTO search.inbox (consumer, event_id, subject) VALUES ('a', gen_random_uuid(), 'b')",
            "CREATE TABLE public.mine (id int)",
            "CREATE TABLE vacancies.mine (id int)",
            "DROP TABLE vacancies.vacancies",
            "DELETE FROM vacancies.migrations",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
