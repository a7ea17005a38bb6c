"""Rows of a round as PostgreSQL's binary COPY wants them, taken apart again by hand."""

import struct

import numpy as np

from services.matching.kernel.kept import KeptRows, no_kept
from services.matching.rounds.writing import HEADER, TRAILER, holders, lists

IDS = np.arange(48, dtype=np.uint8).reshape(3, 16)
NUMBER = np.array([70, 71, 72])


def kept_of(*items: tuple[int, ...]) -> KeptRows:
    """What is kept of each leaver, all of it shown."""
    kept = no_kept(len(items), 4)
    for row, some in enumerate(items):
        kept.item[row, : len(some)] = some
        kept.held[row] = kept.shown[row] = len(some)
    return kept


def tuples_of(data: bytes, fields: int) -> list[list[bytes]]:
    """The fields of each tuple."""
    assert data.startswith(HEADER) and data.endswith(TRAILER)
    at, found = len(HEADER), []
    while at < len(data) - len(TRAILER):
        assert struct.unpack_from(">h", data, at) == (fields,)
        at, row = at + 2, []
        for _ in range(fields):
            (size,) = struct.unpack_from(">i", data, at)
            row.append(data[at + 4 : at + 4 + size])
            at += 4 + size
        found.append(row)
    return found


def items_of(array: bytes, size: int) -> list[bytes]:
    """The items of an array without nulls."""
    dimensions, nulls, _ = struct.unpack_from(">iii", array)
    assert nulls == 0
    if dimensions == 0:
        assert len(array) == 12
        return []
    count, first = struct.unpack_from(">ii", array, 12)
    assert (dimensions, first, len(array)) == (1, 1, 20 + count * (4 + size))
    return [array[20 + n * (4 + size) + 4 :][:size] for n in range(count)]


def test_lists_of_any_length() -> None:
    written = b"".join(lists(1, 0, IDS, np.full(3, 50.0), kept_of((2, 0), (), (1,)), NUMBER))
    found = [(row[2], [int.from_bytes(item) for item in items_of(row[8], 4)]) for row in tuples_of(written, 9)]
    assert found == [(IDS[0].tobytes(), [72, 70]), (IDS[1].tobytes(), []), (IDS[2].tobytes(), [71])]


def test_who_is_shown_what() -> None:
    written = b"".join(holders(1, 0, IDS, kept_of((2, 0), (), (2,)), NUMBER))
    found = {int.from_bytes(row[2]): items_of(row[3], 16) for row in tuples_of(written, 4)}
    assert found == {70: [IDS[0].tobytes()], 72: [IDS[0].tobytes(), IDS[2].tobytes()]}


def test_nobody_and_nothing() -> None:
    nobody = kept_of()
    assert tuples_of(b"".join(lists(1, 0, IDS[:0], np.zeros(0), nobody, NUMBER)), 9) == []
    assert tuples_of(b"".join(holders(1, 0, IDS[:0], nobody, NUMBER)), 4) == []
    assert tuples_of(b"".join(holders(1, 0, IDS, kept_of((), (), ()), NUMBER[:0])), 4) == []
