"""psycopg's undocumented switch still works: a waiting query stalls nobody else in the process."""

import json
import subprocess
import sys
from pathlib import Path

from shared.testing.servers import ROOT, OwnDatabase

SLEEP = 2.0  # seconds a query sleeps; without the switch the ticker stands still for at least as long


def test_a_sleeping_query_does_not_stall_the_process(database: OwnDatabase) -> None:
    script = Path(__file__).with_name("green_stall.py")
    command = [sys.executable, "-W", "ignore", str(script), database.url_of("accounts"), str(SLEEP)]
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True, text=True
    )
    measured = json.loads(done.stdout)
    assert measured["switch"] == "wait_select"
    assert measured["longest"] < SLEEP / 2
    assert measured["took"] < 2 * SLEEP, "three at once, not one after another"
