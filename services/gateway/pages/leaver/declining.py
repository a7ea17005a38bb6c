""" "Nein danke": who does not want to be on the list says so with the letter's second code, and the row is erased."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.auth import ServicesOf, may
from services.gateway.held import erase
from services.gateway.pages.rendering import page
from shared.contracts.calls import Declined, ReadDecline
from shared.contracts.problems import Problem

router = APIRouter(prefix="/nein-danke", dependencies=[may("letter.decline")])
LONGEST = 100


@router.get("")
async def ask(request: Request) -> HTMLResponse:
    """The page; a QR code brings the code behind #. Looking at it changes nothing."""
    return page(request, "leaver/decline.html", error=None)


@router.post("")
async def decline(request: Request, services: ServicesOf, code: Annotated[str, Form()] = "") -> Response:
    """Erase the row of this letter, and show the receipt."""
    try:
        question = ReadDecline(code=code[:LONGEST])
        letter = await services.accounts.call("read_decline", question, Declined)
        return RedirectResponse(f"/beleg/{await erase(letter.leaver_id, services)}", 303)
    except Problem as problem:
        if problem.body.kind not in ("unauthorized", "not_found"):
            raise
        return page(request, "leaver/decline.html", 401, error=problem.body.detail)
