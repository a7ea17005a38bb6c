"""The broker has what the table says and nothing else."""

from shared.messaging.topology import (
    DEAD,
    DELIVERY_LIMIT,
    EVENTS,
    RETRY_DELAYS,
    SUBSCRIPTIONS,
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
