"""What a leaver says for themself, on consent: interests and what they like to do. Under 16 a parent agrees first."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.api.matches import resolve_likes
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.leaver.fitting import scores_of
from services.gateway.pages.leaver.interest_items import NEUTRAL
from services.gateway.pages.leaver.moving import qr_of
from services.gateway.pages.leaver.parents import PURPOSE, TEXT_VERSION
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import INTERESTS, N_
from shared.contracts.calls import (
    ChangeOwn,
    Consents,
    GiveConsent,
    GivePass,
    ListConsents,
    OwnChanged,
    PassGiven,
    Principal,
    WithdrawConsent,
)
from shared.contracts.candidate import Interests, ProfileInput
from shared.contracts.problems import FieldError, Problem, field_errors

router = APIRouter(prefix="/meine/angaben", dependencies=[may("consent.give")])
_AGE = N_("Bitte sag uns, ob du schon 16 bist.")
_AGREE = N_("Ohne deine Zustimmung speichern wir nichts.")


@router.get("")
async def form(request: Request, leaver: Caller, services: ServicesOf) -> HTMLResponse:
    """The form, and what holds."""
    return await _shown(request, leaver, services, {}, {})


@router.post("")
async def keep(request: Request, leaver: Caller, services: ServicesOf) -> Response:
    """Consent first; nothing is written before it. The words go no further than to search, which makes tags of them."""
    filled = plain(await request.form())
    errors = _errors(filled)
    if errors:
        return await _shown(request, leaver, services, filled, errors, status=422)
    under_16 = filled["alter"] == "unter-16"
    consent = GiveConsent(principal=leaver, purpose=PURPOSE, text_version=TEXT_VERSION, under_16=under_16)
    try:
        await services.accounts.call("give_consent", consent, Consents)
    except Problem as problem:
        if problem.body.code != "parent_needed":
            raise
        return await _parent_asked(request, leaver, services, filled)
    await services.candidates.call("change_own", await _own(leaver, filled, services), OwnChanged)
    return RedirectResponse("/meine/angaben?gespeichert=1", 303)


@router.post("/zuruecknehmen")
async def withdraw(leaver: Caller, services: ServicesOf) -> RedirectResponse:
    """Take the consent back: interests and tags go at once."""
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    await services.candidates.call("change_own", ChangeOwn(leaver_id=leaver.subject), OwnChanged)
    await services.accounts.call("withdraw_consent", WithdrawConsent(principal=leaver, purpose=PURPOSE), Consents)
    return RedirectResponse("/meine/angaben?zurueckgenommen=1", 303)


def _errors(filled: dict[str, str]) -> dict[str, str]:
    found = []
    if filled.get("alter") not in ("unter-16", "ab-16"):
        found.append(FieldError(field="alter", code="missing", message=_AGE))
    if not filled.get("einverstanden"):
        found.append(FieldError(field="einverstanden", code="missing", message=_AGREE))
    try:
        ProfileInput(likes=filled.get("likes") or None)
    except ValidationError as error:
        found += field_errors(error)
    return by_field(found)


async def _own(leaver: Principal, filled: dict[str, str], services: Services) -> ChangeOwn:
    assert leaver.subject is not None  # noqa: S101 - a leaver's key always has one
    answers = scores_of(filled)
    scores = {letter: answers.get(letter, NEUTRAL) for letter in INTERESTS}
    liked = await resolve_likes(filled.get("likes") or None, services)
    return ChangeOwn(
        leaver_id=leaver.subject,
        interests=Interests(**scores) if answers else None,
        activities=liked.activities,
        liked_occupations=liked.occupations,
    )


async def _parent_asked(
    request: Request, leaver: Principal, services: Services, filled: dict[str, str]
) -> HTMLResponse:
    """The code for a parent; what was typed stays on the page, and is kept nowhere."""
    made = await services.accounts.call("give_pass", GivePass(principal=leaver, kind="parent"), PassGiven)
    address = f"{str(request.base_url).rstrip('/')}/eltern/zustimmen"
    parent = {"qr": qr_of(f"{address}#{made.code}"), "code": made.code, "address": address}
    return await _shown(request, leaver, services, filled, {}, parent=parent)


async def _shown(
    request: Request,
    leaver: Principal,
    services: Services,
    filled: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
    parent: dict[str, Any] | None = None,
) -> HTMLResponse:
    question = ListConsents(principal=leaver, purpose=PURPOSE)
    consents = (await services.accounts.call("list_consents", question, Consents)).items
    said = next((word for word in ("gespeichert", "zurueckgenommen") if word in request.query_params), None)
    facts: dict[str, Any] = {
        "form": Filled(filled),
        "errors": errors,
        "consents": consents,
        "parent": parent,
        "said": said,
    }
    return page(request, "leaver/own.html", status, **facts)
