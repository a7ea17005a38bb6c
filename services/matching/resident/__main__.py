"""`python -m services.matching.resident FD`: answers on a socket it was given, a line each: whom vacancies concern, or
what vacancies are like. Nothing is asked for: it catches up, and says nothing.

It says a line once it has read everything, and ends with whoever holds the other end. While everything is read again
the answer is null.
"""

import gc
import socket
import sys
from contextlib import closing
from typing import Any

import numpy as np
import orjson

from services.matching import warm
from services.matching.offered import OFFER, market_of
from services.matching.resident import wire
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
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        database.open()
        warm.warm(book)
        ready(book)
        with closing(Memory(database, book)) as memory:
            memory.read_again()
            memory.wait()
            gc.freeze()
            channel.sendall(wire.line_of("up"))
            for line in wire.lines(channel, LOOK):
                if asked := line and orjson.loads(line):
                    channel.sendall(wire.line_of(_answer(memory, asked)))
                else:
                    memory.ready()
        database.close()


def _answer(memory: Memory, asked: dict[str, Any]) -> dict[str, list[str]] | str | None:
    if asked["reference"] != rulebook().reference:
        return None
    if "round" in asked:
        ids, numbers = wire.ids_of(asked["ids"]), wire.array_of(asked["numbers"], np.int64)
        found = memory.named(asked["round"], ids, numbers, asked["after"])
        return None if found is None else wire.text_of(found)
    return memory.concerned(market_of(wire.array_of(asked["vacancies"], OFFER)), asked["wanted"])


if __name__ == "__main__":
    main()
