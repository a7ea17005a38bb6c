"""Is the index what the projection says? Pages of both, side by side in the order of their ids."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

FIRST = UUID(int=0)
_OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class State:
    """A document in short: where it belongs in the order of ids, under which id it is kept, version and content."""

    place: str
    id: str
    version: int
    digest: str

    def __str__(self) -> str:
        return f"version {self.version}, content {self.digest}"


def digest(body: Any) -> str:
    """Sixteen hex digits that tell a body from every other, whatever the order of its fields."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def window(rows: Sequence[UUID], found: Sequence[State], size: int) -> UUID | None:
    """Up to which id two pages can be compared; None: to the end of both.

    A full page may go on after its end. Of a full page of the index the last place is left to the next one,
    because several documents may claim it.
    """
    ends = [rows[-1]] if len(rows) == size else []
    if len(found) == size:
        places = [state.place for state in found if _OURS.fullmatch(state.place)]
        whole = [place for place in places if place < found[-1].place]
        ends.append(UUID((whole or places)[-1]))
    return min(ends, default=None)


def suspicious(expected: Iterable[State], found: Iterable[State]) -> list[str]:
    """Ids of documents that only one side has, or that differ."""
    return sorted({state.id for state in set(expected) ^ set(found)})


@dataclass(frozen=True)
class Tally:
    """How many documents, and one number for all of them whatever their order: a sum over id, version and content."""

    documents: int = 0
    total: int = 0

    def plus(self, states: Iterable[State]) -> "Tally":
        """With these documents."""
        marks = [_mark(state) for state in states]
        return Tally(self.documents + len(marks), (self.total + sum(marks)) % 2**64)

    @property
    def checksum(self) -> str:
        """Sixteen hex digits."""
        return f"{self.total:016x}"


def _mark(state: State) -> int:
    text = f"{state.id} {state.version} {state.digest}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
