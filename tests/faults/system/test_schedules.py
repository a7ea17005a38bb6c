"""Long outages, and faults by chance: schedules drawn by Hypothesis from a seed, several things broken at once.

The short set holds briefly and draws a few. `make test-faults-long` stops each server for a minute, then goes on for
HV_FAULT_MINUTES with the real delays before a retry. HV_FAULT_SEED repeats a session.
"""

import os
import time

import pytest
from catalogue import FAULTS, STOPPED
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from running import Runner

MINUTES = float(os.environ.get("HV_FAULT_MINUTES", "0"))
OUTAGE = 60 if MINUTES else 3
"""Seconds a server is stopped."""
LONGEST_HOLD = 30 if MINUTES else 2
SCHEDULES = int(MINUTES * 4) or 1
LONG_AWAY = [name for name in FAULTS if STOPPED in name and (MINUTES or "postgres" in name)]
"""In the short set broker and index are away only as long as they take to start after a kill -9."""
"""No schedule ends within a quarter of a minute, so there are enough for the time."""
AT = " at "
_DRAWN = sorted(name for name in FAULTS if MINUTES or ("elasticsearch kill" not in name and STOPPED not in name))
"""The short set has one long start of Elasticsearch after a kill, not three."""


@pytest.mark.parametrize("name", LONG_AWAY)
def test_a_server_may_be_away_for_long(name: str, runner: Runner) -> None:
    runner.run(FAULTS[name], hold=OUTAGE)


def test_any_schedule_ends_well(runner: Runner) -> None:
    ends = time.monotonic() + 60 * (MINUTES or 60)

    @hypothesis_seed(runner.seed)
    @settings(
        max_examples=SCHEDULES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a failing schedule is printed; breaking servers again to shorten it takes hours
        suppress_health_check=list(HealthCheck),
    )
    @given(_schedules(), st.integers(1, LONGEST_HOLD), st.integers(0, 10**6))
    def schedule(names: list[str], hold: int, chance: int) -> None:
        if time.monotonic() < ends:
            runner.run(*(FAULTS[name] for name in names), hold=hold, seed=chance)

    schedule()


def _schedules() -> st.SearchStrategy[list[str]]:
    """One to three faults; a fail point comes first, because it is reached only while all else is well."""
    drawn = st.lists(st.sampled_from(_DRAWN), min_size=1, max_size=3, unique_by=_what_breaks)
    return drawn.map(lambda names: sorted(names, key=lambda name: AT not in name))


def _what_breaks(name: str) -> str:
    """One thing is broken in one way at a time: a server, its connection, or a service at one point."""
    return AT if AT in name else name.split()[0]
