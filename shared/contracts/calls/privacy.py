"""Calls every service with people's data serves: everything held about a leaver (Art. 15 and 20)."""

from typing import Any
from uuid import UUID

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
