"""What all of the fault suite has: the seed of its choices, and its account."""

import os
from random import SystemRandom

import pytest
from accounting import Row, table

_ROWS = pytest.StashKey[list[Row]]()
SEED = int(os.environ.get("HV_FAULT_SEED") or SystemRandom().randrange(10**6))
"""What every choice of a run is made from; HV_FAULT_SEED repeats one."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """The seed, before anything happens and whatever may happen."""
    session.config.pluginmanager.get_plugin("terminalreporter").write_line(f"HV_FAULT_SEED={SEED}")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this session."""
    return SEED


@pytest.fixture(scope="session")
def accounts(pytestconfig: pytest.Config) -> list[Row]:
    """Append a row for each run; the table is printed when all tests have ended."""
    return pytestconfig.stash.setdefault(_ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """fault × runs × what was lost, duplicated, and how long it took to be whole again."""
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section(f"faults, HV_FAULT_SEED={SEED}")
        terminalreporter.write_line(table(rows))
