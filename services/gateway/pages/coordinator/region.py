"""For coordinators: what nobody sees."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.pages.rendering import invented, page
from shared.contracts.calls import ListUnseen, OfferedOccupation, Unseen
from shared.reference.kreise import Kreis, kreise
from shared.reference.occupations import occupations

router = APIRouter(prefix="/region", dependencies=[may("market.unseen")])
FEWEST = 5
"""Numbers of people below this are not said (R3.9)."""
_SHOWN = 24


@router.get("")
async def unseen(request: Request, region: Caller, services: ServicesOf, kreis: str = "") -> HTMLResponse:
    """Vacancies in nobody's list and occupations nobody wishes for, in a Kreis or everywhere."""
    chosen = kreis_of(kreis)
    command = ListUnseen(kreis=chosen.ags if chosen else None, limit=_SHOWN)
    found = await services.matching.call("list_unseen", command, Unseen)
    facts: dict[str, Any] = {
        "kreis": chosen,
        "asked": kreis[:80],
        "kreise": sorted(kreise().values(), key=lambda one: one.name),
        "unwished": _unwished(found),
        "fewest": FEWEST,
        "synthetic": invented(found.hits),
    }
    return page(request, "coordinator/region.html", region=region, found=found, **facts)


def kreis_of(text: str) -> Kreis | None:
    """By its key or its name."""
    wanted = text.strip().casefold()
    return kreise().get(wanted) or next((one for one in kreise().values() if one.name.casefold() == wanted), None)


def _unwished(found: Unseen) -> list[tuple[str, OfferedOccupation]]:
    """Occupations fewer wish for than may be named, most places first, with their names."""
    few = [one for one in found.occupations if one.wishes < FEWEST and one.occupation in occupations()]
    ranked = sorted(few, key=lambda one: (-one.places, one.occupation))
    return [(occupations()[one.occupation].name, one) for one in ranked]
