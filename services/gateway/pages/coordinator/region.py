"""For coordinators: what nobody sees."""

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
    chosen = next((one for one in own if one == kreis_of(kreis)), own[0] if region.regions else None)
    command = ListUnseen(kreis=chosen.ags if chosen else None, limit=_SHOWN)
    found = await services.matching.call("list_unseen", command, Unseen)
    facts: dict[str, Any] = {
        "kreis": chosen,
        "asked": kreis[:80],
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


def kreis_of(text: str) -> Kreis | None:
    """By its key or its name."""
    wanted = text.strip().casefold()
    return kreise().get(wanted) or next((one for one in kreise().values() if one.name.casefold() == wanted), None)


def _unwished(found: Unseen) -> list[tuple[str, OfferedOccupation]]:
    """Occupations fewer wish for than may be named, most places first, with their names."""
    few = [one for one in found.occupations if one.wishes < FEWEST and one.occupation in occupations()]
    ranked = sorted(few, key=lambda one: (-one.places, one.occupation))
    return [(occupations()[one.occupation].name, one) for one in ranked]
