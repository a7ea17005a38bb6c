"""Calls to vacancies."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Once, Principal
from shared.contracts.problems import FieldError
from shared.contracts.vacancy import VacancyInput, VacancyRecord, Warning
from shared.contracts.vocabulary import VacancyStatus


class PostVacancy(Once):
    """Accept a vacancy."""

    vacancy: VacancyInput


class ChangeVacancy(Once):
    """Replace a vacancy; `if_match` must be its current revision, else a problem of kind stale."""

    vacancy_id: UUID
    if_match: int | None
    vacancy: VacancyInput


class CloseVacancy(Repeatable):
    """Withdraw a vacancy or mark it filled. Doing it twice is the same as once."""

    principal: Principal
    vacancy_id: UUID
    reason: Literal["withdrawn", "filled"] = "withdrawn"


class ReopenVacancy(Repeatable):
    """Undo of withdraw or fill. Doing it twice is the same as once."""

    principal: Principal
    vacancy_id: UUID


class GetVacancy(Repeatable):
    """One vacancy; its owner also sees drafts. Withdrawn, filled or expired: kind gone (for others)."""

    vacancy_id: UUID
    principal: Principal | None = None


class ListVacancies(Repeatable):
    """The vacancies of one account, newest change first."""

    principal: Principal
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class VacancyList(Contract):
    """Answer of list_vacancies."""

    items: tuple[VacancyRecord, ...]


class ListOpen(Repeatable):
    """A page of the published vacancies in the order of their ids: those after one id and before another."""

    after: UUID | None = None
    before: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 500


class OpenVacancy(Contract):
    """What a sitemap needs to know."""

    id: UUID
    changed_at: datetime
    synthetic: bool = False


class OpenVacancies(Contract):
    """Answer of list_open; a page shorter than asked for is the last one."""

    items: tuple[OpenVacancy, ...]


class VacancyAccepted(Contract):
    """Answer to a write. `revision` is what If-Match wants next time."""

    id: UUID
    revision: int
    status: VacancyStatus
    warnings: tuple[Warning, ...] = ()


class PostVacancies(Once):
    """A part of a bulk push; `first_index` is the index of the first item in the caller's list.

    Items are raw so that one bad item gives its own error; an external_id already used updates.
    """

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
