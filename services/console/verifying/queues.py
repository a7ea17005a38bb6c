"""How many messages lie where."""

import time
from collections.abc import Callable

from kombu import Connection

from shared.messaging.topology import SUBSCRIPTIONS, queues

PAUSE_SECONDS = 0.5


def depths(amqp_url: str) -> dict[str, int]:
    """Messages ready in each queue that is not empty; those in a consumer's hands are not among them."""
    with Connection(amqp_url, connect_timeout=5) as connection:
        channel = connection.channel()
        counts = {queue.name: channel.queue_declare(queue.name, passive=True).message_count for queue in queues()}
    return {name: count for name, count in counts.items() if count}


def dead(depths: dict[str, int]) -> dict[str, int]:
    """Those of the queues that hold dead letters."""
    names = {row.dead for row in SUBSCRIPTIONS}
    return {name: count for name, count in depths.items() if name in names}


def stuck(amqp_url: str, quiet: Callable[[], bool], seconds: float) -> dict[str, int]:
    """Wait until `quiet` holds and nothing is on its way in any queue; the queues never seen empty, with their depths.

    A queue that is written to all the time is empty now and then; one that nobody empties is not.
    """
    deadline = time.monotonic() + seconds
    never_empty: dict[str, int] = {}
    first = True
    while True:
        found = depths(amqp_url)
        waiting = {name: count for name, count in found.items() if name not in dead(found)}
        never_empty = waiting if first else {name: n for name, n in waiting.items() if name in never_empty}
        first = False
        if (not waiting and quiet()) or time.monotonic() > deadline:
            return never_empty
        time.sleep(PAUSE_SECONDS)
