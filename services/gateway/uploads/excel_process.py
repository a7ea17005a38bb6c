"""Reads a workbook in a process of its own: standard input → JSON on standard output.

python-calamine builds a sheet as one dense block from its outermost cells, so a small crafted workbook
(one cell far out) can ask for gigabytes and abort the process. Here that ends this process and nothing else.
Run by path in isolated mode, hence without imports of ours; limits come as arguments: seconds, memory in
bytes, rows, columns, cells.
"""

import datetime
import io
import json
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
Answer = dict[str, str | list[list[list[str]]]]


class TooLarge(Exception):
    """A sheet beyond the limits; the argument is the code."""


def text_of(cell: Cell) -> str:
    """The cell as a German school would have typed it; 1987.0 becomes 1987, a date 07.06.2010."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date):  # datetime is one of them
        return cell.strftime("%d.%m.%Y")
    return str(cell)


def sheets(content: bytes, rows: int, columns: int, cells: int) -> list[list[list[str]]]:
    """The visible sheets that hold anything, from cell A1 on. Raises TooLarge."""
    found = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible is not SheetVisibleEnum.Visible or sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            data = workbook.get_sheet_by_name(sheet.name)
            if data.end is None:
                continue
            height, width = data.end[0] + 1, data.end[1] + 1
            check(height, width, rows, columns, cells)
            cells -= height * width
            found.append([[text_of(cell) for cell in row] for row in data.to_python(skip_empty_area=False)])
    return found


def check(height: int, width: int, rows: int, columns: int, cells: int) -> None:
    """Raises TooLarge with the code of the first limit that is passed."""
    if width > columns:
        raise TooLarge("too_many_columns")
    if height > rows + 1:
        raise TooLarge("too_many_rows")
    if height * width > cells:
        raise TooLarge("too_many_cells")


def answer(content: bytes, rows: int, columns: int, cells: int) -> Answer:
    """{"sheets": …} or {"refused": code}."""
    try:
        return {"sheets": sheets(content, rows, columns, cells)}
    except PasswordError:
        return {"refused": "excel_protected"}
    except TooLarge as error:
        return {"refused": str(error)}
    except (CalamineError, OSError, ValueError, MemoryError):
        return {"refused": "excel_broken"}


def main() -> None:
    """Bound this process, read, answer."""
    seconds, memory, rows, columns, cells = (int(argument) for argument in sys.argv[1:6])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(answer(sys.stdin.buffer.read(), rows, columns, cells), sys.stdout)


if __name__ == "__main__":
    main()
