"""For parents: the notice, in every language of the pages and without an account; and their consent."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import ServicesOf, may
from services.gateway.pages.rendering import page
from shared.contracts.calls import ConsentAsParent, Consented
from shared.contracts.problems import Problem

router = APIRouter(prefix="/eltern", dependencies=[may("consent.parent")])
PURPOSE, TEXT_VERSION = "interests", "2026-11"
"""What is agreed to, and the version of the text that is shown: a new text is a new version (ADR 0039)."""
LONGEST = 100


@router.get("")
async def notice(request: Request) -> HTMLResponse:
    """What the school's letter is about."""
    return page(request, "leaver/parents.html", controller=request.app.state.settings.controller)


@router.get("/zustimmen")
async def ask(request: Request) -> HTMLResponse:
    """The text to agree to; the code comes from the child's screen, behind #."""
    return page(request, "leaver/parents_consent.html", error=None, done=False)


@router.post("/zustimmen")
async def agree(request: Request, services: ServicesOf, code: Annotated[str, Form()] = "") -> HTMLResponse:
    """Note the consent."""
    command = ConsentAsParent(code=code[:LONGEST], purpose=PURPOSE, text_version=TEXT_VERSION)
    try:
        await services.accounts.call("consent_as_parent", command, Consented)
    except Problem as problem:
        if problem.body.kind != "unauthorized":
            raise
        return page(request, "leaver/parents_consent.html", 401, error=problem.body.detail, done=False)
    return page(request, "leaver/parents_consent.html", error=None, done=True)
