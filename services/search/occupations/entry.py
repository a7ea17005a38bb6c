"""An occupation as far as search needs it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """An occupation as far as search needs it: `activities` are tags, `parent` has it as a Fachrichtung."""

    id: str
    kldb2010: str
    name: str
    activities: frozenset[str] = frozenset()
    parent: str | None = None
