"""CSV files as they come: comma or semicolon, with or without a mark of UTF-8; what is wrong is said in German."""

import csv
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

TRUE, FALSE = ("true", "yes", "ja", "1"), ("false", "no", "nein", "0")
MOST = 1 << 31
Row = dict[str, str]


class FileWrong(ValueError):
    """A file does not hold what it should or cannot be used; the text says where and why, in German."""


@contextmanager
def told(path: Path, line: int) -> Iterator[None]:
    """An error within the block is told with the line of the file.

    Raises:
        FileWrong: there was one.
    """
    try:
        yield
    except ValueError as error:
        raise FileWrong(f"{path.name}, Zeile {line}: {error}") from error


def table(path: Path, needed: Sequence[str]) -> list[Row]:
    """The rows of a file by the names of its columns; each has an id of its own.

    Raises:
        FileWrong: it cannot be read, a column is missing, an id is missing or there twice.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text), restval="", delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        named = [(name or "").strip() for name in reader.fieldnames or ()]
        reader.fieldnames = named
        missing = [name for name in needed if name not in named]
        if missing:
            raise FileWrong(f"{path.name}: Es fehlen die Spalten {', '.join(missing)}.")
        rows = list(reader)
    except csv.Error as error:
        raise FileWrong(f"{path.name}, Zeile {reader.line_num}: Das ist kein CSV ({error}).") from error
    return _checked(path, rows)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileWrong(f"{path.name}: Die Datei ist nicht in UTF-8 geschrieben.") from error
    except OSError as error:
        raise FileWrong(f"{path}: Die Datei lässt sich nicht lesen ({error.strerror}).") from error


def _checked(path: Path, rows: Iterable[dict[str | None, str]]) -> list[Row]:
    lines: dict[str, int] = {}
    made = []
    for line, row in enumerate(rows, start=2):
        with told(path, line):
            if None in row:
                raise ValueError("Die Zeile hat mehr Felder als die Kopfzeile.")
            made.append({name: value.strip() for name, value in row.items() if name})
            id_ = made[-1]["id"]
            if not id_:
                raise ValueError("Die id fehlt.")
            if lines.setdefault(id_, line) != line:
                raise ValueError(f"Die id {id_!r} steht schon in Zeile {lines[id_]}.")
    return made


def number(row: Row, name: str, default: float | None = None) -> float | None:
    """A number with point or comma.

    Raises:
        ValueError: it is none.
    """
    word = row.get(name, "")
    if not word:
        return default
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{name} ist keine Zahl: {word!r}.")
    return value


def whole(row: Row, name: str, default: int) -> int:
    """A whole number that is not negative.

    Raises:
        ValueError: it is none.
    """
    value = number(row, name, default)
    if value is None or value != int(value) or not 0 <= value < MOST:
        raise ValueError(f"{name} muss eine ganze Zahl ab 0 sein, nicht {row[name]!r}.")
    return int(value)


def yes(row: Row, name: str, default: bool) -> bool:
    """Yes or no.

    Raises:
        ValueError: it is neither.
    """
    word = row.get(name, "").lower()
    if word not in ("", *TRUE, *FALSE):
        raise ValueError(f"{name} muss true oder false sein, nicht {word!r}.")
    return word in TRUE if word else default


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A file that is there whole or not at all.

    Raises:
        FileWrong: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
        part.replace(path)
    except OSError as error:
        raise FileWrong(f"{path}: Die Datei lässt sich nicht schreiben ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
