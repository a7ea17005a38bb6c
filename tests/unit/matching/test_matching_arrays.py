"""Arrays go to PostgreSQL as it takes them."""

from random import Random
from uuid import uuid4

import numpy as np
import pytest
from psycopg.adapt import PyFormat, Transformer

from services.matching.arrays import Numbers, Reals, Smalls, Uuids, elements


@pytest.mark.parametrize("count", [1, 2, 300])
def test_an_array_is_what_psycopg_makes_of_the_same(count: int) -> None:
    ids = [uuid4() for _ in range(count)]
    assert Uuids(str(id_) for id_ in ids).binary == Transformer().get_dumper(ids, PyFormat.BINARY).dump(ids)
    numbers = [2**30 + Random(n).randrange(2**29) for n in range(count)]  # which psycopg takes for 32 bits
    assert Numbers(numbers).binary == Transformer().get_dumper(numbers, PyFormat.BINARY).dump(numbers)


def test_ids_as_bytes_and_numbers_of_each_kind() -> None:
    ids = [uuid4() for _ in range(3)]
    rows = np.frombuffer(b"".join(id_.bytes for id_ in ids), dtype=np.uint8).reshape(-1, 16)
    assert Uuids(rows).binary == Uuids(map(str, ids)).binary
    for kind, size, oid in ((Smalls, 2, 21), (Numbers, 4, 23), (Reals, 4, 700)):
        found, counts = elements([kind([1, 0, 3]).binary, None, kind([]).binary, kind(np.array([7])).binary], size)
        assert found.view(kind.kind).reshape(-1).tolist() == [1, 0, 3, 7] and counts.tolist() == [3, 0, 0, 1]
        assert kind([1]).binary[8:12] == oid.to_bytes(4, "big")
    assert np.frombuffer(Reals([-np.inf]).binary[-4:], ">f4")[0] == -np.inf


def test_an_array_of_nothing_has_no_dimension() -> None:
    assert Uuids([]).binary == bytes(8) + (2950).to_bytes(4, "big")
    assert Numbers([]).binary == bytes(8) + (23).to_bytes(4, "big")


def test_what_is_no_id_or_too_large_is_refused() -> None:
    for wrong in ("nobody", "00000000-0000-0000-0000-00000000000"):
        with pytest.raises(ValueError, match=r"hex|reshape"):
            Uuids([wrong])
    with pytest.raises(OverflowError):
        Numbers([2**31])
