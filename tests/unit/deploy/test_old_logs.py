"""Logs are gone after 30 days, by the clock, while somebody writes to them."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from deploy.native import keeper, old_logs
from shared.testing.processes import eventually

DAY = timedelta(days=1)
FIRST = date(2026, 11, 26)


def noon(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()


def held(folder: Path) -> str:
    return "".join(file.read_text() for file in sorted(folder.glob("*.log*")))


def test_no_line_is_older_than_thirty_days(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    with log.open("ab", buffering=0) as writing:  # as processes.start does
        for number in range(70):
            today = FIRST + number * DAY
            old_logs.tidy(tmp_path, today)  # just after midnight
            writing.write(f"<{number}>\n".encode())
            os.utime(log, (noon(today), noon(today)))
            old_logs.tidy(tmp_path, today)
            lines = held(tmp_path)
            assert f"<{number}>" in lines and (number < 28 or f"<{number - 28}>" in lines)
            assert number < 30 or f"<{number - 30}>" not in lines
    assert len(list(tmp_path.glob("*.log.*"))) <= 30


def test_what_lay_while_nothing_ran_goes_by_its_own_day(tmp_path: Path) -> None:
    log = tmp_path / "accounts.log"
    log.write_text("alt\n")
    os.utime(log, (noon(FIRST), noon(FIRST)))
    (tmp_path / "accounts.log.notes").write_text("nobody's\n")
    assert list(old_logs.past(tmp_path, FIRST + 40 * DAY)) == []
    assert old_logs.tidy(tmp_path, FIRST + 40 * DAY) == 1
    assert held(tmp_path) == "nobody's\n"


def test_a_dry_run_counts_and_keeps(tmp_path: Path) -> None:
    file = tmp_path / f"search.log.{FIRST}"
    file.write_text("alt\n")

    def said(*words: str) -> str:
        command = [sys.executable, "-I", "-S", old_logs.__file__, str(tmp_path), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - ours

    assert said("--dry-run", "--on", str(FIRST + 28 * DAY)) == "0"
    assert (said("--dry-run", "--on", str(FIRST + 29 * DAY)), file.exists()) == ("1", True)
    assert (said("--on", str(FIRST + 29 * DAY)), file.exists()) == ("1", False)


def test_a_keeper_tidies_as_it_starts(tmp_path: Path) -> None:
    old = tmp_path / "search.log.2020-01-01"
    old.write_text("alt\n")
    command = [sys.executable, "-I", "-S", keeper.__file__, "--logs", str(tmp_path), sys.executable, "-c", WAIT]
    with subprocess.Popen(command) as kept:  # noqa: S603 - ours
        eventually(lambda: not old.exists())
        kept.terminate()
        assert kept.wait() is not None


WAIT = "import time; time.sleep(600)"
