"""The services the edge calls, each behind one client with open connections."""

import asyncio
import time
from dataclasses import dataclass, fields
from typing import TypeVar

import httpx

from services.gateway.settings import Settings
from shared.contracts.base import Contract, Repeatable
from shared.runtime.calls import ServiceAway, answer, headers

Answer = TypeVar("Answer", bound=Contract)
TIMEOUT = 10.0  # seconds
RESTART = 5.0  # seconds in which a restarting service is back; a start takes 2 to 3
_PAUSE = 0.1  # seconds between two attempts


@dataclass(frozen=True)
class Readiness:
    """`serves`: it answers calls, perhaps without the broker. `whole`: it lacks nothing."""

    serves: bool
    whole: bool


class AsyncCaller:
    """Calls one service from the event loop (ADR 0016).

    A service that restarts is waited for, at most `RESTART` from the first refused connection on: one that stays
    away is said to be away at once. A call whose answer got lost is sent again once, if it may be.
    """

    def __init__(self, url: str) -> None:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=50)
        self._client = httpx.AsyncClient(base_url=url, limits=limits)
        self._refused_since: float | None = None

    async def call(self, method: str, request: Contract, model: type[Answer], timeout: float = TIMEOUT) -> Answer:
        """Call a method and wait for its answer at most `timeout` seconds.

        Raises:
            Problem: the service refused (`RemoteProblem`) or is away (`ServiceAway`).
        """
        return answer(await self._post(method, request, timeout), model)

    async def forward(self, method: str, request: Contract, model: type[Answer], timeout: float = TIMEOUT) -> bytes:
        """As `call`, but the answer as it came: a `model` as JSON, which nobody here needs to look into.

        Raises:
            Problem: the service refused (`RemoteProblem`) or is away (`ServiceAway`).
        """
        response = await self._post(method, request, timeout)
        return response.content if response.status_code == 200 else answer(response, model).model_dump_json().encode()

    async def _post(self, method: str, request: Contract, timeout: float) -> httpx.Response:
        content, ends = request.model_dump_json(), time.monotonic() + timeout
        again = isinstance(request, Repeatable)
        while True:
            try:
                return await self._send(method, content, ends)
            except httpx.ConnectError as error:  # nothing was sent
                if self._stays_away(ends):
                    raise ServiceAway() from error
            except httpx.TransportError as error:
                if not again or time.monotonic() >= ends:
                    raise ServiceAway() from error
                again = False
            await asyncio.sleep(_PAUSE)  # a service that is dying still takes connections for a moment

    async def _send(self, method: str, content: str, ends: float) -> httpx.Response:
        left = max(ends - time.monotonic(), 0.001)
        response = await self._client.post(f"/rpc/{method}", content=content, headers=headers(), timeout=left)
        self._refused_since = None
        return response

    def _stays_away(self, ends: float) -> bool:
        now = time.monotonic()
        self._refused_since = self._refused_since or now
        return now + _PAUSE >= min(ends, self._refused_since + RESTART)

    async def readiness(self) -> Readiness:
        """What the service says of itself."""
        try:
            answered = await self._client.get("/readyz", timeout=3.0)
            return Readiness(answered.status_code == 200, all(answered.json().values()))
        except (httpx.TransportError, ValueError):
            return Readiness(serves=False, whole=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


@dataclass(frozen=True)
class Services:
    """One client a service."""

    accounts: AsyncCaller
    vacancies: AsyncCaller
    candidates: AsyncCaller
    search: AsyncCaller
    matching: AsyncCaller

    @classmethod
    def of(cls, settings: Settings) -> "Services":
        """Clients for the urls of the settings."""
        return cls(**{field.name: AsyncCaller(getattr(settings, f"{field.name}_url")) for field in fields(cls)})

    async def readiness(self) -> dict[str, Readiness]:
        """What every service says of itself."""
        names = [field.name for field in fields(self)]
        states = await asyncio.gather(*(getattr(self, name).readiness() for name in names))
        return dict(zip(names, states, strict=True))

    async def close(self) -> None:
        """Close all connections."""
        await asyncio.gather(*(getattr(self, field.name).close() for field in fields(self)))
