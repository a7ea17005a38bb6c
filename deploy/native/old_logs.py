"""Logs live 30 days: `python deploy/native/old_logs.py FOLDER [--dry-run] [--on DAY]` puts each day's lines aside and
deletes what is past its time; prints how many files were, or would be, deleted.

`gateway.log` is being written, `gateway.log.2026-11-26` is what it held until its last line of that day. Each keeper
does this when it starts and every hour; one at a time. Standard library only: keepers start without packages.
"""

import argparse
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

KEPT = timedelta(days=29)
"""A file's oldest line is of the day before its name: none is older than 30 days."""


def tidy(folder: Path, today: date) -> int:
    """Put aside what the logs hold, once a day, and delete what is past its time; how many files.

    Nothing, and 0, while another keeper is at it.
    """
    with _alone(folder) as mine:
        if not mine:
            return 0
        for log in sorted(folder.glob("*.log")):
            _put_aside(log, today)
        gone = list(past(folder, today))
        for file in gone:
            file.unlink()
    return len(gone)


def past(folder: Path, today: date) -> Iterator[Path]:
    """The files that are past their time."""
    for file in sorted(folder.glob("*.log.*")):
        try:
            day = date.fromisoformat(file.suffix[1:])
        except ValueError:
            continue
        if day + KEPT <= today:
            yield file


def _put_aside(log: Path, today: date) -> None:
    """Copy, then empty: whoever writes goes on writing to the same file. What comes in between the two is lost."""
    last = datetime.fromtimestamp(log.stat().st_mtime, UTC).date()
    aside = log.with_name(f"{log.name}.{last}")
    if log.stat().st_size == 0 or (last >= today and aside.exists()):
        return
    with log.open("rb") as source, aside.open("ab") as target:
        shutil.copyfileobj(source, target)
    log.open("wb").close()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    with (folder / "tidying").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--on", type=date.fromisoformat, default=datetime.now(UTC).date())
    given = parser.parse_args()
    print(len(list(past(given.folder, given.on))) if given.dry_run else tidy(given.folder, given.on))
