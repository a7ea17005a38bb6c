"""Signing in to pages with an API key.

The key itself is the session cookie: nothing has to be stored here, a revoked key ends the session within
seconds, and the cookie is worth no more than the key that was typed. It is HttpOnly (no script reads it),
SameSite=Strict (no other site's link or form carries it), Secure over https, limited to its pages' path and
gone when the browser closes. Against forged forms every POST's origin is checked as well.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from services.gateway.problems import Forbidden
from shared.contracts.calls import Principal
from shared.contracts.problems import Problem
from shared.contracts.vocabulary import KeyKind

_LONGEST_KEY = 200


class ForeignForm(Forbidden):
    """This form was sent from another site."""

    code = "cross_site_form"
    german = "Dieses Formular kam von einer anderen Website und wurde nicht angenommen."


@dataclass(frozen=True)
class Area:
    """Pages for keys of one kind, below one path."""

    kind: KeyKind
    path: str
    cookie: str
    wrong_kind: str


LEAVER = Area("leaver", "/meine", "hv_meine", N_("Das ist kein Schlüssel einer Schülerin oder eines Schülers."))
COMPANY = Area("company", "/betrieb", "hv_betrieb", N_("Das ist kein Schlüssel eines Betriebs."))
SCHOOL = Area("school", "/schule", "hv_schule", N_("Das ist kein Schlüssel einer Schule."))
REGION = Area("importer", "/region", "hv_region", N_("Das ist kein Schlüssel einer Region."))


class SignedOut(Exception):
    """A page that needs a key was asked for without a valid one."""

    def __init__(self, area: Area) -> None:
        super().__init__(area.kind)
        self.area = area


async def signed_out(request: Request, error: SignedOut) -> HTMLResponse:
    """The door: where to type the key."""
    return door(request, error.area, status=401 if request.method == "POST" else 200)


def door(request: Request, area: Area, *, error: str | None = None, status: int = 200) -> HTMLResponse:
    """The sign-in page of an area."""
    return page(request, "leaver/code.html" if area is LEAVER else "signin.html", status, area=area, error=error)


async def sign_in(request: Request, area: Area) -> HTMLResponse | RedirectResponse:
    """Check the typed key and keep it as the cookie."""
    key = str((await request.form()).get("key", "")).strip()[:_LONGEST_KEY]
    try:
        principal = await _principal(request, key)
    except Problem as problem:
        return door(request, area, error=problem.body.detail, status=401)
    if principal is None or principal.kind != area.kind:
        return door(request, area, error=area.wrong_kind, status=401)
    return signed_in(request, area, key)


def signed_in(request: Request, area: Area, key: str) -> RedirectResponse:
    """To the area's pages, with the key as the cookie."""
    response = RedirectResponse(area.path, 303)
    secure = request.url.scheme == "https"
    response.set_cookie(area.cookie, key, path=area.path, httponly=True, samesite="strict", secure=secure)
    return response


def sign_out(area: Area) -> RedirectResponse:
    """Forget the key."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(area.cookie, path=area.path)
    return response


class SignedIn:
    """A dependency: whose key the cookie of this area holds."""

    def __init__(self, area: Area) -> None:
        self._area = area

    async def __call__(self, request: Request) -> Principal:
        """The principal.

        Raises:
            SignedOut: no cookie, a key that is unknown or revoked, or of another kind.
            Problem: accounts is away.
        """
        try:
            principal = await _principal(request, request.cookies.get(self._area.cookie, "")[:_LONGEST_KEY])
        except Problem as problem:
            if problem.body.kind != "unauthorized":
                raise
            raise SignedOut(self._area) from problem
        if principal is None or principal.kind != self._area.kind:
            raise SignedOut(self._area)
        return principal


async def _principal(request: Request, key: str) -> Principal | None:
    return await request.app.state.principals.of(key) if key else None


def same_origin(request: Request) -> None:
    """Refuse a form that another site sent.

    Raises:
        ForeignForm: the browser says so, by Sec-Fetch-Site or, if it is older, by Origin.
    """
    if request.method != "POST":
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = site in ("same-origin", "none") if site else not origin or urlsplit(origin).netloc == request.url.netloc
    if not own:
        raise ForeignForm()


OwnForms = Depends(same_origin)
SignedInCompany = Annotated[Principal, Depends(SignedIn(COMPANY))]
SignedInRegion = Annotated[Principal, Depends(SignedIn(REGION))]
SignedInLeaver = Annotated[Principal, Depends(SignedIn(LEAVER))]
SignedInSchool = Annotated[Principal, Depends(SignedIn(SCHOOL))]
