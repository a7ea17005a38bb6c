"""Calls to search that are no search (those are in shared/contracts/search.py)."""

from datetime import datetime
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


class StartRebuild(Contract):
    """Build a new index of a kind from the projection, in the background. `force` flips whatever its count, `prune`
    deletes indices older than the one before."""

    kind: DocumentKind
    force: bool = False
    prune: bool = False


class FollowRebuild(Contract):
    """How far is the latest rebuild of a kind?"""

    kind: DocumentKind


class RebuildState(Contract):
    """A rebuild: `done` of `total` rows of a phase. From the phase flip on `documents` and `checksum` (over id,
    version and content) are what projection and new index agreed on. `since`: rows changed later are to be written
    once more after the flip. `problem` says in German why it failed."""

    id: UUID
    kind: DocumentKind
    phase: Literal["copy", "catch_up", "compare", "flip", "done", "failed"]
    done: int = 0
    total: int = 0
    index: str | None = None
    replaced: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    documents_before: int = 0
    documents: int = 0
    checksum: str | None = None
    since: datetime | None = None
    problem: str | None = None


class ListAsked(Repeatable):
    """What was asked most in the last `days`, at least so often; `zero`: only what found nothing or failed."""

    days: Annotated[int, Field(ge=1, le=90)] = 30
    zero: bool = False
    least: Annotated[int, Field(ge=1)] = 3


class CountedQuery(Contract):
    """A folded text, how often it was asked and on how many days."""

    text: str
    times: int
    days: int


class AskedQueries(Contract):
    """Answer of list_asked, most frequent first, at most 500."""

    items: tuple[CountedQuery, ...]


class AcceptedAlias(Contract):
    """A name a person has looked at, and the occupations it means, best first."""

    name: Annotated[PlainLine, Field(min_length=2, max_length=80)]
    occupations: Annotated[tuple[str, ...], Field(min_length=1, max_length=40)]


class AcceptAliases(Repeatable):
    """Names search shall know from now on."""

    aliases: Annotated[tuple[AcceptedAlias, ...], Field(min_length=1, max_length=500)]


class AliasesAccepted(Contract):
    """Answer of accept_aliases."""

    count: int
