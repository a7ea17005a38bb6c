"""For schools: who is on the list, by row key; a new code for one, and erasing one who does not want to be on it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.held import erase
from services.gateway.pages.rendering import page
from services.gateway.pages.school.letters import leavers_of, letters_page
from services.gateway.pages.school.reading import living_seasons
from services.gateway.problems import NotFound
from shared.contracts.calls import ListedLeaver, Principal

router = APIRouter(prefix="/schule/liste", dependencies=[may("code.issue")])
Season = Annotated[str, Form()]
Leaver = Annotated[UUID, Form()]


@router.get("")
async def listed(request: Request, school: Caller, services: ServicesOf, jahr: str = "") -> HTMLResponse:
    """Row keys of a season. Whether somebody used the code is nobody's business but theirs."""
    season = jahr if jahr in living_seasons() else living_seasons()[0]
    leavers = await leavers_of(school, season, services)
    gone = "geloescht" in request.query_params
    facts: dict[str, Any] = {"leavers": leavers, "season": season, "seasons": living_seasons(), "gone": gone}
    return page(request, "school/list.html", school=school, **facts)


@router.post("/code")
async def again(request: Request, school: Caller, services: ServicesOf, leaver: Leaver, season: Season) -> Response:
    """One letter with a new code; the old code and its sessions end."""
    return await letters_page(request, school, season, [await _own(school, season, leaver, services)], services)


@router.post("/loeschen")
async def decline(school: Caller, services: ServicesOf, leaver: Leaver, season: Season) -> RedirectResponse:
    """The slip "Nein danke" was handed in: erase the row."""
    one = await _own(school, season, leaver, services)
    await erase(one.leaver_id, services, by=school)
    return RedirectResponse(f"/schule/liste?jahr={season}&geloescht=1", 303)


async def _own(school: Principal, season: str, leaver: UUID, services: Services) -> ListedLeaver:
    """The leaver, if it is this school's.

    Raises:
        NotFound: it is not, or it is erased.
    """
    for one in await leavers_of(school, season, services) if season in living_seasons() else []:
        if one.leaver_id == leaver:
            return one
    raise NotFound()
