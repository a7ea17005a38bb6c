"""Keys cannot be guessed and are not kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import get_args
from uuid import uuid4

import pytest

from services.accounts.domain import digest, new_key
from services.accounts.errors import SubjectMissing
from services.accounts.handlers import create_key
from shared.contracts.calls import CreateKey
from shared.contracts.vocabulary import KeyKind


class FakeDatabase:
    """A database nobody may reach."""

    def transaction(self) -> AbstractContextManager[object]:
        """Refuses."""
        raise AssertionError("the handler should have refused before")


@pytest.mark.parametrize("kind", get_args(KeyKind))
def test_a_key_tells_its_kind_and_has_256_random_bits(kind: KeyKind) -> None:
    key = new_key(kind)
    prefix, _, secret = key.clear.partition("_")
    assert prefix == f"hv{kind[0]}"
    assert len(secret) == 43  # 32 bytes in base64url
    assert key.digest == digest(key.clear)
    assert key.clear.encode() not in key.digest
    assert new_key(kind).clear != key.clear


def test_a_leavers_key_without_the_leaver_is_refused_before_anything_is_written() -> None:
    new_id: Callable[[], object] = uuid4
    with pytest.raises(SubjectMissing):
        create_key(CreateKey(kind="leaver", name="Niemand"), database=FakeDatabase(), new_id=new_id)  # type: ignore[arg-type]
