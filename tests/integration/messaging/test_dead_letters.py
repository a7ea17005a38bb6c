"""Dead letters on a real broker: looking removes nothing, redriving moves each once, from whoever it comes."""

from collections.abc import Callable
from typing import Any

import pytest
from broker import CLOSED, Broker, closed, outgoing
from kombu import Connection

from services.console.dead import letters
from services.console.dead.letters import Letter
from shared.messaging.letters import ATTEMPT, REASON, dead
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import NO_DELIVERY_LIMIT, dead_queue_of
from shared.testing.processes import eventually
from shared.testing.servers import OwnVhost


class Handled:
    """The message a consumer had in its hands."""

    headers = {ATTEMPT: 3}


@pytest.fixture
def bury(declared: OwnVhost, publisher: Callable[[str], Publisher]) -> Callable[..., Outgoing]:
    """Put a letter among the dead as a consumer does."""
    sender = publisher(declared.amqp_url)

    def put(body: bytes | None = None, reason: str = "ValueError: never") -> Outgoing:
        event = outgoing(closed())
        letter = dead(CLOSED, event.id, body or event.body, reason, Handled())
        assert sender.publish([letter]) == {letter.id}
        return event

    return put


def looked_at(vhost: OwnVhost) -> list[Letter]:
    with letters.opened(vhost.amqp_url, CLOSED) as box:
        return list(box)


def redrive(vhost: OwnVhost, chosen: Callable[[Letter], bool] = lambda letter: True) -> list[str]:
    done: list[str] = []
    assert letters.redrive(vhost.amqp_url, CLOSED, chosen, lambda letter: done.append(letter.id)) == len(done)
    return done


def test_looking_removes_nothing_however_often(
    declared: OwnVhost, broker: Broker, bury: Callable[..., Outgoing]
) -> None:
    events = [bury(), bury(b"\x00\xff{"), bury(b"7")]
    for _ in range(25):  # more often than a broker's usual delivery limit
        found = eventually(lambda: looked_at(declared) if broker.waiting(CLOSED.dead) == 3 else [])
        assert [letter.message_id for letter in found] == [event.id for event in events]
    assert [(letter.reason, letter.attempts) for letter in found] == [("ValueError: never", 3)] * 3
    assert [bool(letter.event) for letter in found] == [True, False, False]
    assert all(letter.died_at for letter in found)
    assert dead_queue_of(CLOSED).queue_arguments["x-delivery-limit"] == NO_DELIVERY_LIMIT


def test_a_letter_of_the_broker_itself_has_its_reason(
    declared: OwnVhost, broker: Broker, publisher: Callable[[str], Publisher]
) -> None:
    event = outgoing(closed())
    publisher(declared.amqp_url).publish([event])
    broker.refuse(CLOSED.queue)
    (letter,) = eventually(lambda: looked_at(declared))
    assert (letter.id, letter.reason) == (event.id, "broker: rejected")
    assert letter.died_at


def test_redriven_letters_come_as_if_for_the_first_time(
    declared: OwnVhost, broker: Broker, bury: Callable[..., Outgoing]
) -> None:
    events = [bury() for _ in range(3)]
    eventually(lambda: broker.waiting(CLOSED.dead) == 3)
    assert redrive(declared) == [event.id for event in events]
    eventually(lambda: broker.waiting(CLOSED.queue) == 3)
    assert broker.waiting(CLOSED.dead) == 0
    for event, message in zip(events, broker.take_all(CLOSED.queue), strict=True):
        headers: dict[str, Any] = message.properties.get("application_headers", {})
        assert headers.keys() & {ATTEMPT, REASON, "x-death"} == set()
        assert (message.properties["message_id"], message.body.encode()) == (event.id, event.body)


def test_only_the_chosen_one_is_redriven(declared: OwnVhost, broker: Broker, bury: Callable[..., Outgoing]) -> None:
    _, second, _ = [bury() for _ in range(3)]
    eventually(lambda: broker.waiting(CLOSED.dead) == 3)
    assert redrive(declared, lambda letter: letter.id == second.id) == [second.id]
    eventually(lambda: broker.waiting(CLOSED.dead) == 2)
    assert broker.waiting(CLOSED.queue) == 1


def test_what_is_not_taken_stays(declared: OwnVhost, broker: Broker, bury: Callable[..., Outgoing]) -> None:
    bury()
    eventually(lambda: broker.waiting(CLOSED.dead) == 1)
    with Connection(declared.amqp_url) as connection:
        connection.default_channel.queue_delete(CLOSED.queue)
    with pytest.raises(RuntimeError, match="takes nothing"):
        redrive(declared)
    eventually(lambda: broker.waiting(CLOSED.dead) == 1)


def test_names_of_queues_find_their_row() -> None:
    for name in (CLOSED.queue, CLOSED.dead, "vacancies.accounts"):
        assert letters.rows(name) == [CLOSED]
    assert letters.rows("nothing") == []
    assert len(letters.rows(None)) > 1
