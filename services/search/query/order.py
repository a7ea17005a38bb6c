"""The order of hits, and the cursor that continues it: search_after with the id as the last tie-break."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.search.errors import CursorInvalid
from services.search.query.understood import Spot
from shared.contracts.search import SearchQuery

_ID = {"id": "asc"}


def sort(query: SearchQuery, spot: Spot | None) -> list[dict[str, Any]]:
    """Sort keys. Distance without a place is relevance.

    `fewest_applicants` is, until applications are counted, the shuffle of the day alone (see score.shuffled):
    everyone has the same number, none, and nobody is always last.
    """
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
        after, day, *rest = state
        return Cursor(after, date.fromisoformat(day), *rest)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise CursorInvalid() from error


def _fingerprint(state: Any, query: SearchQuery) -> str:
    """Not a signature (a cursor opens nothing secret): it tells accidents and mixed-up searches."""
    asked = query.model_dump_json(exclude={"cursor", "size"})
    return hashlib.sha256(f"{json.dumps(state)}{asked}".encode()).hexdigest()[:16]
