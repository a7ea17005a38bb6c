"""The broker has what the table says and nothing else."""

from collections.abc import Callable

from broker import CLOSED, Broker, closed, outgoing

from services.console.retired import EARLIER, retire
from shared.messaging.publisher import Publisher
from shared.messaging.topology import (
    DEAD,
    DELIVERY_LIMIT,
    EVENTS,
    RETRY_DELAYS,
    SUBSCRIPTIONS,
    VERSION,
    declare,
    queues,
)
from shared.testing.processes import eventually
from shared.testing.servers import OwnVhost


def test_the_broker_has_the_queues_of_the_table_and_no_other(declared: OwnVhost) -> None:
    expected = {queue.name for queue in queues()}
    assert len(expected) == len(SUBSCRIPTIONS) * (2 + len(RETRY_DELAYS))
    assert eventually(lambda: {queue["name"] for queue in declared.get("queues")} == expected)


def test_every_queue_is_replicated_bounded_and_has_a_way_out(declared: OwnVhost) -> None:
    arguments = {str(queue["name"]): queue["arguments"] for queue in declared.get("queues")}
    assert {found["x-queue-type"] for found in arguments.values()} == {"quorum"}  # type: ignore[index]
    for row in SUBSCRIPTIONS:
        assert arguments[row.queue] == {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD.name,
            "x-dead-letter-routing-key": row.dead,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }


def test_bindings_equal_the_table(declared: OwnVhost) -> None:
    bound = {(b["source"], b["routing_key"], b["destination"]) for b in declared.get("bindings") if b["source"]}
    wanted = {(EVENTS.name, event, row.queue) for row in SUBSCRIPTIONS for event in row.events}
    assert bound == wanted | {(DEAD.name, row.dead, row.dead) for row in SUBSCRIPTIONS}


def test_declaring_again_changes_nothing(declared: OwnVhost) -> None:
    assert declare(declared.amqp_url) == declare(declared.amqp_url)


def test_an_earlier_version_hands_over_what_lies_in_its_queues(
    declared: OwnVhost, broker: Broker, publisher: Callable[[str], Publisher]
) -> None:
    """Neither what waits for its consumer nor what waits for its delay, and nothing bound is left behind."""
    version = EARLIER[0]
    old = {name: name.replace(f".{VERSION}", f".{version}") for name in (CLOSED.queue, CLOSED.retry("5m"), CLOSED.dead)}
    channel = broker.connection.default_channel
    for name in old.values():
        channel.queue_declare(name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(old[CLOSED.queue], EVENTS.name, CLOSED.events[0])
    waiting = {name: outgoing(closed(), exchange="", routing_key=name) for name in old.values()}
    assert len(publisher(declared.amqp_url).publish(list(waiting.values()))) == len(old)
    assert set(retire(declared.amqp_url)) == set(old.values())
    for new, name in old.items():
        assert broker.take(new).properties["message_id"] == waiting[name].id
    assert retire(declared.amqp_url) == []
    assert len(publisher(declared.amqp_url).publish([outgoing(closed())])) == 1
    assert broker.waiting(CLOSED.queue) == 1
