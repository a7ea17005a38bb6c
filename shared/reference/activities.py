"""The closed list of activities: what people do all day, as tags, in German, and the words that mean them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shared.reference.tables import rows


@dataclass(frozen=True, slots=True)
class Activity:
    """A tag, its German name for the screen, and words by which young people mean it."""

    tag: str
    german: str
    words: tuple[str, ...]


@cache
def activities() -> Mapping[str, Activity]:
    """Every activity by tag."""
    return {
        row["tag"]: Activity(row["tag"], row["german"], tuple(row["words"].split("|"))) for row in rows("activities")
    }
