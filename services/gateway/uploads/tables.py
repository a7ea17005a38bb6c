"""Text → records: delimiter by header match, RFC 4180 quotes, physical line numbers."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import PurePath

from services.gateway.uploads.columns import header_score
from services.gateway.uploads.limits import MAX_COLUMNS, MAX_ROWS
from services.gateway.uploads.model import Format, Record, Table
from services.gateway.uploads.refused import refused

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_ROWS = 20


def records_of(text: str, delimiter: str, first_line: int = 1) -> Iterator[Record]:
    """The rows that hold anything, each with the line it starts in.

    Raises UploadRefused (quote_broken, cell_too_long, too_many_columns) at the row concerned.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + first_line
        problem = None
        try:
            cells = tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            problem = "cell_too_long" if "field limit" in str(error) else "quote_broken"
        if problem:
            raise refused(problem, line=line)
        if any(cell.strip() for cell in cells):
            yield line, _narrow(cells)


def _narrow(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells beyond the widest allowed row, which some programs append."""
    if len(cells) <= MAX_COLUMNS:
        return cells
    if any(cell.strip() for cell in cells[MAX_COLUMNS:]):
        raise refused("too_many_columns", limit=MAX_COLUMNS)
    return cells[:MAX_COLUMNS]


def bounded(records: Iterator[Record]) -> tuple[Record, ...]:
    """All records. Raises UploadRefused too_many_rows (one above the limit is allowed, the header)."""
    found = tuple(islice(records, MAX_ROWS + 2))
    if len(found) > MAX_ROWS + 1:
        raise refused("too_many_rows", limit=MAX_ROWS)
    return found


def text_table(text: str, encoding: str, filename: str, mapping: Mapping[str, str]) -> Table:
    """The table in a text file. Raises UploadRefused."""
    if not text.strip():
        raise refused("file_empty")
    body, first_line, announced = _announced(text)
    delimiters = (announced,) if announced else DELIMITERS
    scores = {mark: header_score(_first(body, mark), mapping) for mark in delimiters}
    delimiter = max(delimiters, key=lambda mark: (scores[mark], _usual_width(body, mark)))
    records = bounded(records_of(body, delimiter, first_line))
    format_: Format = "schild" if PurePath(filename).suffix.lower() == ".dat" and delimiter == "|" else "csv"
    return with_header(records, mapping, Table(format_, encoding, delimiter, None, ()))


def with_header(records: tuple[Record, ...], mapping: Mapping[str, str], empty: Table) -> Table:
    """`empty` filled with the records, the first of them as header where it is one.

    Raises UploadRefused: without a header the mapping must name columns by position.
    """
    if not records:
        raise refused("file_empty")
    first = records[0][1]
    if header_score(first, mapping):
        header = _trimmed(first)
        if len(records) == 1:
            raise refused("file_no_rows")
        return Table(empty.format, empty.encoding, empty.delimiter, header, records[1:], empty.ignored_sheets)
    width = _width(records)
    if not mapping or not all(name.strip().isdecimal() for name in mapping):
        raise refused("mapping_needed", columns=width) if width > 1 else refused("no_table")
    if len(records) > MAX_ROWS:
        raise refused("too_many_rows", limit=MAX_ROWS)
    format_: Format = "positional" if empty.format == "csv" else empty.format
    return Table(format_, empty.encoding, empty.delimiter, None, records, empty.ignored_sheets)


def _announced(text: str) -> tuple[str, int, str | None]:
    """Excel's first line "sep=;" says the delimiter; the table starts below it."""
    line, _, rest = text.partition("\n")
    mark = line.strip().strip('"')
    if mark.lower().startswith("sep=") and (mark[4:] or "\t") in DELIMITERS:
        return rest, 2, mark[4:] or "\t"
    return text, 1, None


def _first(text: str, delimiter: str) -> tuple[str, ...]:
    """The first record with this delimiter; () when it does not parse so."""
    return next((cells for _, cells in _sample(text, delimiter, 1)), ())


def _sample(text: str, delimiter: str, rows: int) -> list[Record]:
    found = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, tuple(cells)))
            if len(found) == rows:
                break
    except csv.Error:  # this delimiter does not fit; the final reading says what is wrong
        return found
    return found


def _usual_width(text: str, delimiter: str) -> int:
    return _width(tuple(_sample(text, delimiter, _SAMPLE_ROWS)))


def _width(records: tuple[Record, ...]) -> int:
    """The number of columns most of the first rows have."""
    widths = Counter(len(cells) for _, cells in records[:_SAMPLE_ROWS])
    return widths.most_common(1)[0][0] if widths else 0


def _trimmed(header: tuple[str, ...]) -> tuple[str, ...]:
    while header and not header[-1].strip():
        header = header[:-1]
    return header


def table_width(table: Table) -> int:
    """Columns of the table: of its header, else of most of its first rows."""
    return len(table.header) if table.header is not None else _width(table.records)
