"""Signing in to pages with an API key, and signing out (by mail: signing.py, docs/adr/0032).

The cookie holds a session that accounts knows, or the key that was typed: nothing has to be stored here, and a revoked
key ends within seconds. It is HttpOnly (no script reads it),
SameSite=Strict (no other site's link or form carries it), `__Host-` and Secure over https, and gone when the browser
closes. Forged forms are refused by services/gateway/forgery.py.
"""

from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.areas import AREAS, LEAVER, OFFICES, Area, SignedOut, cookie_name
from services.gateway.auth import LONGEST_KEY, ServicesOf, may
from services.gateway.pages.forms import typed
from services.gateway.pages.rendering import WHOLE, page
from services.gateway.problems import NotFound
from shared.contracts.calls import Done, EndSessions
from shared.contracts.problems import Problem

router = APIRouter()


class NoPages(NotFound):
    """There are no pages for this role yet."""

    code = "role_without_pages"
    german = "Für diese Rolle gibt es noch keine Seiten."


async def signed_out(request: Request, error: SignedOut) -> HTMLResponse:
    """The door: where to type the key. What was typed meanwhile is kept in the page and can be sent once more."""
    posted = request.method == "POST"
    kept = await typed(request) if posted and error.area in OFFICES else ()
    if kept:
        return page(request, "signing/expired.html", 401, area=error.area, kept=kept)
    shown = door(request, error.area, status=401 if posted else 200)
    shown.headers.update(WHOLE)
    return shown


def door(request: Request, area: Area, *, error: str | None = None, status: int = 200) -> HTMLResponse:
    """The sign-in page of an area."""
    return page(request, "leaver/code.html" if area is LEAVER else "signin.html", status, area=area, error=error)


@router.post("/{place}/anmelden", dependencies=[may("session.open")])
async def sign_in(request: Request, place: Literal["betrieb", "schule", "region"]) -> Response:
    """Check the typed key and keep it as the cookie."""
    area = _area(place)
    key = str((await request.form()).get("key", "")).strip()[:LONGEST_KEY]
    try:
        principal = await request.app.state.principals.of(key) if key else None
    except Problem as problem:
        return door(request, area, error=problem.body.detail, status=401)
    if principal is None or principal.kind not in area.roles:
        return door(request, area, error=area.wrong_kind, status=401)
    return signed_in(request, area, key)


@router.post("/{place}/abmelden", dependencies=[may("session.close")])
async def sign_out(
    request: Request, services: ServicesOf, place: Literal["betrieb", "schule", "region", "meine"]
) -> Response:
    """Forget the key in this browser; a session or a leaver's key ends for good, an API key that was typed does not."""
    token = request.cookies.get(cookie_name(request, _area(place).cookie), "")[:LONGEST_KEY]
    if token:
        with suppress(Problem):  # ended already, or accounts is away: it ends by itself
            who = await request.app.state.principals.of(token)
            await services.accounts.call("end_sessions", EndSessions(principal=who, session_id=who.key_id), Done)
    response = RedirectResponse("/", 303)
    response.delete_cookie(cookie_name(request, _area(place).cookie), secure=request.url.scheme == "https")
    return response


def signed_in(request: Request, area: Area, key: str) -> RedirectResponse:
    """To the area's pages, with the key as the cookie."""
    response = RedirectResponse(area.path, 303)
    secure = request.url.scheme == "https"
    name = cookie_name(request, area.cookie)
    response.set_cookie(name, key, httponly=True, samesite="strict", secure=secure)
    return response


def _area(place: str) -> Area:
    return next(area for area in AREAS if area.path == f"/{place}")
