"""The fault suite: its servers, its system, its account."""

from collections.abc import Iterator

import pytest
from accounting import Row, table

_ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture(scope="session")
def accounts(pytestconfig: pytest.Config) -> Iterator[list[Row]]:
    """Append a row for each run; the table is printed when all tests have ended."""
    yield pytestconfig.stash.setdefault(_ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """fault × runs × what was lost, duplicated, and how long it took to be whole again."""
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section("faults")
        terminalreporter.write_line(table(rows))
