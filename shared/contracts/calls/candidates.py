"""Calls to candidates: imports of cohorts, profiles, erasure."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.calls.accounts import Principal
from shared.contracts.candidate import LeaverProfile, ProfileInput
from shared.contracts.vocabulary import Season


class RowProblem(Contract):
    """One thing about one row; never repeats a cell's value."""

    column: str
    code: str
    message: str
    hint: str | None = None


class CohortRow(Contract):
    """One row as the edge read it. `profile` is raw and allow-listed; the service validates it.

    `status` other than ok is the edge's verdict (decoding, columns, duplicate lines) and is kept.
    """

    line: int
    row_key: Annotated[str, Field(max_length=200)] | None = None
    status: Literal["ok", "rejected", "duplicate"] = "ok"
    profile: dict[str, Any] = {}
    activities: tuple[str, ...] = ()
    liked_occupations: tuple[str, ...] = ()
    errors: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


class StartImport(Contract):
    """Open an import run. `commit` False validates only: its report lives 24 h, no leaver is written."""

    principal: Principal
    season: Season
    commit: bool
    file_hash: Annotated[str, Field(max_length=64)] | None = None
    dropped_columns: tuple[str, ...] = ()


class ImportStarted(Contract):
    """Answer of start_import."""

    import_id: UUID


class ImportRows(Contract):
    """A chunk of rows of an open import; sending a chunk again changes nothing."""

    principal: Principal
    import_id: UUID
    rows: Annotated[tuple[CohortRow, ...], Field(max_length=500)]


class FinishImport(Contract):
    """Close an import and count: read = accepted + rejected + duplicate."""

    principal: Principal
    import_id: UUID


class PushCount(Contract):
    """The profile `count`: so many places for claim codes, no data about anyone."""

    principal: Principal
    season: Season
    count: Annotated[int, Field(ge=1, le=2000)]
    commit: bool


class GetImport(Contract):
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


class NormaliseProfile(Contract):
    """Turn an API profile into the canonical one (wishes resolved, place located); nothing is stored."""

    profile: ProfileInput
    activities: tuple[str, ...] = ()
    liked_occupations: tuple[str, ...] = ()


class NormalisedProfile(Contract):
    """Answer of normalise_profile."""

    profile: LeaverProfile
    warnings: tuple[RowProblem, ...] = ()


class EraseLeaver(Contract):
    """Erase a leaver everywhere, by event."""

    leaver_id: UUID


class Erased(Contract):
    """Answer of erase_leaver; `existed` False when there was nothing (any more)."""

    existed: bool
