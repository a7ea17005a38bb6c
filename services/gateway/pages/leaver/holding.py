"""What is held about a leaver, to read, to take along and to erase, with a receipt."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from services.gateway.areas import LEAVER, cookie_name
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.held import erase, held_of
from services.gateway.pages.rendering import page
from shared.contracts.calls import ErasureState, FollowErasure
from shared.reference.activities import activities
from shared.reference.occupations import occupation

router = APIRouter()


@router.get("/meine/daten", dependencies=[may("data.read")])
async def shown(request: Request, leaver: Caller, services: ServicesOf) -> HTMLResponse:
    """Everything, in words first and then word for word."""
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    held = await held_of(leaver.subject, services)
    rows = held["candidates"]["leavers"]
    profile = readable(rows[0]["profile"] if rows and rows[0]["profile"] else {})
    return page(request, "leaver/data.html", held=held, leaver=leaver.subject, profile=profile)


@router.get("/meine/daten.json", dependencies=[may("data.read")])
async def taken_along(leaver: Caller, services: ServicesOf) -> JSONResponse:
    """The same for a program."""
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    headers = {"Content-Disposition": 'attachment; filename="meine-daten.json"', "Cache-Control": "no-store"}
    return JSONResponse({"leaver_id": str(leaver.subject), **await held_of(leaver.subject, services)}, headers=headers)


@router.post("/meine/daten/loeschen", dependencies=[may("leaver.erase")])
async def erased(request: Request, leaver: Caller, services: ServicesOf) -> RedirectResponse:
    """Erase everything, and show the receipt."""
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    response = RedirectResponse(f"/beleg/{await erase(leaver.subject, services)}", 303)
    response.delete_cookie(cookie_name(request, LEAVER.cookie), secure=request.url.scheme == "https")
    return response


@router.get("/beleg/{receipt}", dependencies=[may("erasure.follow")])
async def receipt(request: Request, receipt: str, services: ServicesOf) -> HTMLResponse:
    """What is done of an erasure and what is still under way; nobody is named."""
    state = await services.candidates.call("follow_erasure", FollowErasure(receipt=receipt[:64]), ErasureState)
    return page(request, "leaver/receipt.html", state=state)


def readable(profile: dict[str, Any]) -> dict[str, Any]:
    """A profile with occupations and activities by their names."""
    wishes = [[found.name for id_ in group if (found := occupation(id_))] for group in profile.get("wishes", ())]
    liked = [found.name for id_ in profile.get("liked_occupations", ()) if (found := occupation(id_))]
    tags = [activities()[tag].german for tag in profile.get("activities", ()) if tag in activities()]
    return profile | {"wishes": wishes, "liked_occupations": liked, "activities": tags} if profile else {}
