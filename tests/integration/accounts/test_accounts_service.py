"""Accounts as a process: keys over HTTP calls, erasure over the broker, the probes beside them."""

import os
import signal
from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from shared.contracts.calls import Authenticate, CreateKey, KeyCreated, Principal
from shared.contracts.events import CONTENT_TYPE, CandidateEvent, CandidateItem, CloudEvent, new_event
from shared.contracts.problems import RemoteProblem
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS
from shared.runtime.calls import Caller, ServiceAway
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import OwnDatabase, OwnVhost, Servers


@pytest.fixture(scope="module")
def running(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for all tests."""
    with running_service("accounts", servers, template, tmp_path_factory.mktemp("accounts")) as made:
        yield made


@pytest.fixture
def database(running: Running) -> OwnDatabase:
    """The service's own, without any account."""
    with psycopg.connect(running.database.url) as connection:
        connection.execute("TRUNCATE accounts.accounts CASCADE")
    return running.database


@pytest.fixture
def vhost(running: Running) -> OwnVhost:
    """The service's own."""
    return running.vhost


@pytest.fixture
def accounts(running: Running, database: OwnDatabase) -> ServiceProcess:
    """The running service."""
    return running.service


@pytest.fixture
def caller(accounts: ServiceProcess) -> Iterator[Caller]:
    """A client of its calls."""
    with accounts.caller() as made:
        yield made


def create(caller: Caller, kind: str, name: str, subject: UUID | None = None) -> KeyCreated:
    command = CreateKey(kind=kind, name=name, subject=subject)  # type: ignore[arg-type]
    return caller.call("create_key", command, KeyCreated)


def whose(caller: Caller, key: str) -> Principal:
    return caller.call("authenticate", Authenticate(key=key), Principal)


def erased(leaver: UUID) -> CloudEvent:
    items = (CandidateItem(kind="erased", leaver_id=leaver, revision=2),)
    return new_event("candidates", "candidate.erased", str(leaver), CandidateEvent(items=items))


def publish(vhost: OwnVhost, event: CloudEvent) -> None:
    publisher = Publisher(vhost.amqp_url)
    body = event.model_dump_json().encode()
    assert publisher.publish([Outgoing(str(event.id), EVENTS.name, event.name, body, CONTENT_TYPE)])
    publisher.close()


def test_keys_name_their_account_and_are_not_stored(caller: Caller, database: OwnDatabase) -> None:
    first, second = create(caller, "school", "Schule am Fluss"), create(caller, "school", "Schule am Fluss")
    assert first.account_id == second.account_id
    assert first.key != second.key
    principal = whose(caller, first.key)
    assert (principal.kind, principal.name, principal.account_id) == ("school", "Schule am Fluss", first.account_id)
    with psycopg.connect(database.url) as connection:
        rows = connection.execute("SELECT keys::text FROM accounts.keys").fetchall()
    assert len(rows) == 2
    assert first.key not in str(rows)


def test_an_unknown_key_is_a_problem(caller: Caller) -> None:
    with pytest.raises(RemoteProblem) as raised:
        whose(caller, "hvs_made-up")
    assert (raised.value.body.kind, raised.value.body.code) == ("unauthorized", "key_unknown")


def test_a_malformed_call_names_the_field(accounts: ServiceProcess) -> None:
    answer = httpx.post(f"{accounts.url}/rpc/create_key", json={"kind": "king", "name": "x"}, trust_env=False)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["kind", "name"]


def test_a_call_nobody_waits_for_is_not_started(accounts: ServiceProcess, database: OwnDatabase) -> None:
    """A service that stood still finds it when it goes on: the caller has hung up."""
    os.kill(accounts.pid, signal.SIGSTOP)
    with accounts.caller(timeout=0.2) as impatient, pytest.raises(ServiceAway):
        create(impatient, "school", "Zu spät")
    os.kill(accounts.pid, signal.SIGCONT)
    refused = 'hv_call_seconds_count{method="create_key",outcome="504"} 1.0'
    eventually(lambda: refused in httpx.get(f"{accounts.url}/metrics", trust_env=False).text)
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT count(*) FROM accounts.accounts").fetchone() == (0,)


def test_erasing_a_leaver_revokes_the_leavers_key_and_no_other(caller: Caller, vhost: OwnVhost) -> None:
    gone, stays = uuid4(), uuid4()
    keys = {leaver: create(caller, "leaver", f"Token {leaver}", leaver).key for leaver in (gone, stays)}
    publish(vhost, erased(gone))

    def revoked() -> bool:
        try:
            whose(caller, keys[gone])
        except RemoteProblem as problem:
            return problem.body.code == "key_unknown"
        return False

    eventually(revoked)
    assert whose(caller, keys[stays]).subject == stays


def test_the_probes_answer(accounts: ServiceProcess) -> None:
    with httpx.Client(base_url=accounts.url, trust_env=False) as client:
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/readyz").json() == {"database": True, "broker": True}
        assert "hv_messages_total" in client.get("/metrics").text
