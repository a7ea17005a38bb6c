"""What a school's browser needs so that it reads a file as we would, and which years can be handed over."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from services.gateway.cohorts import row_key_secret
from services.gateway.uploads.columns import rules_of_reading
from shared.contracts.calls import Principal


def seasons() -> tuple[str, str, str]:
    """Last, running and next school year's end; a school year ends in summer."""
    today = datetime.now(UTC)
    ends = today.year + (today.month >= 8)
    return str(ends - 1), str(ends), str(ends + 1)


def living_seasons() -> list[str]:
    """Those whose codes still open something: a season ends on 30 September."""
    today = datetime.now(UTC)
    return [year for year in seasons() if (int(year), 9, 30) >= (today.year, today.month, today.day)]


def facts_for_reading(request: Request, school: Principal) -> dict[str, Any]:
    """Meanings of headers, and the school's own secrets that make its row keys: it knows the names anyway."""
    master = request.app.state.settings.row_key_secret
    keys = {season: b64encode(row_key_secret(master, school, season)).decode() for season in seasons()}
    return {**rules_of_reading(), "keys": keys}
