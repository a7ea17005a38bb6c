"""Everything held about a leaver, asked of every service that holds something; and its erasure."""

import asyncio
import secrets
from typing import Any
from uuid import UUID

from services.gateway.clients import Services
from services.gateway.problems import NotFound
from shared.contracts.calls import (
    Erased,
    EraseLeaver,
    ExportAccounts,
    ExportCandidates,
    Exported,
    ExportMatching,
    ExportSearch,
    Principal,
)

Held = dict[str, dict[str, list[dict[str, Any]]]]
"""Rows by service and table."""


async def held_of(leaver: UUID, services: Services) -> Held:
    """Everything held about a leaver."""
    found = await asyncio.gather(
        services.accounts.call("export_accounts", ExportAccounts(leaver_id=leaver), Exported),
        services.candidates.call("export_candidates", ExportCandidates(leaver_id=leaver), Exported),
        services.search.call("export_search", ExportSearch(leaver_id=leaver), Exported),
        services.matching.call("export_matching", ExportMatching(leaver_id=leaver), Exported),
    )
    names = ("accounts", "candidates", "search", "matching")
    return {name: exported.tables for name, exported in zip(names, found, strict=True)}


async def erase(leaver: UUID, services: Services, by: Principal | None = None) -> str:
    """Erase a leaver everywhere; the receipt, by which anyone who has it sees how far that is. `by` is their school.

    Raises:
        NotFound: there was nothing (any more).
    """
    receipt = secrets.token_urlsafe(24)
    command = EraseLeaver(leaver_id=leaver, receipt=receipt, principal=by)
    erased = await services.candidates.call("erase_leaver", command, Erased)
    if not erased.existed:
        raise NotFound()
    return receipt
