"""Every fault of the catalogue, one after another, on one system that must be whole again after each."""

import pytest
from catalogue import FAULTS, FOR_THE_LONG_RUN, STOPPED
from running import Runner


@pytest.mark.parametrize("name", [name for name in FAULTS if STOPPED not in name and name not in FOR_THE_LONG_RUN])
def test_nothing_is_lost_and_nothing_happens_twice(name: str, runner: Runner) -> None:
    runner.run(FAULTS[name])
