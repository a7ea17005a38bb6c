"""Calls to candidates: imports of cohorts, profiles, erasure."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Once, Principal
from shared.contracts.candidate import Interests, LeaverProfile, ProfileInput
from shared.contracts.vocabulary import Season


class RowProblem(Contract):
    """One thing about one row; never repeats a cell's value."""

    column: str
    code: str
    message: str
    hint: str | None = None


class CohortRow(Contract):
    """One row as the edge read it. `profile` is raw and allow-listed; the service validates it.

    `rejected` is the edge's verdict (decoding, columns) and is kept; `duplicate` is said by the service alone, which
    knows what it accepts.
    """

    line: int
    row_key: Annotated[str, Field(max_length=200)] | None = None
    status: Literal["ok", "rejected", "duplicate"] = "ok"
    profile: dict[str, Any] = {}
    activities: tuple[str, ...] = ()
    liked_occupations: tuple[str, ...] = ()
    errors: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


class StartImport(Once):
    """Open an import run. `commit` False validates only: its report lives 24 h, no leaver is written.

    `file_hash` identifies the rows that will come.
    """

    season: Season
    commit: bool
    file_hash: Annotated[str, Field(max_length=64)] | None = None
    dropped_columns: tuple[str, ...] = ()


class ImportStarted(Contract):
    """Answer of start_import. `finished` when the key has done it all before: there is only the report to fetch."""

    import_id: UUID
    finished: bool = False


class ImportRows(Repeatable):
    """A chunk of rows of an open import; sending a chunk again changes nothing."""

    principal: Principal
    import_id: UUID
    rows: Annotated[tuple[CohortRow, ...], Field(max_length=500)]


class FinishImport(Repeatable):
    """Close an import and count: read = accepted + rejected + duplicate. Doing it twice is the same as once."""

    principal: Principal
    import_id: UUID


class PushCount(Once):
    """The profile `count`: so many places for claim codes, no data about anyone."""

    season: Season
    count: Annotated[int, Field(ge=1, le=2000)]
    commit: bool


class GetImport(Repeatable):
    """The report of an import of this school."""

    principal: Principal
    import_id: UUID


class ReportItem(Contract):
    """Verdict of one row (api.md)."""

    line: int
    row_key: str | None = None
    leaver_id: UUID | None = None
    status: Literal["accepted", "rejected", "duplicate"]
    errors: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


class ImportReport(Contract):
    """Report of an import; read = accepted + rejected + duplicate, always."""

    import_id: UUID
    season: Season
    commit: bool
    finished: bool
    read: int
    accepted: int
    rejected: int
    duplicate: int
    dropped_columns: tuple[str, ...] = ()
    items: tuple[ReportItem, ...] = ()
    created_at: datetime | None = None


class NormaliseProfile(Repeatable):
    """Turn an API profile into the canonical one (wishes resolved, place located); nothing is stored."""

    profile: ProfileInput
    activities: tuple[str, ...] = ()
    liked_occupations: tuple[str, ...] = ()


class NormalisedProfile(Contract):
    """Answer of normalise_profile."""

    profile: LeaverProfile
    warnings: tuple[RowProblem, ...] = ()


class EraseLeaver(Repeatable):
    """Erase a leaver everywhere, by event. Doing it twice is the same as once.

    `receipt` is random text (128 bits) the caller made up: whoever knows it may follow how far the erasure is.
    `principal` is a school that erases a row of its list: that is an act of somebody else's, and noted (ADR 0044).
    """

    leaver_id: UUID
    principal: Principal | None = None
    receipt: Annotated[str, Field(min_length=22, max_length=64)] | None = None


class Erased(Contract):
    """Answer of erase_leaver; `existed` False when there was nothing (any more)."""

    existed: bool


class FollowErasure(Repeatable):
    """How far is the erasure of this receipt?"""

    receipt: Annotated[str, Field(max_length=64)]


class ErasureState(Contract):
    """An erasure: done everywhere at `completed_at`; `waiting` names the services that have not answered, and `queues`
    until none of them holds anything of the leaver."""

    asked_at: datetime
    completed_at: datetime | None
    waiting: tuple[str, ...] = ()


class ListErasures(Repeatable):
    """A page of erasures in the order of their ids, those after an id; `open_only`: only those not done everywhere."""

    after: UUID | None = None
    open_only: bool = False
    limit: Annotated[int, Field(ge=1, le=500)] = 500


class ListedErasure(Contract):
    """An erasure as the operator keeps it beside his backups: nothing in it names anybody."""

    leaver_id: UUID
    season: Season
    key_digest: str
    erased_at: datetime
    completed_at: datetime | None = None
    waiting: tuple[str, ...] = ()


class Erasures(Contract):
    """A page of erasures; empty after the last."""

    items: tuple[ListedErasure, ...]


class ReapplyErasures(Repeatable):
    """Erase again who was erased before a backup was made good; what is erased already is said once more to all."""

    items: Annotated[tuple[ListedErasure, ...], Field(min_length=1, max_length=500)]


class ErasuresReapplied(Contract):
    """Answer of reapply_erasures: how many had come back."""

    returned: int


class ListLeavers(Repeatable):
    """A school's own leavers of a season, by the order of their ids, a page at a time."""

    principal: Principal
    season: Season
    after: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ListedLeaver(Contract):
    """A leaver as the school knows them: by row key."""

    leaver_id: UUID
    row_key: str


class Leavers(Contract):
    """A page of leavers; empty after the last."""

    items: tuple[ListedLeaver, ...]


class ChangeOwn(Repeatable):
    """What a leaver says for themself, on consent; it stands above what the school hands over. `interests` None and no
    tags: all of it is taken back, and interests of the school with it."""

    leaver_id: UUID
    interests: Interests | None = None
    activities: tuple[str, ...] = ()
    liked_occupations: tuple[str, ...] = ()


class OwnChanged(Contract):
    """Answer of change_own; `matchable` False: without a postal code there is no list."""

    matchable: bool
