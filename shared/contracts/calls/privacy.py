"""Calls every service with people's data serves: everything held about a leaver, and what is past its time."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator

from shared.contracts.base import Contract, Repeatable


class ExportLeaver(Repeatable):
    """Everything held about a leaver. Each service has a request of its own name."""

    leaver_id: UUID


class ExportAccounts(ExportLeaver):
    """Keys, codes and consents of a leaver."""


class ExportCandidates(ExportLeaver):
    """The profile and what the school handed over."""


class ExportSearch(ExportLeaver):
    """What the index is made of."""


class ExportMatching(ExportLeaver):
    """Features and lists."""


class Exported(Contract):
    """Rows by table, without secrets and other people; privacy.toml says which columns stay out and why."""

    tables: dict[str, list[dict[str, Any]]]


class Retain(Repeatable):
    """Delete what is past its time; `dry_run` only counts it. `on`: as if it were that day, for a dry run."""

    dry_run: bool = False
    on: date | None = None

    @model_validator(mode="after")
    def _only_looks_ahead(self) -> Self:
        if self.on and not self.dry_run:
            raise ValueError("Ein anderer Tag geht nur zum Nachsehen (dry_run).")
        return self


class RetainAccounts(Retain):
    """Codes and keys after their season, keys nobody uses."""


class RetainCandidates(Retain):
    """Leavers, imports and tombstones of seasons that are over."""


class RetainVacancies(Retain):
    """Drafts nobody goes on with."""


class RetainSearch(Retain):
    """Tombstones that no late message can need."""


class RetainMatching(Retain):
    """Tombstones that no late message can need."""


class Retained(Contract):
    """How many rows each rule has deleted, or would; rules are German sentences for the operator."""

    rules: dict[str, int]
