"""Everybody who may ask, with a real key or session, and every address that can be asked."""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import get_args
from uuid import UUID, uuid4

import httpx
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from services.gateway.app import create_app
from services.gateway.areas import area_for
from services.gateway.auth import May
from services.gateway.settings import Settings
from shared.contracts.calls import AddPerson, Done, OpenSession, PersonAdded, RequestLink, SessionOpened
from shared.contracts.calls.accounts import StaffRole
from shared.contracts.permissions import Role
from shared.contracts.vocabulary import KeyKind
from shared.testing.stack import Stack

BY_MAIL = [role for role in get_args(StaffRole) if role not in get_args(KeyKind)]
ROLES = ("visitor", *get_args(KeyKind), *BY_MAIL)
PLAIN = ssl.create_default_context()
"""Made once: a client of its own for each request would read all certificates each time."""
SECRETS: list[str] = []
"""All that must not be in a log: keys, sessions, links, addresses."""
SERVICES = ("accounts", "vacancies", "candidates", "search", "matching")


@dataclass(frozen=True)
class Address:
    """A route: how it is asked, and the right it names."""

    method: str
    path: str
    right: str
    name: str

    def filled(self, **ids: UUID | str) -> str:
        """The path with ids; what is not given is an id nobody has, or a word that fits."""
        words = {"place": "betrieb", "reason": "besetzt", "digest": "x", "part": "1", "occupation_id": "zimmerer"}
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda gap: str(ids.get(gap[1]) or words.get(gap[1]) or uuid4()), self.path)


@cache
def addresses() -> tuple[Address, ...]:
    """Every route of the gateway."""
    nowhere = {f"{name}_url": "http://127.0.0.1:1" for name in SERVICES}
    app = create_app(Settings(**nowhere, row_key_secret=token_hex(24)))  # type: ignore[arg-type]
    found = [route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, APIRoute)]
    return tuple(
        Address(method, str(route.path), right, str(route.name))
        for route in found
        for method in sorted(route.methods or ())
        for right in _rights(route.dependant)
    )


def _rights(dependant: Dependant) -> Iterator[str]:
    for part in dependant.dependencies:
        if isinstance(part.call, May):
            yield part.call.right


@dataclass(frozen=True)
class Somebody:
    """A role with what opens doors to it."""

    role: Role
    secret: str | None
    subject: UUID | None

    def ask(self, stack: Stack, address: Address, path: str, **more: object) -> httpx.Response:
        """Ask as a program does (key) at the API, as a browser does (cookie) at pages."""
        headers = {"accept": "application/json" if address.path.startswith("/api/") else "text/html"}
        area = area_for(self.role)
        if self.secret and address.path.startswith("/api/"):
            headers["authorization"] = f"Bearer {self.secret}"
        elif self.secret and area:
            headers |= {"cookie": f"{area.cookie}={self.secret}", "origin": stack.base_url}
        with httpx.Client(base_url=stack.base_url, trust_env=False, timeout=60, verify=PLAIN) as client:
            return client.request(address.method, path, headers={**headers, **more.pop("headers", {})}, **more)  # type: ignore[arg-type,dict-item]


def somebody(stack: Stack, role: Role) -> Somebody:
    """A new one of a role, with a key of an account of its own or signed in by mail."""
    if role == "visitor":
        return Somebody(role, None, None)
    if role in get_args(KeyKind):
        subject = uuid4() if role == "leaver" else None
        return Somebody(role, secret(stack.key(role, f"Rolle {uuid4()}", subject)), subject)  # type: ignore[arg-type]
    return Somebody(role, signed_in(stack, role), None)


def secret(text: str) -> str:
    """The text, which must not be in a log."""
    SECRETS.append(text)
    return text


def signed_in(stack: Stack, role: str, region: str = "07141") -> str:
    """A session opened by a real mail; the person speaks for a Kreis."""
    mail = secret(f"{uuid4().hex[:12]}@example.org")
    with stack.processes["accounts"].caller() as accounts:
        person = AddPerson.model_validate({"role": role, "name": f"Rolle {mail}", "mail": mail, "regions": (region,)})
        accounts.call("add_person", person, PersonAdded)
        accounts.call("request_link", RequestLink(mail=mail), Done)
        link = re.search(r"link#(\S+)", stack.mailbox.newest(mail)["text"])
        assert link
        opened = accounts.call("open_session", OpenSession(token=secret(link[1])), SessionOpened)
        return secret(opened.token)
