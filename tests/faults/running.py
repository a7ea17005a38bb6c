"""One run: clients work, something breaks and heals, everything comes to rest, the account is made."""

import os
import time
from collections.abc import Iterable
from contextlib import ExitStack
from random import Random

from accounting import Row, account
from catalogue import Fault
from clients import Partners
from invariants import at_rest, effects, violations
from world import INSTANCE, World

SHOWN = 20
HOLD_SECONDS = 60.0 if "HV_FAULT_MINUTES" in os.environ else 2.0
"""How long a fault lasts, beside the time that breaking and healing take."""


def run(world: World, partners: Partners, name: str, faults: Iterable[Fault], seed: int, number: str) -> Row:
    """Break all of these at once while clients work; the row, and an error for whatever is not as it must be.

    Raises:
        AssertionError: an invariant does not hold, or something is lost, doubled or unexpected.
    """
    rng = Random(f"{seed} {name}")
    with partners.work(number, rng) as work:
        work.progress()
        with ExitStack() as broken:
            for fault in faults:
                broken.enter_context(fault.broken(world, rng))
            work.last(HOLD_SECONDS)
        healed = time.monotonic()
        work.progress()
    history = work.history
    history.keep(INSTANCE.folder.with_name("fault-history") / f"{number} {name}.jsonl")
    settled = _settled(world)
    row = account(
        name,
        seed,
        attempted=history.asked(),
        acknowledged=history.acknowledged(),
        effects=effects(world, history),
        seconds=time.monotonic() - healed,
    )
    wrong = [*settled, *history.surprises, *violations(world)][:SHOWN]
    assert row.good, f"{row}\n" + "\n".join(wrong)
    assert wrong == [], "\n".join(wrong)
    return row


def _settled(world: World) -> list[str]:
    """Empty once everything is at rest; what is not at rest by the deadline is found by the invariants."""
    try:
        at_rest(world)
    except AssertionError as late:
        return [f"not at rest: {late}"]
    return []
