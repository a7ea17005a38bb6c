"""What a file becomes: columns with their meaning, rows with their verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shared.contracts.calls import CohortRow

Format = Literal["csv", "positional", "excel", "schild", "oneroster"]
Row = CohortRow
Record = tuple[int, tuple[str, ...]]
"""The physical line a row starts in (1-based) and its cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. `dropped` means no cell of it leaves the module as it is."""

    column: str
    meaning: str | None
    dropped: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A decoded file, still with everything in it; it lives in memory only.

    `header` None means columns by position. `excluded` has the lines the file itself rules out, with the code.
    `unread` names parts of the file of which nothing is used.
    """

    format: Format
    encoding: str
    delimiter: str
    header: tuple[str, ...] | None
    records: tuple[Record, ...]
    ignored_sheets: int = 0
    excluded: Mapping[int, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file read into allow-listed rows.

    `encoding` and `delimiter` are "" where the format has none. `ignored_sheets` counts further sheets of
    a workbook that hold data and were not read.
    """

    format: Format
    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    dropped_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ignored_sheets: int = 0

    @property
    def read(self) -> int:
        """Rows with content; each is ok or rejected here, and judged further by candidates (R2.6)."""
        return len(self.rows)

    def count(self, status: Literal["ok", "rejected"]) -> int:
        """How many rows have this verdict."""
        return sum(row.status == status for row in self.rows)
