"""Calls to search that are no search (those are in shared/contracts/search.py)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.vocabulary import PlainLine

DocumentKind = Literal["vacancy", "candidate"]


class Resolve(Repeatable):
    """Words such as „was mit Holz“ to be turned into tags and occupations; the words are not kept."""

    text: Annotated[PlainLine, Field(max_length=120)]


class Resolved(Contract):
    """Answer of resolve: activity tags and occupation ids, best first."""

    activities: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()


class CompareIndex(Contract):
    """Compare the projection with its index: the page of documents after an id, or the named ones alone."""

    kind: DocumentKind
    after: UUID | None = None
    ids: Annotated[tuple[str, ...], Field(max_length=500)] = ()


class IndexDifference(Contract):
    """A document that is not what the projection says; None: the projection has none to be found, the index none."""

    id: str
    projection: str | None
    index: str | None


class IndexCompared(Contract):
    """Answer of compare_index. `next` is the id to go on after; None: this was the last page."""

    compared: int
    differences: tuple[IndexDifference, ...] = ()
    next: UUID | None = None
