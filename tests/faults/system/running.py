"""One run: clients work, something breaks and heals, everything comes to rest, the account is made."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from random import Random

from accounting import Row, account
from catalogue import Fault
from clients import History, Partners
from invariants import at_rest, effects, violations
from typer.testing import CliRunner
from world import INSTANCE, World

from services.console.main import app

SHOWN = 20
HOLD_SECONDS = 1.0
"""How long a fault lasts, beside the time that breaking and healing take."""


@dataclass
class Runner:
    """Runs on one system that must be whole again after each; `rows` is the account of the session."""

    world: World
    partners: Partners
    seed: int
    rows: list[Row]
    _numbers: Iterator[int] = field(default_factory=count)

    def run(self, *faults: Fault, hold: float = HOLD_SECONDS, seed: int | None = None) -> None:
        """Break all of these at once while clients work, heal, wait for rest, take stock.

        Raises:
            AssertionError: an invariant does not hold, or something is lost, doubled or unexpected.
        """
        name, chance = " + ".join(fault.name for fault in faults), self.seed if seed is None else seed
        rng, number = Random(f"{chance} {name}"), str(next(self._numbers))
        with self.partners.work(number, rng) as work:
            work.progress()
            with ExitStack() as broken:
                for fault in faults:
                    broken.enter_context(fault.broken(self.world, rng))
                work.last(hold)
            healed = time.monotonic()
            work.progress()
        work.history.keep(INSTANCE.folder.with_name("fault-history") / f"{number} {name}.jsonl")
        self._take_stock(name, chance, work.history, healed)

    def _take_stock(self, name: str, chance: int, history: History, healed: float) -> None:
        settled = _settled(self.world)
        row = account(
            name,
            chance,
            attempted=history.asked(),
            acknowledged=history.acknowledged(),
            effects=effects(self.world, history),
            seconds=time.monotonic() - healed,
        )
        self.rows.append(row)
        wrong = [*settled, *history.surprises, *violations(self.world), *_verified(self.world)][:SHOWN]
        assert row.good, "\n".join([str(row), *wrong])
        assert wrong == [], "\n".join(wrong)


def _verified(world: World) -> list[str]:
    """What `heimvorteil verify --json` finds, asked as an operator asks it."""
    result = CliRunner().invoke(app, ["verify", "--json"], env=dict(world.stack.variables))
    report = json.loads(result.stdout)
    return [] if (result.exit_code, report["differences"]) == (0, 0) else [f"verify: {one}" for one in report["found"]]


def _settled(world: World) -> list[str]:
    """Empty once everything is at rest; what is not at rest by the deadline is found by the invariants."""
    try:
        at_rest(world)
    except AssertionError as late:
        return [f"not at rest: {late}"]
    return []
