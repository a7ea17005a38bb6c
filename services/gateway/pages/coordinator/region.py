"""For coordinators: what nobody sees."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.pages.rendering import invented, page
from shared.contracts.calls import ListUnseen, OfferedOccupation, Principal, Unseen
from shared.reference.kreise import Kreis, kreise
from shared.reference.occupations import occupations

router = APIRouter(prefix="/region", dependencies=[may("market.unseen")])
FEWEST = 5
"""Numbers of people below this are not said (R3.9)."""
_SHOWN = 24


@router.get("")
async def unseen(request: Request, region: Caller, services: ServicesOf, kreis: str = "") -> HTMLResponse:
    """Vacancies in nobody's list and occupations nobody wishes for, in a Kreis or everywhere."""
    own = kreise_of(region)
    meant = kreis_of(kreis, own)
    chosen = meant or (own[0] if region.regions else None)
    command = ListUnseen(kreis=chosen.ags if chosen else None, limit=_SHOWN)
    found = await services.matching.call("list_unseen", command, Unseen)
    facts: dict[str, Any] = {
        "kreis": chosen,
        "asked": kreis[:80],
        "unknown": bool(kreis.strip()) and meant is None,
        "kreise": own,
        "everywhere": not region.regions,
        "unwished": _unwished(found),
        "fewest": FEWEST,
        "synthetic": invented(found.hits),
    }
    return page(request, "coordinator/region.html", region=region, found=found, **facts)


def kreise_of(region: Principal) -> list[Kreis]:
    """The Kreise somebody speaks for, by name; those of an importer are all. A Land is named by its two digits."""
    parts = tuple(region.regions)
    found = [one for one in kreise().values() if not parts or one.ags.startswith(parts)]
    return sorted(found, key=lambda one: one.name)


def kreis_of(text: str, among: Sequence[Kreis]) -> Kreis | None:
    """By its key, its name or words of it: "Uckermark" is "Uckermark, Landkreis", "Kassel" is one of two, so none."""
    wanted, words = text.strip().casefold(), _words(text)
    named = [one for one in among if wanted in (one.ags, one.name.casefold())]
    found = named or [one for one in among if words and words <= _words(one.name)]
    return found[0] if len(found) == 1 else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _unwished(found: Unseen) -> list[tuple[str, OfferedOccupation]]:
    """Occupations fewer wish for than may be named, most places first, with their names."""
    few = [one for one in found.occupations if one.wishes < FEWEST and one.occupation in occupations()]
    ranked = sorted(few, key=lambda one: (-one.places, one.occupation))
    return [(occupations()[one.occupation].name, one) for one in ranked]
