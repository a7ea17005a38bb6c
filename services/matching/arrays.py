"""Arrays on their way to PostgreSQL, as it reads them: psycopg would look at each element."""

import struct
from collections.abc import Iterable

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct("!iiIii")
"""Dimensions, nulls, type of the elements, how many, the first index; without elements the last two are left out."""


class Array:
    """To be given to a statement."""

    binary: bytes


class Uuids(Array):
    """Ids, given as texts."""

    def __init__(self, ids: Iterable[str]) -> None:
        whole = bytes.fromhex("".join(ids).replace("-", ""))
        self.binary = _binary(np.frombuffer(whole, dtype=np.uint8).reshape(-1, 16), 2950)


class Numbers(Array):
    """Whole numbers of 32 bits."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.binary = _binary(np.array([*numbers], dtype=">i4").view(np.uint8).reshape(-1, 4), 23)


def _binary(elements: NDArray[np.uint8], kind: int) -> bytes:
    count, size = elements.shape
    whole = np.zeros((count, 4 + size), dtype=np.uint8)
    whole[:, 3], whole[:, 4:] = size, elements
    return _HEAD.pack(1, 0, kind, count, 1) + whole.tobytes() if count else _HEAD.pack(0, 0, kind, 0, 0)[:12]


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        """As it is."""
        return obj.binary


psycopg.adapters.register_dumper(Uuids, type("_UuidsDumper", (_Dumper,), {"oid": 2951}))
psycopg.adapters.register_dumper(Numbers, type("_NumbersDumper", (_Dumper,), {"oid": 1007}))
