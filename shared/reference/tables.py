"""Reading the fact tables beside this module."""

import csv
from collections.abc import Iterator
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of data/<table>.csv by column name; empty text means unknown."""
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        columns = next(lines)
        for line in lines:
            yield dict(zip(columns, line, strict=True))


def number(text: str) -> int | None:
    """A whole number, None where the table knows none."""
    return int(text) if text else None


def share(text: str) -> float | None:
    """A decimal number, None where the table knows none."""
    return float(text) if text else None
