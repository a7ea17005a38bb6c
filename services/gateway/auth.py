"""Who calls: the bearer key, looked up at accounts and remembered for some seconds."""

import time
from collections import OrderedDict
from typing import Annotated

from fastapi import Depends, Request

from services.gateway.clients import Services
from services.gateway.problems import Forbidden, KeyMissing
from shared.contracts.calls import Authenticate, Principal
from shared.contracts.vocabulary import KeyKind

_CACHE_SIZE = 10_000


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
        principal = await self._services.accounts.call("authenticate", Authenticate(key=key[:200]), Principal)
        self._known[key] = (time.monotonic() + self._seconds, principal)
        if len(self._known) > _CACHE_SIZE:
            self._known.popitem(last=False)
        return principal


async def services(request: Request) -> Services:
    """The clients of this application."""
    return request.app.state.services  # type: ignore[no-any-return]


async def optional_principal(request: Request) -> Principal | None:
    """The caller, or None without a key."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not key:
        return None
    if scheme.lower() != "bearer":
        raise KeyMissing()
    return await request.app.state.principals.of(key.strip())  # type: ignore[no-any-return]


class Requires:
    """A dependency: the caller, of one of these kinds."""

    def __init__(self, *kinds: KeyKind) -> None:
        self._kinds = kinds

    async def __call__(self, request: Request) -> Principal:
        """The principal.

        Raises:
            KeyMissing: no key was sent.
            Forbidden: a key of another kind.
        """
        principal = await optional_principal(request)
        if principal is None:
            raise KeyMissing()
        if principal.kind not in self._kinds:
            raise Forbidden()
        return principal


ServicesOf = Annotated[Services, Depends(services)]
Poster = Annotated[Principal, Depends(Requires("company", "importer"))]
School = Annotated[Principal, Depends(Requires("school"))]
Leaver = Annotated[Principal, Depends(Requires("leaver"))]
Anyone = Annotated[Principal | None, Depends(optional_principal)]
