"""Lists as PostgreSQL's binary COPY wants them: rows of one size side by side, made by whole columns."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.ids import Buffer
from services.matching.kernel.kept import KeptRows
from services.matching.kernel.streams import BEFORE, BEFORE_SOME, with_arrays
from services.matching.kernel.tables import Floats, Ints

HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
TRAILER = b"\xff\xff"
INT4, UUID = 23, 2950  # types of elements
Column = tuple[str, NDArray[Any]]
"""A big-endian type and values."""


def offered(slot: int, number: Ints, ids: Buffer, began_with: Floats, price: Floats) -> Iterator[bytes]:
    """The vacancies of a round."""
    slots = np.full(len(number), slot)
    columns = [(">i2", slots), (">i4", number), ("V16", _uuids(ids)), (">f8", began_with), (">f8", price)]
    return _copy([_tuples(columns, len(number))])


def lists(slot: int, part: int, ids: Buffer, latitude: Floats, kept: KeptRows, number: Ints) -> Iterator[bytes]:
    """The lists of a partition; `number` is that of each vacancy of the field."""
    columns: list[Column] = [
        (">i2", np.full(len(ids), slot)), (">i2", np.full(len(ids), part)), ("V16", _uuids(ids)),
        (">f4", latitude), (">i2", kept.shown), (">i2", kept.discoveries), (">i2", kept.care), (">f4", kept.worst),
    ]  # fmt: skip
    held = np.arange(kept.item.shape[1])[None, :] < kept.held[:, None]
    items = number[kept.item[held]].astype(">i4").view(np.uint8).reshape(-1, 4)
    return _copy([_tuples(columns, len(ids), _starts(kept.held), items, INT4)])


def holders(slot: int, part: int, ids: Buffer, kept: KeptRows, number: Ints) -> Iterator[bytes]:
    """To whom of a partition each vacancy is shown."""
    places = np.arange(kept.item.shape[1])[None, :] < kept.shown[:, None]
    vacancy, leaver = number[kept.item[places]], np.nonzero(places)[0]
    counts = np.bincount(vacancy)
    numbers = np.flatnonzero(counts)
    columns: list[Column] = [
        (">i2", np.full(len(numbers), slot)), (">i2", np.full(len(numbers), part)), (">i4", numbers)
    ]  # fmt: skip
    who = ids[leaver[np.argsort(vacancy, kind="stable")]]
    return _copy([_tuples(columns, len(numbers), _starts(counts[numbers]), who, UUID)])


def _starts(counts: NDArray[Any]) -> Ints:
    return np.append(0, np.cumsum(counts, dtype=np.int64))


def _uuids(ids: Buffer) -> NDArray[Any]:
    return np.ascontiguousarray(ids).view("V16")[..., 0]


def _copy(blocks: Sequence[bytes]) -> Iterator[bytes]:
    yield HEADER
    yield from blocks
    yield TRAILER


def _tuples(
    columns: Sequence[Column], count: int, start: Ints | None = None, items: Buffer | None = None, element: int = 0
) -> bytes:
    """So many tuples of columns; with `items` an array more, of tuple i the items start[i] to start[i + 1]."""
    kind: list[Any] = [("fields", ">i2")]
    for n, (form, _) in enumerate(columns):
        kind += [(f"size{n}", ">i4"), (f"value{n}", form)]
    heads = np.zeros(count, dtype=kind)
    heads["fields"] = len(columns) + (items is not None)
    for n, (form, values) in enumerate(columns):
        heads[f"size{n}"], heads[f"value{n}"] = np.dtype(form).itemsize, values
    if start is None or items is None:
        return heads.tobytes()
    some = int((np.diff(start) > 0).sum())
    size = count * (heads.dtype.itemsize + BEFORE) + some * BEFORE_SOME + len(items) * (4 + items.shape[1])
    into = np.empty(size, dtype=np.uint8)
    with_arrays(heads.view(np.uint8).reshape(count, heads.dtype.itemsize), start, items, element, into)
    return into.tobytes()


def bounds_of(parts: int, latitude: Floats) -> list[float]:
    """Latitudes where partitions of about equal numbers of leavers begin, but the first; `latitude` ascends."""
    return [float(latitude[len(latitude) * n // parts]) if len(latitude) else 0.0 for n in range(1, parts)]


def rows_of_part(part: int, bounds: Sequence[float], latitude: Floats) -> slice:
    """The rows of a partition. Every leaver is in one, whoever comes or goes."""
    begins = np.searchsorted(latitude, np.array(bounds, dtype=np.float64)).tolist()
    return slice(*[0, *begins, len(latitude)][part : part + 2])
