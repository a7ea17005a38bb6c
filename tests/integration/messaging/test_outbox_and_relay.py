"""What is committed goes out, what is not does not, and each row once however many relays there are."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

import psycopg
import pytest
from broker import CLOSED, Broker, closed, erased
from psycopg.rows import dict_row

from shared.contracts.events import CloudEvent
from shared.messaging.publisher import BROKER_ERRORS, Publisher
from shared.messaging.topology import DEAD, EVENTS, declare
from shared.outbox import outbox
from shared.outbox.relay import Relay
from shared.runtime.database import Connection, Database
from shared.runtime.trace import traced
from shared.testing.processes import eventually, free_port
from shared.testing.servers import OwnDatabase, OwnVhost

Relays = Callable[[Database, str], Relay]

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def relay_of(publisher: Callable[[str], Publisher]) -> Relays:
    return lambda database, url: Relay(database, publisher(url), lambda seconds: None)


def say(database: Database, *events: CloudEvent) -> None:
    with database.transaction() as connection:
        outbox.add(connection, events)


def unsent(database: Database) -> list[str]:
    with database.transaction() as connection:
        rows = connection.execute("SELECT id FROM outbox WHERE published_at IS NULL ORDER BY seq").fetchall()
    return [str(row["id"]) for row in rows]


def ids(messages: list[Any]) -> list[str]:
    return [json.loads(message.body)["id"] for message in messages]


def open_connection(database: OwnDatabase) -> Connection:
    options = "-c search_path=accounts"
    return psycopg.connect(database.url_of("accounts"), options=options, row_factory=dict_row)


def test_rows_that_commit_out_of_order_are_all_published(
    accounts: Database, database: OwnDatabase, declared: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    relay, early, late = relay_of(accounts, declared.amqp_url), closed(), closed()
    with open_connection(database) as slow:
        outbox.add(slow, [early])  # takes the lower number, commits after the higher one was published
        say(accounts, late)
        assert relay.publish_batch() == 1
        slow.commit()
    assert relay.publish_batch() == 1
    assert ids(broker.take_all(CLOSED.queue)) == [str(late.id), str(early.id)]
    assert unsent(accounts) == []


def test_two_relays_at_once_publish_each_row_once(
    accounts: Database, declared: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    events = [closed() for _ in range(900)]
    say(accounts, *events)

    def work(relay: Relay) -> int:
        return sum(iter(relay.publish_batch, 0))

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(work, [relay_of(accounts, declared.amqp_url) for _ in range(2)]))
    assert sum(sent) == len(events)
    found = ids(broker.take_all(CLOSED.queue))
    assert sorted(found) == sorted(str(event.id) for event in events)


def test_what_is_rolled_back_was_never_said(
    accounts: Database, declared: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    with pytest.raises(ZeroDivisionError), accounts.transaction() as connection:
        outbox.add(connection, [closed()])
        raise ZeroDivisionError
    assert relay_of(accounts, declared.amqp_url).publish_batch() == 0
    assert broker.waiting(CLOSED.queue) == 0


def test_a_row_without_a_queue_stays_unsent_until_there_is_one(
    accounts: Database, vhost: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    for exchange in (EVENTS, DEAD):
        exchange(broker.connection.default_channel).declare()
    relay, event = relay_of(accounts, vhost.amqp_url), closed()
    say(accounts, event)
    assert relay.publish_batch() == 0
    assert unsent(accounts) == [str(event.id)]
    declare(vhost.amqp_url)
    assert relay.publish_batch() == 1
    assert unsent(accounts) == []


def test_a_row_stays_unsent_while_the_broker_is_away(accounts: Database, relay_of: Relays) -> None:
    event = closed()
    say(accounts, event)
    with pytest.raises(BROKER_ERRORS):
        relay_of(accounts, f"amqp://nobody:nothing@127.0.0.1:{free_port()}//").publish_batch()
    assert unsent(accounts) == [str(event.id)]


def test_a_running_relay_publishes_what_is_committed_and_stops(
    accounts: Database, declared: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    relay = relay_of(accounts, declared.amqp_url)
    thread = Thread(target=relay.run)
    thread.start()
    try:
        events = [closed() for _ in range(3)]
        for event in events:
            say(accounts, event)
            assert json.loads(broker.take(CLOSED.queue).body)["id"] == str(event.id)
    finally:
        relay.stop()
        thread.join(timeout=30)
    assert not thread.is_alive()
    eventually(lambda: unsent(accounts) == [])


def test_the_trace_of_the_writer_travels_with_the_event(
    accounts: Database, declared: OwnVhost, broker: Broker, relay_of: Relays
) -> None:
    with traced(TRACEPARENT):
        say(accounts, closed())
    relay_of(accounts, declared.amqp_url).publish_batch()
    message = broker.take(CLOSED.queue)
    assert json.loads(message.body)["traceparent"] == TRACEPARENT
    assert message.headers["traceparent"] == TRACEPARENT


def test_a_service_says_only_what_the_table_lets_it_say(accounts: Database) -> None:
    with pytest.raises(KeyError, match="nobody"), accounts.transaction() as connection:
        outbox.add(connection, [closed().model_copy(update={"source": "/heimvorteil/nobody"})])
    with pytest.raises(ValueError, match="does not publish"), accounts.transaction() as connection:
        outbox.add(connection, [erased().model_copy(update={"source": "/heimvorteil/accounts"})])


def test_erasure_finds_a_person_inside_a_batch(accounts: Database) -> None:
    event = erased()
    leaver = str(event.data.items[0].leaver_id)  # type: ignore[attr-defined]
    batch = event.model_copy(update={"subject": "a push of many"})
    assert outbox._row(batch)["subjects"] == sorted(["a push of many", leaver])


def test_old_rows_go_once_there_is_nothing_to_send(
    accounts: Database, database: OwnDatabase, declared: OwnVhost, relay_of: Relays
) -> None:
    old, young, waiting = closed(), closed(), closed()
    say(accounts, old, young, waiting)
    ages = {old.id: "15 days", young.id: "13 days"}
    with open_connection(database) as connection:
        for event_id, age in ages.items():
            connection.execute("UPDATE outbox SET published_at = now() - %s::interval WHERE id = %s", (age, event_id))
            connection.execute(
                "INSERT INTO inbox (consumer, event_id, subject, handled_at) "
                "VALUES ('accounts.candidates', %s, 'x', now() - %s::interval - interval '46 days')",
                (event_id, age),
            )
    relay = relay_of(accounts, declared.amqp_url)
    relay._purge(0.0)
    with accounts.transaction() as connection:
        kept = {row["id"] for row in connection.execute("SELECT id FROM outbox").fetchall()}
        heard = {row["event_id"] for row in connection.execute("SELECT event_id FROM inbox").fetchall()}
    assert kept == {young.id, waiting.id}
    assert heard == {young.id}
