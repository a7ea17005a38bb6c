"""Ids by the thousand: as rows of 16 bytes, as the texts others know, and which row of a table each has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.tables import Ints, Keys

Buffer = NDArray[np.uint8]
_TEXT = 36  # letters of an id
_DIGITS = [place for place in range(_TEXT) if place not in (8, 13, 18, 23)]


def ids_of(rows: Iterable[Mapping[str, Any]]) -> Buffer:
    """The ids of rows as rows of 16 bytes."""
    return ids_in(row["id"] for row in rows)


def ids_in(texts: Iterable[str]) -> Buffer:
    """Ids as rows of 16 bytes."""
    return np.frombuffer(bytes.fromhex("".join(texts).replace("-", "")), dtype=np.uint8).reshape(-1, 16)


def texts_of(ids: Buffer) -> list[str]:
    """The reverse of `ids_in`."""
    digits = np.frombuffer(ids.tobytes().hex().encode(), dtype=np.uint8).reshape(-1, 32)
    texts = np.full((len(ids), _TEXT), ord("-"), dtype=np.uint8)
    texts[:, _DIGITS] = digits
    whole = texts.tobytes().decode()
    return [whole[at : at + _TEXT] for at in range(0, len(whole), _TEXT)]


class Names(Sequence[str]):
    """Ids as texts, each written when it is asked for."""

    def __init__(self, ids: Buffer) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        return texts_of(self._ids[row]) if isinstance(row, slice) else str(UUID(bytes=self._ids[row].tobytes()))

    def __iter__(self) -> Iterator[str]:
        return iter(texts_of(self._ids))


def once(numbers: Ints) -> Ints:
    """Each number once, ascending: `numpy.unique` takes thrice as long for a thousand."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def hardly_twice(ids: Buffer) -> Buffer:
    """The same ids in another order, none of them twice but where keys are the same."""
    whole = np.ascontiguousarray(ids)
    ordered = whole[np.argsort(keys_of(whole))]
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return ordered[first]


def keys_of(ids: Buffer) -> Keys:
    """`features.key_of` for rows of 16 bytes."""
    halves = np.ascontiguousarray(ids).view(">u8").reshape(-1, 2)
    whole: Keys = (halves[:, 0] ^ halves[:, 1]).astype(np.uint64)
    return whole


class Rows:
    """Rows of a table by id; `keys`: `keys_of` the ids."""

    def __init__(self, ids: Buffer, keys: Keys) -> None:
        self._ids = ids
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def of(self, ids: Buffer) -> Ints:
        """The row of each id, -1: there is none."""
        keys = keys_of(ids)
        found, left, at = np.full(len(keys), -1), np.arange(len(keys)), np.zeros(len(keys), dtype=np.int64)
        order = np.argsort(keys)  # found twice as fast
        at[order] = np.searchsorted(self._sorted, keys[order])
        while True:  # once, but for two ids with the same key
            left = left[at[left] < len(self._sorted)]
            left = left[self._sorted[at[left]] == keys[left]]
            if not len(left):
                return found
            rows = self._order[at[left]]
            same = (self._ids[rows] == ids[left]).all(axis=1)
            found[left[same]] = rows[same]
            at[left] += 1
            left = left[~same]
