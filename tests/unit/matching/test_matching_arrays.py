"""Arrays go to PostgreSQL as it takes them."""

from random import Random
from uuid import uuid4

import pytest
from psycopg.adapt import PyFormat, Transformer

from services.matching.arrays import Numbers, Uuids


@pytest.mark.parametrize("count", [1, 2, 300])
def test_an_array_is_what_psycopg_makes_of_the_same(count: int) -> None:
    ids = [uuid4() for _ in range(count)]
    assert Uuids(str(id_) for id_ in ids).binary == Transformer().get_dumper(ids, PyFormat.BINARY).dump(ids)
    numbers = [2**30 + Random(n).randrange(2**29) for n in range(count)]  # which psycopg takes for 32 bits
    assert Numbers(numbers).binary == Transformer().get_dumper(numbers, PyFormat.BINARY).dump(numbers)


def test_an_array_of_nothing_has_no_dimension() -> None:
    assert Uuids([]).binary == bytes(8) + (2950).to_bytes(4, "big")
    assert Numbers([]).binary == bytes(8) + (23).to_bytes(4, "big")


def test_what_is_no_id_or_too_large_is_refused() -> None:
    for wrong in ("nobody", "00000000-0000-0000-0000-00000000000"):
        with pytest.raises(ValueError, match=r"hex|reshape"):
            Uuids([wrong])
    with pytest.raises(OverflowError):
        Numbers([2**31])
