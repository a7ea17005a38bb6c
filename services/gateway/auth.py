"""Who calls: the bearer key, looked up at accounts and remembered for some seconds."""

import time
from collections import OrderedDict
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from services.gateway.acting import in_the_name_of
from services.gateway.areas import Area, SignedOut, area_of, cookie_name
from services.gateway.clients import Services
from services.gateway.problems import Forbidden, KeyMissing
from shared.contracts.calls import Authenticate, Principal
from shared.contracts.permissions import RIGHTS
from shared.contracts.permissions import may as may_role
from shared.contracts.problems import Problem

BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="A key, or the token of a session.")
_CACHE_SIZE = 10_000
LONGEST_KEY = 200
SESSION = "hvt_"
"""Sessions begin so."""
_ASKED_EACH_TIME = (SESSION, "hvs_", "hvl_")
"""Sessions, keys of schools and leavers: who signs out everywhere, or ends what got lost, means now."""


class Principals:
    """Key to principal; a revoked key works on for at most `seconds`."""

    def __init__(self, services: Services, seconds: float) -> None:
        self._services = services
        self._seconds = seconds
        self._known: OrderedDict[str, tuple[float, Principal]] = OrderedDict()

    async def of(self, key: str) -> Principal:
        """The principal of a key.

        Raises:
            Problem: unknown key, or accounts is away.
        """
        found = self._known.get(key)
        if found and found[0] > time.monotonic():
            return found[1]
        principal = await self._services.accounts.call("authenticate", Authenticate(key=key[:LONGEST_KEY]), Principal)
        if key.startswith(_ASKED_EACH_TIME):
            return principal
        self._known[key] = (time.monotonic() + self._seconds, principal)
        if len(self._known) > _CACHE_SIZE:
            self._known.popitem(last=False)
        return principal


async def services(request: Request) -> Services:
    """The clients of this application."""
    return request.app.state.services  # type: ignore[no-any-return]


async def optional_principal(request: Request) -> Principal | None:
    """The caller by the bearer key, or None without one."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not key:
        return None
    if scheme.lower() != "bearer":
        raise KeyMissing()
    return await request.app.state.principals.of(key.strip())  # type: ignore[no-any-return]


class May:
    """A route's right: who asks must have it (shared/contracts/permissions.py). A visitor's is asked of nobody."""

    def __init__(self, right: str) -> None:
        self.right = right
        self._public = "visitor" in RIGHTS[right].reach

    async def __call__(self, request: Request) -> None:
        """Let the request pass; its caller is remembered for the route.

        Raises:
            KeyMissing: a program sent no key.
            SignedOut: a page of an area, without a cookie of one of its roles.
            Forbidden: the role does not have the right.
            TooMany: it was used too often.
            CompanyUnnamed, NotFound: a clerk without the mandate of the company.
        """
        if self._public:
            await request.app.state.limiter.check(request, self.right, None)
            return
        area = area_of(request.url.path)
        principal = await (_visitor_of(request, area) if area else optional_principal(request))
        if principal is None:
            raise KeyMissing()
        if not may_role(principal.kind, self.right):
            raise Forbidden()
        await request.app.state.limiter.check(request, self.right, principal)
        named = await in_the_name_of(request, principal, self.right, request.app.state.services)
        request.state.caller = named


class MayWithKey(May):
    """The same of a right that is not everybody's, so that the description of the API says what it wants."""

    async def __call__(self, request: Request, _described: Annotated[object, Depends(BEARER)]) -> None:  # type: ignore[override]
        """Let the request pass."""
        await super().__call__(request)


async def _visitor_of(request: Request, area: Area) -> Principal:
    cookie = request.cookies.get(cookie_name(request, area.cookie), "")[:LONGEST_KEY]
    if not cookie:
        raise SignedOut(area)
    try:
        principal: Principal = await request.app.state.principals.of(cookie)
    except Problem as problem:
        if problem.body.kind != "unauthorized":
            raise
        raise SignedOut(area) from problem
    if principal.kind not in area.roles:
        raise SignedOut(area)
    return principal


async def caller(request: Request) -> Principal:
    """Who asks, as the route's `may(…)` has found; a route without one is found by tests/architecture."""
    return request.state.caller  # type: ignore[no-any-return]


def may(right: str) -> Any:
    """`dependencies=[may("vacancy.write")]`: what a route, or a router, is for."""
    return Depends(May(right) if "visitor" in RIGHTS[right].reach else MayWithKey(right))


ServicesOf = Annotated[Services, Depends(services)]
Caller = Annotated[Principal, Depends(caller)]
Anyone = Annotated[Principal | None, Depends(optional_principal)]
