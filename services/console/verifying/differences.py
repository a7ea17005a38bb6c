"""What does not fit together, and looking twice before saying so."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Difference:
    """One thing two places say differently. `ours` is the source's word, `theirs` the copy's; None: nothing."""

    part: str
    id: str
    ours: str | None
    theirs: str | None


class Check(Protocol):
    """Compares a part of the system; `only` names the ids to look at again."""

    def __call__(self, only: Collection[str] | None) -> Iterable[Difference]:
        """What differs now."""


def lasting(
    checks: Mapping[str, Check], seconds: float, looked_at: Callable[[str], None] = lambda part: None
) -> list[Difference]:
    """What differs and still does after being looked at again for so many seconds: a difference that a message
    on its way makes good is none."""
    found = {}
    for part, check in checks.items():
        found[part] = list(check(None))
        looked_at(part)
    deadline = time.monotonic() + seconds
    while any(found.values()) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
        found = {part: _again(checks[part], doubtful) for part, doubtful in found.items()}
    return [difference for doubtful in found.values() for difference in doubtful]


def _again(check: Check, doubtful: Collection[Difference]) -> list[Difference]:
    return list(check({difference.id for difference in doubtful})) if doubtful else []
