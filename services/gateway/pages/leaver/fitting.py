"""„Was passt zu mir?“: a short form, then matches with reasons. Nothing is stored, nothing is in an address."""

import re
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.gateway.api.matches import preview
from services.gateway.auth import ServicesOf, may
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.leaver.interest_items import NEUTRAL
from services.gateway.pages.rendering import invented, page
from services.gateway.pages.texts import ANSWERS, INTERESTS, N_
from services.gateway.views import views_of
from shared.contracts.calls import MatchList
from shared.contracts.candidate import ProfileInput
from shared.contracts.problems import FieldError, Problem, field_errors

router = APIRouter(dependencies=[may("match.preview")])
WISHES = ("wishes.0", "wishes.1", "wishes.2")
SHOWN = 10
_SCORE = re.compile(r"[1-6](\.\d{1,2})?|7(\.0{1,2})?")


@router.get("/passt")
async def empty(request: Request) -> HTMLResponse:
    """The form."""
    return _shown(request, {"radius_km": "25"}, {})


@router.post("/passt")
async def matches(request: Request, services: ServicesOf) -> HTMLResponse:
    """The form with what fits below it."""
    form = plain(await request.form())
    try:
        profile = ProfileInput.model_validate(profile_of(form))
    except ValidationError as error:
        return _shown(request, form, by_field(field_errors(error)), status=422)
    if profile.home is None:
        missing = FieldError(field="home.postal_code", code="missing", message=_WHERE)
        return _shown(request, form, by_field((missing,)), status=422)
    order: Literal["balanced", "fit"] = "fit" if form.get("order") == "fit" else "balanced"
    try:
        found = await preview(profile, services, SHOWN, order)
        views_of(request).shown(request, (match.vacancy for match in found.matches))
    except Problem as problem:
        if not problem.body.errors:
            raise
        return _shown(request, form, by_field(problem.body.errors), status=422)
    return _shown(request, form, {}, found)


_WHERE = N_("Ohne Postleitzahl wissen wir nicht, was in deiner Nähe ist.")


def profile_of(form: dict[str, str]) -> dict[str, Any]:
    """The form's fields as an API profile; what was left empty is left out."""
    profile: dict[str, Any] = {name: form[name] for name in ("certificate", "radius_km", "likes") if form.get(name)}
    if form.get("home.postal_code"):
        profile["home"] = {"postal_code": form["home.postal_code"]}
    profile["wishes"] = [{"title": form[name]} for name in WISHES if form.get(name)]
    answers = scores_of(form)
    if answers:
        profile["interests"] = {letter: answers.get(letter, NEUTRAL) for letter in INTERESTS}
    return profile


def scores_of(form: dict[str, str]) -> dict[str, float]:
    """The directions something was said about: one of five answers, or a score of the interest check (1..7)."""
    given = {letter: form[letter] for letter in INTERESTS if _SCORE.fullmatch(form.get(letter, ""))}
    return {letter: float(text) for letter, text in given.items()}


def checked(form: dict[str, str]) -> bool:
    """True for scores of the interest check: six of them, and not each one of the five answers."""
    found = scores_of(form)
    return len(found) == len(INTERESTS) and any(form[letter] not in ANSWERS for letter in INTERESTS)


def _shown(
    request: Request,
    form: dict[str, str],
    errors: dict[str, str],
    found: MatchList | None = None,
    status: int = 200,
) -> HTMLResponse:
    synthetic = found is not None and invented(match.vacancy for match in found.matches)
    scores = {letter: scores_of(form).get(letter, NEUTRAL) for letter in INTERESTS}
    facts = {"form": Filled(form), "errors": errors, "found": found, "synthetic": synthetic}
    return page(request, "leaver/matches.html", status, scores=scores, checked=checked(form), **facts)
