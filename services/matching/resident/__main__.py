"""`python -m services.matching.resident FD`: answers on a socket it was given whom vacancies concern, a line each.

It says a line once it has read everyone, and ends with whoever holds the other end. While everyone is read again the
answer is null.
"""

import json
import select
import socket
import sys
from typing import Any, TextIO

from services.matching import warm
from services.matching.features import market_of
from services.matching.resident.people import People
from services.matching.rounds.ready import ready
from services.matching.rulebook import rulebook
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

LOOK = 30.0
"""Seconds after which it catches up unasked: whoever is erased leaves the memory, too."""


def main() -> None:
    """Serve until the other end is closed."""
    database, book = Database(read(ServiceSettings).database_url, "matching", max_size=2), rulebook()
    with socket.socket(fileno=int(sys.argv[1])) as channel, channel.makefile("rw", encoding="utf-8") as lines:
        database.open()
        warm.warm(book)
        ready(book)
        people = People(database, book)
        people.read_again()
        people.wait()
        _say(lines, "up")
        while _asked(channel, people) and (line := lines.readline()):
            _say(lines, _answer(people, json.loads(line)))
        database.close()


def _asked(channel: socket.socket, people: People) -> bool:
    while not select.select([channel], [], [], LOOK)[0]:
        people.ready()
    return True


def _say(lines: TextIO, what: object) -> None:
    lines.write(json.dumps(what) + "\n")
    lines.flush()


def _answer(people: People, asked: dict[str, Any]) -> dict[str, list[str]] | None:
    if not people.ready():
        return None
    return people.concerned(market_of(asked["vacancies"], rulebook()), asked["wanted"])


if __name__ == "__main__":
    main()
