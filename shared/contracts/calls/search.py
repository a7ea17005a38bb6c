"""Calls to search that are no search (those are in shared/contracts/search.py)."""

from typing import Annotated

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.vocabulary import PlainLine


class Resolve(Repeatable):
    """Words such as „was mit Holz“ to be turned into tags and occupations; the words are not kept."""

    text: Annotated[PlainLine, Field(max_length=120)]


class Resolved(Contract):
    """Answer of resolve: activity tags and occupation ids, best first."""

    activities: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
