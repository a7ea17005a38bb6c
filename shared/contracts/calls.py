"""Calls (RPC) of the gateway and the console: one request and one answer model a method.

A method `x` of service `s` is served at `POST /rpc/x` with the request model as JSON; see
shared/runtime/calls.py. Lists are bounded: at most 500 rows and 1 MiB a call.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.candidate import LeaverProfile, ProfileInput
from shared.contracts.problems import FieldError
from shared.contracts.search import Hit
from shared.contracts.vacancy import VacancyInput, VacancyRecord, Warning
from shared.contracts.vocabulary import KeyKind, MatchOrder, PlainLine, Season, VacancyStatus

# --- accounts


class Principal(Contract):
    """Who calls. `account_id` is the company, school or importer; `subject` the leaver of a leaver's token."""

    kind: KeyKind
    account_id: UUID
    name: str
    key_id: UUID
    subject: UUID | None = None


class CreateKey(Contract):
    """Make an API key; the account of that kind and name is made when missing."""

    kind: KeyKind
    name: Annotated[PlainLine, Field(min_length=2, max_length=200)]
    subject: UUID | None = None


class KeyCreated(Contract):
    """The key in clear text: shown once, only its SHA-256 is kept."""

    key: str
    key_id: UUID
    account_id: UUID


class Authenticate(Contract):
    """Whose key is this? Unknown or revoked: a problem of kind unauthorized."""

    key: Annotated[str, Field(max_length=200)]


# --- vacancies


class PostVacancy(Contract):
    """Accept a vacancy. The same idempotency key gives the same answer and no second vacancy."""

    principal: Principal
    vacancy: VacancyInput
    idempotency_key: Annotated[str, Field(max_length=200)] | None = None


class ChangeVacancy(Contract):
    """Replace a vacancy; `if_match` must be its current revision, else a problem of kind stale."""

    principal: Principal
    vacancy_id: UUID
    if_match: int | None
    vacancy: VacancyInput


class CloseVacancy(Contract):
    """Withdraw a vacancy or mark it filled. Doing it twice is the same as once."""

    principal: Principal
    vacancy_id: UUID
    reason: Literal["withdrawn", "filled"] = "withdrawn"


class ReopenVacancy(Contract):
    """Undo of withdraw or fill."""

    principal: Principal
    vacancy_id: UUID


class GetVacancy(Contract):
    """One vacancy; its owner also sees drafts. Withdrawn, filled or expired: kind gone (for others)."""

    vacancy_id: UUID
    principal: Principal | None = None


class ListVacancies(Contract):
    """The vacancies of one account, newest change first."""

    principal: Principal
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class VacancyList(Contract):
    """Answer of list_vacancies."""

    items: tuple[VacancyRecord, ...]


class VacancyAccepted(Contract):
    """Answer to a write. `revision` is what If-Match wants next time."""

    id: UUID
    revision: int
    status: VacancyStatus
    warnings: tuple[Warning, ...] = ()


class PostVacancies(Contract):
    """A part of a bulk push; `first_index` is the index of the first item in the caller's list.

    Items are raw so that one bad item gives its own error; an external_id already used updates.
    """

    principal: Principal
    items: Annotated[tuple[dict[str, Any], ...], Field(max_length=500)]
    first_index: int = 0


class BulkItem(Contract):
    """Verdict of one item. `status` is an HTTP status: 201 new, 200 updated or unchanged, 422 refused."""

    index: int
    status: int
    id: UUID | None = None
    revision: int | None = None
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[Warning, ...] = ()


class BulkResult(Contract):
    """Answer of post_vacancies, in the order of the items."""

    items: tuple[BulkItem, ...]


# --- candidates


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


# --- search


class Resolve(Contract):
    """Words such as „was mit Holz“ to be turned into tags and occupations; the words are not kept."""

    text: Annotated[PlainLine, Field(max_length=120)]


class Resolved(Contract):
    """Answer of resolve: activity tags and occupation ids, best first."""

    activities: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()


# --- matching


class PreviewMatches(Contract):
    """Matches for a profile that is not stored."""

    profile: LeaverProfile
    size: Annotated[int, Field(ge=1, le=50)] = 10
    order: MatchOrder = "balanced"


class MatchesOf(Contract):
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
