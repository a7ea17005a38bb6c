"""Calls that make a source of truth say again what it has said, so that a reader that lost something is whole again."""

from uuid import UUID

from shared.contracts.base import Contract


class ResyncVacancies(Contract):
    """Say the next page of vacancies again, those after an id."""

    after: UUID | None = None


class ResyncCandidates(Contract):
    """Say the next page of leavers again, erased ones too, those after an id."""

    after: UUID | None = None


class Resynced(Contract):
    """Answer of both. `total` is there on the first page; `next` is the id to go on after; None: that was all."""

    told: int
    total: int | None = None
    next: UUID | None = None
