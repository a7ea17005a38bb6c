"""Arrays on their way to PostgreSQL and back, as it reads and sends them: psycopg would look at each element."""

import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
import psycopg
from numpy.typing import ArrayLike, NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

from services.matching.ids import Buffer, ids_in

_HEAD = struct.Struct("!iiIii")
"""Dimensions, nulls, type of the elements, how many, the first index; without elements the last two are left out."""


class Array:
    """To be given to a statement."""

    binary: bytes


class Uuids(Array):
    """Ids, given as texts or as rows of 16 bytes."""

    def __init__(self, ids: Iterable[str] | Buffer) -> None:
        self.binary = _binary(ids if isinstance(ids, np.ndarray) else ids_in(ids), 2950)


class Plain(Array):
    """Numbers of one kind; their number in PostgreSQL."""

    kind: str
    oid: int

    def __init__(self, numbers: ArrayLike) -> None:
        values = np.asarray(numbers, dtype=self.kind)
        self.binary = _binary(values.view(np.uint8).reshape(len(values), values.itemsize), self.oid)


class Numbers(Plain):
    """Whole numbers of 32 bits."""

    kind, oid = ">i4", 23


class Smalls(Plain):
    """Whole numbers of 16 bits."""

    kind, oid = ">i2", 21


class Reals(Plain):
    """Numbers of 32 bits with a point."""

    kind, oid = ">f4", 700


def elements(arrays: Iterable[bytes | None], size: int) -> tuple[Buffer, NDArray[np.int64]]:
    """Of arrays without nulls, sent by `array_send`, all elements (rows of so many bytes), and how many each has."""
    bodies = [array[_HEAD.size :] if array else b"" for array in arrays]
    counts = np.array([len(body) // (4 + size) for body in bodies], dtype=np.int64)
    whole = np.frombuffer(b"".join(bodies), dtype=np.uint8).reshape(-1, 4 + size)
    return np.ascontiguousarray(whole[:, 4:]), counts


def _binary(elements: Buffer, kind: int) -> bytes:
    count, size = elements.shape
    whole = np.zeros((count, 4 + size), dtype=np.uint8)
    whole[:, 3], whole[:, 4:] = size, elements
    return _HEAD.pack(1, 0, kind, count, 1) + whole.tobytes() if count else _HEAD.pack(0, 0, kind, 0, 0)[:12]


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        """As it is."""
        return obj.binary


def _register(kind: type[Any], oid: int) -> None:
    psycopg.adapters.register_dumper(kind, type(f"_{kind.__name__}Dumper", (_Dumper,), {"oid": oid}))


for _kind, _oid in ((Uuids, 2951), (Numbers, 1007), (Smalls, 1005), (Reals, 1021)):
    _register(_kind, _oid)
