"""I4 against erasures with a receipt. In the long run only: since receipts exist, rest is not reached (CHANGELOG)."""

from random import Random
from uuid import UUID

from invariants import at_rest, violations
from running import Runner
from test_events import _hits, _say_again
from world import SQL

from shared.contracts.calls import Erased, EraseLeaver
from shared.testing.processes import eventually


def test_an_erased_leaver_stays_erased_whatever_is_said_again(runner: Runner) -> None:
    """I4: no hit anywhere, also after all captured events were said again."""
    world, rng = runner.world, Random(runner.seed)
    with runner.partners.work("erased", rng) as work:
        eventually(lambda: [a for a in list(work.history.attempts.values()) if (a.kind, a.outcome) == ("push", "ok")])
        work.progress()
    at_rest(world)
    pushed = [name for name, attempt in work.history.attempts.items() if attempt.kind == "push"]
    with world.database() as database:
        found = database.execute("SELECT id FROM candidates.leavers WHERE row_key = ANY(%s)", (pushed,)).fetchall()
        gone = [UUID(str(row["id"])) for row in found]
        said = database.execute(SQL["said"]).fetchall()
        database.execute(SQL["note_erased"], {"ids": [str(leaver) for leaver in gone]})
    with world.stack.processes["candidates"].caller() as candidates:
        for leaver in gone:
            assert candidates.call("erase_leaver", EraseLeaver(leaver_id=leaver), Erased).existed
    at_rest(world)
    _say_again(world, said, rng)
    assert _hits(world, gone) == []
    assert violations(world) == []
