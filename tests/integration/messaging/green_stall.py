"""Run as a process: how long a ticker stands still while three queries sleep, as JSON."""

from shared.runtime import green  # isort: skip  # must be first: it patches sockets and threads

import json
import os
import sys
import time

import eventlet
import psycopg

__all__ = ["green"]
TICK = 0.01


def main(url: str, seconds: float) -> None:
    """Three sleeping queries beside a ticker; the longest time between two ticks and the time of all three."""
    longest, last, ended = 0.0, time.monotonic(), False

    def tick() -> None:
        nonlocal longest, last
        while not ended:
            now = time.monotonic()
            longest, last = max(longest, now - last), now
            eventlet.sleep(TICK)

    def query() -> None:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT pg_sleep(%s)", (seconds,))

    began = time.monotonic()
    ticker = eventlet.spawn(tick)
    for worker in [eventlet.spawn(query) for _ in range(3)]:
        worker.wait()
    ended = True
    ticker.wait()
    took = time.monotonic() - began
    json.dump({"longest": longest, "took": took, "switch": os.environ["PSYCOPG_WAIT_FUNC"]}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
