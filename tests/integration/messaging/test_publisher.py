"""The publisher counts as taken only what the broker has confirmed and could route."""

import json
from collections.abc import Callable
from socket import SHUT_RDWR

import pytest
from broker import CLOSED, Broker, closed, outgoing

from shared.messaging.publisher import BROKER_ERRORS, BrokerBlocked, Publisher
from shared.testing.processes import free_port
from shared.testing.servers import OwnVhost

Publishers = Callable[[str], Publisher]


def test_what_is_taken_lies_in_the_queue(declared: OwnVhost, broker: Broker, publisher: Publishers) -> None:
    events = [closed() for _ in range(3)]
    taken = publisher(declared.amqp_url).publish([outgoing(event) for event in events])
    assert taken == {str(event.id) for event in events}
    assert [json.loads(broker.take(CLOSED.queue).body)["id"] for _ in events] == [str(event.id) for event in events]


def test_what_has_no_queue_is_not_taken(declared: OwnVhost, broker: Broker, publisher: Publishers) -> None:
    lost, heard = closed(), closed()
    messages = [outgoing(lost, routing_key="nobody.listens"), outgoing(heard)]
    assert publisher(declared.amqp_url).publish(messages) == {str(heard.id)}
    assert broker.waiting(CLOSED.queue) == 1


def test_what_nobody_is_meant_to_hear_is_taken(declared: OwnVhost, publisher: Publishers) -> None:
    event = closed()
    message = outgoing(event, routing_key="nobody.listens", mandatory=False)
    assert publisher(declared.amqp_url).publish([message]) == {str(event.id)}


def test_a_message_survives_a_restart_of_the_broker(declared: OwnVhost, broker: Broker, publisher: Publishers) -> None:
    publisher(declared.amqp_url).publish([outgoing(closed())])
    properties = broker.take(CLOSED.queue).properties
    assert properties["delivery_mode"] == 2
    assert properties["content_type"] == "application/cloudevents+json"


def test_a_broker_that_is_away_is_an_error(publisher: Publishers) -> None:
    with pytest.raises(BROKER_ERRORS):
        publisher(f"amqp://nobody:nothing@127.0.0.1:{free_port()}//").publish([outgoing(closed())])


def test_of_several_addresses_the_next_is_tried(declared: OwnVhost, publisher: Publishers) -> None:
    ours = publisher(f"amqp://nobody:nothing@127.0.0.1:{free_port()}//;{declared.amqp_url}")
    with pytest.raises(BROKER_ERRORS):
        ours.publish([outgoing(closed())])
    assert len(ours.publish([outgoing(closed())])) == 1


def test_a_missing_exchange_is_an_error_and_not_a_loss(vhost: OwnVhost, publisher: Publishers) -> None:
    with pytest.raises(BROKER_ERRORS):
        publisher(vhost.amqp_url).publish([outgoing(closed())])


def test_after_a_lost_connection_the_next_call_opens_a_new_one(declared: OwnVhost, publisher: Publishers) -> None:
    ours = publisher(declared.amqp_url)
    ours.publish([outgoing(closed())])
    ours._connection.connection.sock.shutdown(SHUT_RDWR)
    with pytest.raises(BROKER_ERRORS):
        ours.publish([outgoing(closed())])
    assert len(ours.publish([outgoing(closed())])) == 1


def test_a_blocked_broker_is_told_from_one_that_is_away_and_asked_again(
    declared: OwnVhost, broker: Broker, publisher: Publishers
) -> None:
    """While it has an alarm nothing is sent, so nothing is sent twice; afterwards the same connection goes on."""
    ours = publisher(declared.amqp_url)
    ours.publish([outgoing(closed())])
    connection = ours._connection
    ours._on_blocked("what the broker's alarm calls")
    with pytest.raises(BrokerBlocked):
        ours.publish([outgoing(closed())])
    ours._on_unblocked()
    assert len(ours.publish([outgoing(closed())])) == 1
    assert ours._connection is connection
    assert broker.waiting(CLOSED.queue) == 2
