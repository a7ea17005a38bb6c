"""Workbooks → table, by a bounded process of its own (excel_process.py says why)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from services.gateway.uploads import archive
from services.gateway.uploads.columns import header_score
from services.gateway.uploads.kinds import Kind, mismatch
from services.gateway.uploads.limits import (
    EXCEL_MEMORY_BYTES,
    EXCEL_SECONDS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
)
from services.gateway.uploads.model import Record, Table
from services.gateway.uploads.refused import refused
from services.gateway.uploads.tables import with_header

_PROCESS = Path(__file__).with_name("excel_process.py")
_LIMITS = {"too_many_rows": MAX_ROWS, "too_many_columns": MAX_COLUMNS, "too_many_cells": MAX_CELLS}


def xlsx_table(content: bytes, mapping: Mapping[str, str]) -> Table:
    """The table of an .xlsx; it is a zip, so the same guard holds. Raises UploadRefused."""
    return _table(archive.repacked(_package(content)), mapping)


def _package(content: bytes) -> dict[str, bytes]:
    files = archive.members(content)
    if "xl/workbook.xml" not in files:
        raise refused("excel_broken") if "[Content_Types].xml" in files else mismatch("package")
    return files


def xls_table(content: bytes, mapping: Mapping[str, str]) -> Table:
    """The table of an old .xls. Raises UploadRefused."""
    return _table(content, mapping)


def sheets_of(content: bytes, kind: Kind) -> list[list[Record]]:
    """The sheets of a workbook, each as its rows that hold anything. Raises UploadRefused."""
    return [
        list(_records(sheet)) for sheet in _sheets(archive.repacked(_package(content)) if kind == "xlsx" else content)
    ]


def _table(content: bytes, mapping: Mapping[str, str]) -> Table:
    sheets = [records for records in map(_records, _sheets(content)) if records]
    if not sheets:
        raise refused("file_empty")
    headed = [records for records in sheets if header_score(records[0][1], mapping)]
    chosen = (headed or sheets)[0]
    return with_header(chosen, mapping, Table("excel", "", "", None, (), ignored_sheets=len(sheets) - 1))


def _records(sheet: list[list[str]]) -> tuple[Record, ...]:
    """Rows that hold anything; the line is the row number Excel shows."""
    return tuple((i, tuple(row)) for i, row in enumerate(sheet, start=1) if any(cell.strip() for cell in row))


def _sheets(content: bytes) -> list[list[list[str]]]:
    limits = (EXCEL_SECONDS, EXCEL_MEMORY_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELLS)
    command = [sys.executable, "-I", str(_PROCESS), *map(str, limits)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=EXCEL_SECONDS + 10)  # noqa: S603  fixed command, the file goes through standard input
    except (subprocess.TimeoutExpired, BrokenPipeError):
        done = None
    if done is None or done.returncode != 0:
        raise refused("excel_broken")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        code = answer["refused"]
        raise refused(code, **({"limit": _LIMITS[code]} if code in _LIMITS else {}))
    sheets: list[list[list[str]]] = answer["sheets"]
    return sheets
