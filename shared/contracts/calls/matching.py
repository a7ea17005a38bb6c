"""Calls to matching."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.candidate import LeaverProfile
from shared.contracts.search import Hit
from shared.contracts.vocabulary import MatchOrder


class PreviewMatches(Repeatable):
    """Matches for a profile that is not stored."""

    profile: LeaverProfile
    size: Annotated[int, Field(ge=1, le=50)] = 10
    order: MatchOrder = "balanced"


class MatchesOf(Repeatable):
    """The matches of a stored leaver."""

    leaver_id: UUID
    size: Annotated[int, Field(ge=1, le=50)] = 10
    order: MatchOrder = "balanced"


class Reason(Contract):
    """Why this place is shown; ≤ 3 a match, plain German (B1) and English, facts of this match only."""

    code: str
    text_de: str
    text_en: str


class Match(Contract):
    """One shown place. `fit` in utility units (matching.md § 4), for the leaver's own eyes only."""

    vacancy: Hit
    fit: float
    lesser_known: bool
    reasons: tuple[Reason, ...]


class MatchList(Contract):
    """Answer of preview and matches_of. `notice` says why a list is empty and what to do."""

    rules_version: str
    matches: tuple[Match, ...]
    notice: Reason | None = None
    degraded: bool = False


class ListUnseen(Repeatable):
    """What nobody sees, in a Kreis (AGS of five digits) or everywhere: places in no list, occupations nobody wishes."""

    kreis: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class OfferedOccupation(Contract):
    """An occupation offered in a region: open vacancies and their places, how many of them are in somebody's list, and
    how many leavers wish for the occupation, wherever they live."""

    occupation: str
    vacancies: int
    places: int
    seen: int
    wishes: int


class Unseen(Contract):
    """Answer of list_unseen: counts over all open vacancies, some of those in no list, all occupations offered."""

    vacancies: int
    unseen: int
    hits: tuple[Hit, ...]
    occupations: tuple[OfferedOccupation, ...]
