"""Bytes as PostgreSQL's binary COPY sends and wants them, taken apart and put together at memory's speed."""

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import Ints

Buffer = NDArray[np.uint8]
BEFORE, BEFORE_SOME = 16, 8
"""Bytes of an array: its size, dimensions, flags and type of elements; then, unless it is empty, length and base."""


@compiled
def walk(buffer: Buffer, at: Ints, size: Ints) -> int:
    """Where each field of each tuple begins and how long it is (-1: null), row by row; how many tuples there are.

    Stops at the trailer or when the buffer ends with a tuple.
    """
    position, row, fields = 0, 0, at.shape[1]
    while position + 2 <= len(buffer) and row < len(at):
        if (np.int64(buffer[position]) << 8 | np.int64(buffer[position + 1])) != fields:
            break
        position += 2
        for field in range(fields):
            length = np.int64(0)
            for n in range(4):
                length = length << 8 | np.int64(buffer[position + n])
            position += 4
            at[row, field], size[row, field] = position, length if length < 1 << 31 else -1
            position += max(size[row, field], 0)
        row += 1
    return row


@compiled
def gather(buffer: Buffer, at: Ints, into: Buffer) -> None:
    """Copy a piece of fixed size from each place."""
    for row in range(len(at)):
        for n in range(into.shape[1]):
            into[row, n] = buffer[at[row] + n]


@compiled
def tails(buffer: Buffer, at: Ints, pairs: Ints, singles: Ints) -> tuple[Ints, Ints, Ints]:
    """From each place so many pairs and then so many single numbers, two bytes each, little end first."""
    first, second = np.empty(pairs.sum(), np.int64), np.empty(pairs.sum(), np.int64)
    third = np.empty(singles.sum(), np.int64)
    p = s = 0
    for row in range(len(at)):
        position = at[row]
        for _ in range(pairs[row]):
            first[p] = np.int64(buffer[position]) | np.int64(buffer[position + 1]) << 8
            second[p] = np.int64(buffer[position + 2]) | np.int64(buffer[position + 3]) << 8
            position, p = position + 4, p + 1
        for _ in range(singles[row]):
            third[s] = np.int64(buffer[position]) | np.int64(buffer[position + 1]) << 8
            position, s = position + 2, s + 1
    return first, second, third


@compiled
def with_arrays(heads: Buffer, start: Ints, items: Buffer, element: int, into: Buffer) -> None:
    """Each head and behind it, as the last field, an array of the items start[i] to start[i + 1]; bytes in all."""
    width, position = items.shape[1], 0
    for row in range(len(heads)):
        for n in range(heads.shape[1]):
            into[position + n] = heads[row, n]
        position += heads.shape[1]
        count = start[row + 1] - start[row]
        position = _number(into, position, BEFORE - 4 + (BEFORE_SOME + count * (4 + width) if count > 0 else 0))
        position = _number(into, position, 1 if count > 0 else 0)
        position = _number(into, position, 0)
        position = _number(into, position, element)
        if count > 0:
            position = _number(into, position, count)
            position = _number(into, position, 1)
        for item in range(start[row], start[row + 1]):
            position = _number(into, position, width)
            for n in range(width):
                into[position + n] = items[item, n]
            position += width


@compiled
def _number(into: Buffer, position: int, value: int) -> int:
    """Four bytes, big end first; where they end."""
    for n in range(4):
        into[position + n] = value >> (24 - 8 * n) & 255
    return position + 4
