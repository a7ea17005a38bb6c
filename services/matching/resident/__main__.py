"""`python -m services.matching.resident FD`: answers on a socket it was given, a line each: whom vacancies concern, or
what vacancies are like.

It says a line once it has read everything, and ends with whoever holds the other end. While everything is read again
the answer is null.
"""

import gc
import select
import socket
import sys
from typing import Any

import orjson

from services.matching import warm
from services.matching.packing import market_of
from services.matching.resident.memory import Memory
from services.matching.rounds.ready import ready
from services.matching.rulebook import rulebook
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

LOOK = 30.0
"""Seconds after which it catches up unasked: whoever is erased leaves the memory, too."""


def main() -> None:
    """Serve until the other end is closed."""
    database, book = Database(read(ServiceSettings).database_url, "matching", max_size=2), rulebook()
    with socket.socket(fileno=int(sys.argv[1])) as channel, channel.makefile("rb") as lines:
        database.open()
        warm.warm(book)
        ready(book)
        memory = Memory(database, book)
        memory.read_again()
        memory.wait()
        gc.freeze()
        channel.sendall(_line("up"))
        while _asked(channel, memory) and (line := lines.readline()):
            channel.sendall(_line(_answer(memory, orjson.loads(line))))
        database.close()


def _asked(channel: socket.socket, memory: Memory) -> bool:
    while not select.select([channel], [], [], LOOK)[0]:
        memory.ready()
    return True


def _line(what: object) -> bytes:
    return orjson.dumps(what, option=orjson.OPT_APPEND_NEWLINE)


def _answer(memory: Memory, asked: dict[str, Any]) -> dict[str, list[Any]] | None:
    if asked["reference"] != rulebook().reference:
        return None
    if "round" in asked:
        return memory.features(asked["round"], asked["ids"], asked["numbers"])
    vacancies = [{**row, "packed": row["packed"] and bytes.fromhex(row["packed"])} for row in asked["vacancies"]]
    return memory.concerned(market_of(vacancies, rulebook()), asked["wanted"])


if __name__ == "__main__":
    main()
