"""For schools: keys for their programs, made, replaced and ended by whoever has signed in by mail (docs/adr/0045)."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.rendering import page
from services.gateway.pages.school.pushing import examples
from services.gateway.pages.school.reading import living_seasons
from shared.contracts.calls import (
    Done,
    IssueKey,
    KeyIssued,
    KeyList,
    ListKeys,
    Principal,
    RevokeKey,
    RotateKey,
    SchoolKey,
)
from shared.contracts.problems import Problem

router = APIRouter(prefix="/schule/zugang", dependencies=[may("key.manage")])
ENDING = timedelta(days=7)
"""A key that ends within it has a successor, or a season that is over: there is nothing to replace."""

_ENVIRONMENT = "export HEIMVORTEIL_URL={}\nexport HEIMVORTEIL_KEY=hvs_…\n\n"


@router.get("")
async def listed(request: Request, school: Caller, services: ServicesOf, getan: str = "") -> HTMLResponse:
    """The school's keys without their secrets."""
    return await _shown(request, school, services, done=getan)


@router.post("")
async def make(request: Request, school: Caller, services: ServicesOf, jahr: Annotated[str, Form()] = "") -> Response:
    """A key for a season, shown this once."""
    season = jahr if jahr in living_seasons() else living_seasons()[0]
    return await _new(request, school, services, "issue_key", IssueKey(principal=school, season=season))


@router.post("/{key_id}/ersetzen")
async def replace(request: Request, key_id: UUID, school: Caller, services: ServicesOf) -> Response:
    """Another key for the same season; the one before works on for a week."""
    return await _new(request, school, services, "rotate_key", RotateKey(principal=school, key_id=key_id))


@router.post("/{key_id}/sperren")
async def revoke(request: Request, key_id: UUID, school: Caller, services: ServicesOf) -> Response:
    """End a key now."""
    try:
        await services.accounts.call("revoke_key", RevokeKey(principal=school, key_id=key_id), Done)
    except Problem as problem:
        return await _shown(request, school, services, error=_said(problem))
    return RedirectResponse("/schule/zugang?getan=gesperrt", 303)


async def _new(
    request: Request, school: Principal, services: Services, method: str, command: IssueKey | RotateKey
) -> HTMLResponse:
    try:
        issued = await services.accounts.call(method, command, KeyIssued)
    except Problem as problem:
        return await _shown(request, school, services, error=_said(problem))
    return await _shown(request, school, services, issued=issued)


def _said(problem: Problem) -> str:
    """What a person reads beside the list; other problems have pages of their own."""
    if problem.body.kind not in ("conflict", "forbidden"):
        raise problem
    return problem.body.detail


async def _shown(
    request: Request,
    school: Principal,
    services: Services,
    *,
    issued: KeyIssued | None = None,
    done: str = "",
    error: str = "",
) -> HTMLResponse:
    by_mail = school.person_id is not None
    keys = (await services.accounts.call("list_keys", ListKeys(principal=school), KeyList)).items if by_mail else ()
    facts: dict[str, Any] = {
        "keys": [(key, *_state(key)) for key in keys],
        "issued": issued,
        "by_mail": by_mail,
        "seasons": living_seasons(),
        "done": done,
        "error": error,
        "example": f"{_ENVIRONMENT.format(str(request.base_url).rstrip('/'))}{examples()['curl.txt']}",
    }
    return page(request, "school/keys.html", 409 if error else 200, school=school, **facts)


def _state(key: SchoolKey) -> tuple[str, bool]:
    """living, ending, ended or revoked; and whether it can be replaced."""
    today = datetime.now(UTC).date()
    if key.revoked_at is not None:
        return "revoked", False
    if key.expires_on is not None and key.expires_on < today:
        return "ended", False
    ending = key.expires_on is not None and key.expires_on <= today + ENDING
    return ("ending", False) if ending else ("living", True)
