"""Another device: the first one shows a QR code for ten minutes, the other one reads it. Both stay signed in."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.areas import LEAVER
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.pages import session
from services.gateway.pages.rendering import page
from shared.contracts.calls import Done, EndSessions, GivePass, KeyCreated, PassGiven, UseMove
from shared.contracts.problems import Problem

router = APIRouter()
LONGEST = 100


@router.get("/meine/umzug", dependencies=[may("device.move")])
async def explain(request: Request, leaver: Caller) -> HTMLResponse:
    """What it is for; the code is made by the button."""
    ended = "abgemeldet" in request.query_params
    return page(request, "leaver/move.html", qr=None, code=None, address=None, ended=ended)


@router.post("/meine/umzug/andere", dependencies=[may("session.manage")])
async def end_others(leaver: Caller, services: ServicesOf) -> RedirectResponse:
    """Sign out everywhere but here."""
    await services.accounts.call("end_sessions", EndSessions(principal=leaver, others=True), Done)
    return RedirectResponse("/meine/umzug?abgemeldet=1", 303)


@router.post("/meine/umzug", dependencies=[may("device.move")])
async def show(request: Request, leaver: Caller, services: ServicesOf) -> HTMLResponse:
    """A fresh code, as QR and to type."""
    made = await services.accounts.call("give_pass", GivePass(principal=leaver, kind="move"), PassGiven)
    address = f"{str(request.base_url).rstrip('/')}/umzug"
    qr = qr_of(f"{address}#{made.code}")
    return page(request, "leaver/move.html", qr=qr, code=made.code, address=address, ended=False)


@router.get("/umzug", dependencies=[may("claim.use")])
async def ask(request: Request) -> HTMLResponse:
    """On the other device: the code comes behind # or is typed."""
    return page(request, "leaver/moved.html", error=None)


@router.post("/umzug", dependencies=[may("claim.use")])
async def use(request: Request, services: ServicesOf, code: Annotated[str, Form()] = "") -> Response:
    """Sign in on the other device."""
    try:
        made = await services.accounts.call("use_move", UseMove(code=code[:LONGEST]), KeyCreated)
    except Problem as problem:
        if problem.body.kind != "unauthorized":
            raise
        return page(request, "leaver/moved.html", 401, error=problem.body.detail)
    return session.signed_in(request, LEAVER, made.key)


def qr_of(text: str) -> str:
    """A QR code as SVG for a page of ours."""
    return segno.make(text, error="m").svg_inline(border=2, omitsize=True)
