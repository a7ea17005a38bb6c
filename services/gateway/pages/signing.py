"""Signing in with a link from a mail, and the devices somebody is signed in on (docs/adr/0032)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.areas import OFFICES, area_for
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.pages import session
from services.gateway.pages.devices import device_of
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from shared.contracts.calls import Done, EndSessions, ListSessions, OpenSession, RequestLink, SessionList, SessionOpened
from shared.contracts.problems import Problem

router = APIRouter()
OPEN, OWN = may("session.open"), may("session.manage")
Place = Literal["betrieb", "schule", "region"]
LONGEST = 254
NO_ADDRESS = N_("Bitte eine vollständige Adresse, zum Beispiel info@betrieb.de.")


@router.get("/anmelden", dependencies=[OPEN])
async def ask(request: Request) -> HTMLResponse:
    """Where to type the address."""
    return page(request, "signing/ask.html", areas=OFFICES, error=None, mail="")


@router.post("/anmelden", dependencies=[OPEN])
async def send(request: Request, services: ServicesOf, mail: Annotated[str, Form()] = "") -> HTMLResponse:
    """Say that a mail is on its way if the address is known; the same words, as fast, if it is not."""
    try:
        command = RequestLink(mail=mail.strip()[: LONGEST + 1])
    except ValidationError:
        return page(request, "signing/ask.html", 422, areas=OFFICES, error=NO_ADDRESS, mail=mail[:LONGEST])
    await services.accounts.call("request_link", command, Done)
    return page(request, "signing/sent.html", mail=command.mail)


@router.get("/anmelden/link", dependencies=[OPEN])
async def link(request: Request) -> HTMLResponse:
    """What the mail leads to: a button. Opening it uses nothing up; the secret stands behind # and is not sent."""
    return page(request, "signing/link.html", error=None)


@router.post("/anmelden/link", dependencies=[OPEN])
async def use(request: Request, services: ServicesOf, code: Annotated[str, Form()] = "") -> Response:
    """Use the link, once."""
    token = code.strip().rpartition("#")[2][:200]
    device = device_of(request.headers.get("user-agent", ""))
    try:
        opened = await services.accounts.call("open_session", OpenSession(token=token, device=device), SessionOpened)
    except Problem as problem:
        if problem.body.kind != "unauthorized":
            raise
        return page(request, "signing/link.html", 401, error=problem.body.detail)
    area = area_for(opened.role)
    if area is None:
        raise session.NoPages()
    return session.signed_in(request, area, opened.token)


@router.get("/{place}/geraete", dependencies=[OWN])
async def devices(request: Request, place: Place, who: Caller, services: ServicesOf) -> HTMLResponse:
    """Where the caller is signed in."""
    found = await services.accounts.call("list_sessions", ListSessions(principal=who), SessionList)
    return page(request, "signing/devices.html", place=place, who=who, sessions=found.items)


@router.post("/{place}/geraete", dependencies=[OWN])
async def end(place: Place, who: Caller, services: ServicesOf, sitzung: Annotated[str, Form()] = "") -> Response:
    """Sign out one device, or all with an empty field."""
    try:
        chosen = UUID(sitzung) if sitzung else None
    except ValueError:
        return RedirectResponse(f"/{place}/geraete", 303)
    await services.accounts.call("end_sessions", EndSessions(principal=who, session_id=chosen), Done)
    return RedirectResponse(f"/{place}/geraete" if chosen else "/anmelden", 303)
