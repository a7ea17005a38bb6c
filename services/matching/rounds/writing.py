"""Lists as PostgreSQL's binary COPY wants them: rows of one size side by side, made by whole columns."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.kept import KeptRows
from services.matching.kernel.tables import Floats, Ints
from services.matching.packing import Buffer

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
    blocks = []
    for count in np.unique(kept.held):
        rows = np.flatnonzero(kept.held == count)
        columns: list[Column] = [
            (">i2", np.full(len(rows), slot)), (">i2", np.full(len(rows), part)), ("V16", _uuids(ids[rows])),
            (">f4", latitude[rows]), (">i2", kept.shown[rows]), (">i2", kept.discoveries[rows]),
            (">i2", kept.care[rows]), (">f4", kept.worst[rows]),
        ]  # fmt: skip
        items = number[kept.item[rows, : int(count)]]
        blocks.append(_tuples(columns, len(rows), (">i4", items), INT4))
    return _copy(blocks)


def holders(slot: int, part: int, ids: Buffer, kept: KeptRows, number: Ints) -> Iterator[bytes]:
    """To whom of a partition each vacancy is shown."""
    places = np.arange(kept.item.shape[1])[None, :] < kept.shown[:, None]
    leaver = np.nonzero(places)[0]
    vacancy = number[kept.item[places]]
    order = np.argsort(vacancy, kind="stable")
    numbers, begins, counts = np.unique(vacancy[order], return_index=True, return_counts=True)
    blocks = []
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        who = ids[leaver[order[begins[rows][:, None] + np.arange(count)]]]
        columns = [(">i2", np.full(len(rows), slot)), (">i2", np.full(len(rows), part)), (">i4", numbers[rows])]
        blocks.append(_tuples(columns, len(rows), ("V16", _uuids(who)), UUID))
    return _copy(blocks)


def _uuids(ids: Buffer) -> NDArray[Any]:
    return np.ascontiguousarray(ids).view("V16")[..., 0]


def _copy(blocks: Sequence[bytes]) -> Iterator[bytes]:
    yield HEADER
    yield from blocks
    yield TRAILER


def _tuples(columns: Sequence[Column], count: int, array: Column | None = None, element: int = 0) -> bytes:
    """So many tuples, one row of bytes each; the last field an array of the same length in all."""
    kind: list[Any] = [("fields", ">i2")]
    for n, (form, _) in enumerate(columns):
        kind += [(f"size{n}", ">i4"), (f"value{n}", form)]
    if array is not None:
        kind += _array_type(array)
    rows = np.zeros(count, dtype=kind)
    rows["fields"] = len(columns) + (array is not None)
    for n, (form, values) in enumerate(columns):
        rows[f"size{n}"], rows[f"value{n}"] = np.dtype(form).itemsize, values
    if array is not None:
        _fill_array(rows, array, element)
    return rows.tobytes()


def _array_type(array: Column) -> list[Any]:
    form, values = array
    head: list[Any] = [("size", ">i4"), ("dimensions", ">i4"), ("nulls", ">i4"), ("element", ">i4")]
    if values.shape[1] == 0:
        return head
    return [*head, ("length", ">i4"), ("first", ">i4"), ("items", [("size", ">i4"), ("value", form)], values.shape[1:])]


def _fill_array(rows: NDArray[Any], array: Column, element: int) -> None:
    form, values = array
    width, size = values.shape[1], np.dtype(form).itemsize
    rows["element"], rows["dimensions"] = element, 1 if width else 0
    rows["size"] = 12 + (8 + width * (4 + size) if width else 0)
    if width:
        rows["length"], rows["first"] = width, 1
        rows["items"]["size"], rows["items"]["value"] = size, values


def bounds_of(parts: int, latitude: Floats) -> list[float]:
    """Latitudes where partitions of about equal numbers of leavers begin, but the first; `latitude` ascends."""
    return [float(latitude[len(latitude) * n // parts]) if len(latitude) else 0.0 for n in range(1, parts)]


def rows_of_part(part: int, bounds: Sequence[float], latitude: Floats) -> slice:
    """The rows of a partition. Every leaver is in one, whoever comes or goes."""
    begins = np.searchsorted(latitude, np.array(bounds, dtype=np.float64)).tolist()
    return slice(*[0, *begins, len(latitude)][part : part + 2])
