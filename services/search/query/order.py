"""The order of hits, and the cursor that continues it: search_after with the id as the last tie-break."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from services.search.errors import CursorInvalid
from services.search.query.understood import Spot
from shared.contracts.search import SearchQuery

_ID = {"id": "asc"}
_STATE: TypeAdapter[tuple[Any, ...]] = TypeAdapter(
    tuple[
        Annotated[list[str | int | float], Field(min_length=2, max_length=3)],
        Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 1, 1))],
        Annotated[int, Field(ge=1, le=1000)] | None,
        bool,
        Annotated[int, Field(ge=0, le=9)],
    ]
)
"""The fields of a cursor as they travel; anybody can work out the fingerprint."""


def sort(query: SearchQuery, spot: Spot | None) -> list[dict[str, Any]]:
    """Sort keys. Distance without a place is relevance; `fewest_applicants` is a score of its own (score.uncrowded)."""
    if query.sort == "distance" and spot:
        point = {"lat": spot.latitude, "lon": spot.longitude}
        return [{"_geo_distance": {"location": point, "order": "asc", "unit": "km"}}, _ID]
    if query.sort == "start":
        return [{"start_date": "asc"}, {"_score": "desc"}, _ID]
    if query.sort == "newest":
        return [{"published_at": {"order": "desc", "missing": "_last"}}, _ID]
    return [{"_score": "desc"}, _ID]


@dataclass(frozen=True)
class Cursor:
    """Where a list continues. `day` keeps the shuffle, `radius_km` the widening of the first page."""

    after: list[Any]
    day: date
    radius_km: int | None
    widened: bool
    eased: int


def encode(cursor: Cursor, query: SearchQuery) -> str:
    """An opaque text, valid for this search only."""
    state = [cursor.after, cursor.day.isoformat(), cursor.radius_km, cursor.widened, cursor.eased]
    body = json.dumps([state, _fingerprint(state, query)], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode(text: str, query: SearchQuery) -> Cursor:
    """What `encode` made.

    Raises:
        CursorInvalid: not ours, altered, or of another search.
    """
    try:
        state, mark = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if mark != _fingerprint(state, query):
            raise CursorInvalid()
        return Cursor(*_STATE.validate_python(state))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise CursorInvalid() from error


def _fingerprint(state: Any, query: SearchQuery) -> str:
    """Not a signature (a cursor opens nothing secret): it tells accidents and mixed-up searches."""
    asked = query.model_dump_json(exclude={"cursor", "size"})
    return hashlib.sha256(f"{json.dumps(state)}{asked}".encode()).hexdigest()[:16]
