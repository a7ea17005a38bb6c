"""A message is acked after its effect, waits when the error passes, and is kept when it does not."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from broker import ERASED, Broker, batch, erased, outgoing

from shared.contracts.events import CloudEvent
from shared.messaging import letters
from shared.messaging.publisher import Outgoing, Publisher
from shared.testing.processes import eventually, free_port
from shared.testing.servers import PASSWORD, ROOT, OwnDatabase, OwnVhost

BAD, WAITS = 666, 777
"""Revisions of items that listener.py refuses for good, and until it may go on."""
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


def done(notes: Path) -> list[str]:
    return [line for line in notes.read_text().splitlines() if line.startswith("done")]


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


def test_who_hangs_is_ended_and_its_message_is_handed_out_again(start: Start, send: Send, notes: Path) -> None:
    event = erased(subject="hung")
    process = start()
    send(outgoing(event))
    eventually(lambda: noted(notes, "begun", event))
    process.terminate()
    assert process.wait(timeout=40) == -signal.SIGALRM
    notes.with_suffix(".go").touch()
    start()
    eventually(lambda: noted(notes, "done", event))
    assert noted(notes, "begun", event) == 2


NO_EVENTS = (b"not json", b"[]", b"{}", b'{"type": "de.heimvorteil.gossip.v1"}', b"\xff\xfe")


def test_what_is_no_event_is_kept_for_people(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    start()
    good = erased()
    send(*(outgoing(erased(), body=body) for body in NO_EVENTS), outgoing(good))
    eventually(lambda: noted(notes, "done", good))
    dead = [broker.take(ERASED.dead) for _ in NO_EVENTS]
    assert {letters.body_of(letter) for letter in dead} == set(NO_EVENTS)
    reasons = sorted(letter.headers[letters.REASON].partition(":")[0] for letter in dead)
    assert reasons == ["malformed"] * 3 + ["undecodable"] * 2


def test_a_final_error_goes_to_the_dead_letters_at_once(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    bad, good = erased(subject="final"), erased()
    start()
    send(outgoing(bad), outgoing(good))
    letter = broker.take(ERASED.dead)
    assert json.loads(letter.body)["id"] == str(bad.id)
    assert letter.headers[letters.REASON] == "ValueError: this will never work"
    assert datetime.fromisoformat(letter.headers[letters.DIED_AT]).tzinfo is not None
    eventually(lambda: noted(notes, "done", good))
    assert noted(notes, "begun", bad) == 1


def test_of_a_batch_only_the_bad_items_die(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    """What is good takes effect; what is bad is one smaller batch, which has the same id whenever it is found."""
    event = batch([1, BAD, 1, 1, 1, BAD, 1, 1])
    start()
    for _ in range(2):
        send(outgoing(event, routing_key=ERASED.events[0]))
        letter = json.loads(broker.take(ERASED.dead).body)
        assert [item["revision"] for item in letter["data"]["items"]] == [BAD, BAD]
        wanted = letters.part(event, [item for item in event.data.items if item.revision == BAD])  # type: ignore[attr-defined]
        assert letter["id"] == str(wanted.id)
    assert broker.waiting(ERASED.dead) == 0
    eventually(lambda: broker.waiting(ERASED.queue) == 0)
    twice = done(notes)
    assert len(twice) == 2 * len(set(twice))  # the halves have the same ids the second time, so an inbox knows them


def test_of_a_batch_what_met_a_passing_error_waits_alone(start: Start, send: Send, broker: Broker, notes: Path) -> None:
    """What took effect is not done again, what is bad is dead, and only the half that must wait comes back."""
    event = batch([1, 1, WAITS, 1, BAD, 1, 1, 1])
    start()
    send(outgoing(event, routing_key=ERASED.events[0]))
    letter = json.loads(broker.take(ERASED.dead).body)
    assert [item["revision"] for item in letter["data"]["items"]] == [BAD]
    eventually(lambda: broker.waiting(ERASED.retry("5s")) == 1)
    before = done(notes)
    notes.with_suffix(".go").touch()
    eventually(lambda: noted(notes, "done", letters.halves(event)[0]))
    assert len(done(notes)) == len(before) + 1


def test_a_batch_that_fails_as_a_whole_is_not_taken_apart_to_the_end(
    start: Start, send: Send, broker: Broker, notes: Path
) -> None:
    event = batch([BAD] * 400)
    start()
    send(outgoing(event, routing_key=ERASED.events[0]))
    letter = json.loads(broker.take(ERASED.dead).body)
    assert (letter["id"], len(letter["data"]["items"])) == (str(event.id), 400)
    assert notes.read_text().count("begun") < 100


def test_a_service_starts_serves_and_stops_while_the_broker_is_away(database: OwnDatabase) -> None:
    """Writes must be accepted then: readyz names the broker as missing and is 200 all the same."""
    variables = {
        **os.environ,
        "DATABASE_URL": database.url_of("accounts"),
        "AMQP_URL": f"amqp://nobody:{PASSWORD}@127.0.0.1:{free_port()}//",
        "HV_HTTP_PORT": str(free_port()),
    }
    ready = f"http://127.0.0.1:{variables['HV_HTTP_PORT']}/readyz"
    command = [sys.executable, "-W", "ignore", "-m", "shared.runtime.run", "accounts"]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        answer = eventually(lambda: answered(ready), 180)
        assert (answer.status_code, answer.json()) == (200, {"database": True, "broker": False})
        process.terminate()
        assert process.wait(timeout=40) == 0
    finally:
        process.kill()
        process.wait()


def answered(url: str) -> httpx.Response | None:
    try:
        return httpx.get(url, trust_env=False)
    except httpx.TransportError:
        return None


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
