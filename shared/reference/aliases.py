"""Names by which occupations are called beside their own: abbreviations, retired and regional names, examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from shared.reference.tables import rows

State = Literal["current", "retired", "example", "hand"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name with its folded key and the ids it may mean; several ids make it ambiguous."""

    key: str
    name: str
    kldb2010: str
    occupations: tuple[str, ...]
    state: State


def aliases() -> Iterator[Alias]:
    """Every alias, by key; read anew each time, because only few services keep them."""
    for row in rows("aliases"):
        ids = tuple(row["occupations"].split("|"))
        yield Alias(row["key"], row["name"], row["kldb2010"], ids, cast(State, row["state"]))
