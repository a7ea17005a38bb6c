"""No answer of 500 or more in any suite that runs a system, unless the test has announced it.

Processes write a line for each (`"status": 5…`): the gateway for what people and programs were told, a service for a
call that failed by a defect. After each test the new lines of all logs are read. A test that takes a server away says
so by `@pytest.mark.outage`: then 503 is what it wants to see, a 500 never is.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.testing.processes import ServiceProcess


class Logs:
    """The logs of all processes a test session has started, read on from where they were."""

    def __init__(self) -> None:
        self._read: dict[Path, int] = {}

    def unserved(self, logs: set[Path]) -> list[dict[str, object]]:
        """The new lines that tell of an answer of 500 or more."""
        return [line for log in sorted(logs) if log.exists() for line in self._new(log)]

    def _new(self, log: Path) -> Iterator[dict[str, object]]:
        with log.open("rb") as file:
            file.seek(self._read.get(log, 0))
            for text in file:
                if not text.endswith(b"\n"):  # still being written
                    break
                self._read[log] = self._read.get(log, 0) + len(text)
                if b'"status"' in text and (line := _told(text)):
                    yield line


def _told(text: bytes) -> dict[str, object] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    status = line.get("status") if isinstance(line, dict) else None
    return line if isinstance(status, int) and status >= 500 else None


_LOGS = Logs()


@pytest.fixture(autouse=True)
def everything_is_served(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test during which something answered with 500 or more. The suite of faults keeps account by itself."""
    yield
    announced = request.node.get_closest_marker("outage") is not None
    found = _LOGS.unserved(ServiceProcess.logs)
    wrong = [line for line in found if not (announced and line["status"] == 503)]
    if wrong and "faults" not in request.path.parts:
        told = "\n".join(json.dumps(line, ensure_ascii=False)[:2000] for line in wrong)
        pytest.fail(f"{len(wrong)} answers of 500 or more that this test has not announced:\n{told}", pytrace=False)
