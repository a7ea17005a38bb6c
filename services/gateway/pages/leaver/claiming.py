"""For leavers with a letter: the code opens their own list. No name, no address, no password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.gateway.areas import LEAVER
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.pages import session
from services.gateway.pages.rendering import invented, page
from services.gateway.views import views_of
from shared.contracts.calls import Claim, KeyCreated, MatchesOf, MatchList
from shared.contracts.problems import Problem

router = APIRouter()
SHOWN = 10
LONGEST = 100


@router.get("/code", dependencies=[may("claim.use")])
async def ask(request: Request) -> HTMLResponse:
    """Where to type the code of the letter; a QR code brings it behind #, and the page fills it in."""
    return session.door(request, LEAVER)


@router.post("/code", dependencies=[may("claim.use")])
async def claim(request: Request, services: ServicesOf, code: Annotated[str, Form()] = "") -> Response:
    """Use the code once, then show the list."""
    try:
        made = await services.accounts.call("claim", Claim(code=code[:LONGEST]), KeyCreated)
    except Problem as problem:
        if problem.body.kind != "unauthorized":
            raise
        return session.door(request, LEAVER, error=problem.body.detail, status=401)
    return session.signed_in(request, LEAVER, made.key)


@router.get("/meine", dependencies=[may("match.read")])
async def mine(request: Request, leaver: Caller, services: ServicesOf, order: str = "balanced") -> HTMLResponse:
    """The leaver's own list, in the order of the mixture or by fit alone."""
    by_fit = order == "fit"
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    question = MatchesOf(leaver_id=leaver.subject, size=SHOWN, order="fit" if by_fit else "balanced")
    found = await services.matching.call("matches_of", question, MatchList)
    views_of(request).shown(request, (match.vacancy for match in found.matches))
    synthetic = invented(match.vacancy for match in found.matches)
    return page(request, "leaver/mine.html", found=found, by_fit=by_fit, synthetic=synthetic)
