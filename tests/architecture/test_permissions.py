"""The table of permissions equals the code: every route and every call names its right, every right is used."""

import ast
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import get_args

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from source_tree import modules

from services.gateway.app import create_app
from services.gateway.areas import AREAS
from services.gateway.auth import May
from services.gateway.settings import Settings
from shared.contracts.permissions import RIGHTS, Role, may

NOWHERE = {
    f"{name}_url": "http://127.0.0.1:1" for name in ("accounts", "vacancies", "candidates", "search", "matching")
}
WITHOUT = {"/static", "/api/openapi.json"}
"""The same for everybody; served by the framework itself."""


def declared(dependant: Dependant) -> Iterator[str]:
    """Rights named anywhere among a route's dependencies."""
    for part in dependant.dependencies:
        if isinstance(part.call, May):
            yield part.call.right
        yield from declared(part)


def routes() -> list[RouteContext]:
    """Every route of the application."""
    app = create_app(Settings(**NOWHERE, row_key_secret=token_hex(24)))  # type: ignore[arg-type]
    return list(iter_route_contexts(app.routes))


ROUTES = [route for route in routes() if isinstance(route.original_route, APIRoute)]
OTHERS = {route.path for route in routes() if not isinstance(route.original_route, APIRoute)}


def calls() -> dict[str, list[str]]:
    """Rights named by each `@call` of the services, by method."""
    found: dict[str, list[str]] = {}
    for module in modules("services"):
        if module.path.name != "service.py":
            continue
        for function in module.functions:
            for use in function.decorator_list:
                if isinstance(use, ast.Call) and ast.unparse(use.func) == "call":
                    name = f"{module.path.parts[1]}.{function.name}"
                    found[name] = [ast.literal_eval(word) for word in use.args[1:]]
    return found


def test_every_route_names_one_right() -> None:
    named = {f"{route.methods} {route.path}": list(declared(route.dependant)) for route in ROUTES}
    assert len(named) > 50
    assert {path: rights for path, rights in named.items() if len(rights) != 1} == {}
    assert OTHERS == WITHOUT


def test_every_call_names_one_right() -> None:
    found = calls()
    assert len(found) > 25
    assert {name: rights for name, rights in found.items() if len(rights) != 1 or rights[0] not in RIGHTS} == {}


def test_every_right_is_used_and_somebody_has_it() -> None:
    by_routes = {right for route in ROUTES for right in declared(route.dependant)}
    by_calls = {right for rights in calls().values() for right in rights}
    assert by_routes | by_calls == set(RIGHTS)
    assert [name for name, right in RIGHTS.items() if not right.reach] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.path}")
def test_what_changes_something_is_not_behind_a_right_to_read(route: RouteContext) -> None:
    """A POST that only asks is a preview, a sign-in, or shows what the browser holds; a code or link is a proof."""
    (right,) = declared(route.dependant)
    harmless = (
        "match.preview",
        "session.open",
        "session.close",
        "claim.use",
        "vacancy.read",
        "letter.decline",
        "consent.parent",
        "vacancy.report",
        "company.register",
        "mandate.answer",
    )
    assert (route.methods or set()) <= {"GET", "HEAD"} or right in harmless or "visitor" not in RIGHTS[right].reach


def test_pupils_lists_are_nobodys_but_their_own() -> None:
    """T3.d: no company, coordinator or partner sees a leaver's score, rank or list."""
    assert {role for role in get_args(Role) if may(role, "match.read")} == {"leaver"}


def test_every_area_is_for_roles_that_may_do_something_in_it() -> None:
    for area in AREAS:
        paths = [route for route in ROUTES if str(route.path).startswith(area.path)]
        rights = {right for route in paths for right in declared(route.dependant)}
        own = {right for right in rights if "visitor" not in RIGHTS[right].reach}
        assert {role for role in area.roles if not any(may(role, right) for right in own)} == set()


def test_the_table_is_told() -> None:
    text = Path("docs/permissions.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in RIGHTS)
