"""A message is acked after its effect, waits when the error passes, and is kept when it does not."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from broker import ERASED, Broker, erased, outgoing

from shared.contracts.events import CloudEvent
from shared.messaging.publisher import Outgoing, Publisher
from shared.testing.processes import eventually, free_port
from shared.testing.servers import ROOT, OwnDatabase, OwnVhost

Start = Callable[[], subprocess.Popen[bytes]]
Send = Callable[..., None]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where the listener writes what it does."""
    path = tmp_path / "notes"
    path.touch()
    return path


@pytest.fixture
def start(declared: OwnVhost, database: OwnDatabase, broker: Broker, notes: Path) -> Iterator[Start]:
    """Starts a listener and waits until the broker knows it."""
    processes: list[subprocess.Popen[bytes]] = []

    def go() -> subprocess.Popen[bytes]:
        variables = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database.url_of("accounts"),
            "AMQP_URL": declared.amqp_url,
            "HV_HTTP_PORT": str(free_port()),
        }
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("listener.py")), str(notes)]
        with notes.with_suffix(".log").open("ab") as log:
            processes.append(subprocess.Popen(command, cwd=ROOT, env=variables, stderr=log))  # noqa: S603 - our own
        eventually(lambda: broker.consumers(ERASED.queue) == 1)
        return processes[-1]

    yield go
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def send(declared: OwnVhost, publisher: Callable[[str], Publisher]) -> Send:
    """Publishes as a relay would."""

    def publish(*messages: Outgoing) -> None:
        assert len(publisher(declared.amqp_url).publish(messages)) == len(messages)

    return publish


def noted(notes: Path, word: str, event: CloudEvent) -> int:
    return notes.read_text().count(f"{word} {event.id}\n")


def test_a_handled_message_is_gone(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    event = erased()
    process = start()
    send(outgoing(event))
    eventually(lambda: noted(notes, "done", event))
    process.terminate()
    assert process.wait(timeout=40) == 0
    assert broker.waiting(ERASED.queue) == broker.waiting(ERASED.dead) == 0


def test_a_message_is_not_acked_before_its_effect(start: Start, send: Send, notes: Path) -> None:
    event = erased(subject="slow")
    process = start()
    send(outgoing(event))
    eventually(lambda: noted(notes, "begun", event))
    process.send_signal(signal.SIGKILL)
    process.wait()
    notes.with_suffix(".go").touch()
    start()
    eventually(lambda: noted(notes, "done", event))
    assert noted(notes, "begun", event) == 2


def test_sigterm_lets_the_running_handler_end_and_ack(
    start: Start, send: Send, declared: OwnVhost, broker: Broker, notes: Path
) -> None:
    event = erased(subject="lingering")
    process = start()
    send(outgoing(event))
    eventually(lambda: noted(notes, "begun", event))
    eventually(lambda: declared.get("consumers"))
    process.terminate()
    eventually(lambda: not declared.get("consumers"))  # it takes no further message
    notes.with_suffix(".go").touch()
    assert process.wait(timeout=40) == 0
    assert (noted(notes, "begun", event), noted(notes, "done", event)) == (1, 1)
    assert broker.waiting(ERASED.queue) == 0


NO_EVENTS = (b"not json", b"[]", b"{}", b'{"type": "de.heimvorteil.gossip.v1"}', b"\xff\xfe")


def test_what_is_no_event_is_kept_for_people(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    start()
    good = erased()
    send(*(outgoing(erased(), body=body) for body in NO_EVENTS), outgoing(good))
    eventually(lambda: noted(notes, "done", good))
    dead = [broker.take(ERASED.dead).body for _ in NO_EVENTS]
    assert {body if isinstance(body, bytes) else body.encode() for body in dead} == set(NO_EVENTS)


def test_a_final_error_goes_to_the_dead_letters_at_once(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    bad, good = erased(subject="final"), erased()
    start()
    send(outgoing(bad), outgoing(good))
    assert json.loads(broker.take(ERASED.dead).body)["id"] == str(bad.id)
    eventually(lambda: noted(notes, "done", good))
    assert noted(notes, "begun", bad) == 1


def test_a_passing_error_waits_comes_back_and_then_waits_longer(
    start: Start, send: Send, broker: Broker, notes: Path
) -> None:
    event = erased(subject="passing")
    start()
    send(outgoing(event))
    eventually(lambda: broker.waiting(ERASED.retry("5s")) == 1)
    message = broker.take(ERASED.retry("30s"))  # after the five seconds and a second attempt
    assert message.headers["hv-attempt"] == 2
    assert json.loads(message.body) == event.wire()
    assert noted(notes, "begun", event) == 2
    assert broker.waiting(ERASED.dead) == 0
