"""The edge with fake services behind it, asked through ASGI without a server."""

import asyncio
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from services.gateway.app import create_app
from services.gateway.auth import Principals
from services.gateway.settings import Settings
from shared.contracts.base import Contract
from shared.contracts.calls import Principal
from shared.contracts.problems import ProblemBody, RemoteProblem
from shared.contracts.vocabulary import KeyKind

URL = "http://127.0.0.1:1"  # nobody is asked there
SETTINGS = Settings(
    **{f"{name}_url": URL for name in ("accounts", "vacancies", "candidates", "search", "matching")},
    row_key_secret=secrets.token_hex(24),
)
UNKNOWN = ProblemBody(kind="unauthorized", code="key_unknown", detail="Unbekannt.", detail_en="Unknown.")


class FakeService:
    """Answers each method as told and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Contract]] = []
        self.answers: dict[str, Callable[[Any], Contract]] = {}

    async def call(self, method: str, request: Contract, model: type[Contract], timeout: float = 10.0) -> Contract:
        """As `AsyncCaller.call`: what goes out and comes in has been JSON."""
        self.asked.append((method, request))
        return model.received(self.answers[method](request).wire())

    async def ready(self) -> bool:
        """Always."""
        return True

    async def close(self) -> None:
        """Nothing to close."""


class FakeServices:
    """One fake a service; `accounts` knows the keys made by `key`."""

    def __init__(self) -> None:
        self.accounts, self.vacancies, self.candidates = FakeService(), FakeService(), FakeService()
        self.search, self.matching = FakeService(), FakeService()
        self._principals: dict[str, Principal] = {}
        self.accounts.answers["authenticate"] = lambda command: self._whose(command.key)

    def key(self, kind: KeyKind, subject: UUID | None = None) -> dict[str, str]:
        """The header of a new key of that kind."""
        key = f"hv{kind[0]}_{uuid4()}"
        self._principals[key] = Principal(kind=kind, account_id=uuid4(), name=kind, key_id=uuid4(), subject=subject)
        return {"authorization": f"Bearer {key}"}

    async def ready(self) -> dict[str, bool]:
        """As `Services.ready`."""
        return {"accounts": True}

    def _whose(self, key: str) -> Principal:
        if key not in self._principals:
            raise RemoteProblem(UNKNOWN)
        return self._principals[key]


@lru_cache
def _app() -> FastAPI:
    """Made once: building its routes takes longer than all requests of a test."""
    return create_app(SETTINGS)


class Edge:
    """The application and the fakes behind it."""

    def __init__(self, principal_seconds: float = 30.0) -> None:
        self.services = FakeServices()
        self.app = _app()
        self.app.state.services = self.services
        self.app.state.principals = Principals(self.services, principal_seconds)  # type: ignore[arg-type]

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request; an error of the application becomes its answer, as on a server."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())


def vacancy(**fields: Any) -> dict[str, Any]:
    """A vacancy as a company sends it."""
    return {
        "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
        "occupation": {"id": "zimmerer"},
        "start_date": "2027-08-01",
        "location": {"postal_code": "71634"},
        **fields,
    }
