"""Run as a process: a service that does to each event what the event's subject asks for, and notes it in a file."""

from shared.runtime import run  # isort: skip  # must be first: it patches sockets and threads

import sys
from pathlib import Path

import eventlet

from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.runtime.errors import Passing

NOTES = Path(sys.argv[1])
asleep = eventlet.patcher.original("time").sleep
GO = NOTES.with_suffix(".go")
BAD = 666  # the revision of an item that is refused for good
WAITS = 777  # the revision of an item that meets a passing error, until GO is there
ROUNDS = 3.0  # seconds; the loop of kombu's consumer takes one: whoever ends too early has hung up by then


def note(word: str, event: CloudEvent) -> None:
    """A line for each thing that happened."""
    with NOTES.open("a") as notes:
        notes.write(f"{word} {event.id}\n")


class Service:
    """Listens in the place of accounts."""

    name = "accounts"

    @subscribe("accounts", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """Fail for good, fail in passing, wait to be allowed, or simply do it."""
        note("begun", event)
        revisions = {item.revision for item in event.data.items}
        if BAD in revisions:
            raise ValueError("a bad item")
        if WAITS in revisions and not GO.exists():
            raise Passing("the index is away")
        if event.subject == "final":
            raise ValueError("this will never work")
        if event.subject == "passing":
            raise Passing("later perhaps")
        while event.subject in ("slow", "lingering") and not GO.exists():
            eventlet.sleep(0.02)
        while event.subject == "hung" and not GO.exists():
            asleep(0.1)  # for real: nothing else in this process goes on
        if event.subject == "lingering":
            eventlet.sleep(ROUNDS)
        note("done", event)


if __name__ == "__main__":
    run.service_class = lambda name: Service
    run.main("accounts")
