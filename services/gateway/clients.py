"""The services the edge calls, each behind one client with open connections."""

import asyncio
from dataclasses import dataclass, fields
from typing import TypeVar

import httpx

from services.gateway.settings import Settings
from shared.contracts.base import Contract
from shared.runtime.calls import ServiceAway, answer, headers

Answer = TypeVar("Answer", bound=Contract)
TIMEOUT = 10.0


@dataclass(frozen=True)
class Readiness:
    """`serves`: it answers calls, perhaps without the broker. `whole`: it lacks nothing."""

    serves: bool
    whole: bool


class AsyncCaller:
    """Calls one service from the event loop."""

    def __init__(self, url: str) -> None:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=50)
        self._client = httpx.AsyncClient(base_url=url, limits=limits)

    async def call(self, method: str, request: Contract, model: type[Answer], timeout: float = TIMEOUT) -> Answer:
        """Call a method and wait for its answer at most `timeout` seconds.

        Raises:
            Problem: the service refused (`RemoteProblem`) or is away (`ServiceAway`).
        """
        try:
            response = await self._client.post(
                f"/rpc/{method}", content=request.model_dump_json(), headers=headers(timeout), timeout=timeout
            )
        except httpx.TransportError as error:
            raise ServiceAway() from error
        return answer(response, model)

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
