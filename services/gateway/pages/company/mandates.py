"""Mandates: a clerk asks companies and chooses one to write for; a company gives, refuses, ends (docs/adr/0048)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.acting import FIRMS
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.company.registering import FIELDS
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from shared.contracts.calls import (
    AnswerMandate,
    AnswerMandateLink,
    AskMandate,
    Done,
    EndMandate,
    ListMandates,
    Mandate,
    MandateList,
    Principal,
    ReadMandateLink,
)
from shared.contracts.problems import Problem, field_errors

router = APIRouter()
ASK, GIVE, END, LINK = (may(f"mandate.{word}") for word in ("ask", "give", "end", "answer"))
GIVEN = "/betrieb/mandate"
LONGEST = 400
STATES = {
    "refused": N_("Der Betrieb hat Nein gesagt."),
    "ended": N_("Beendet; was eingetragen war, ist geblieben."),
    "renewed": N_("Durch ein neues Mandat ersetzt."),
    "expired": N_("Nach 24 Monaten abgelaufen."),
}
_ANSWERS: dict[str, Literal["given", "refused"]] = {"ja": "given", "nein": "refused"}


@router.get(FIRMS, dependencies=[ASK])
async def firms(request: Request, clerk: Caller, services: ServicesOf, getan: str = "") -> HTMLResponse:
    """A clerk's companies, and the form to ask another one."""
    return await _firms(request, clerk, services, Filled({}), done=getan)


@router.post(FIRMS, dependencies=[ASK])
async def ask(request: Request, clerk: Caller, services: ServicesOf) -> Response:
    """Ask a company by mail; the answer is the same whether it is known here or not."""
    form = plain(await request.form())
    try:
        command = AskMandate.model_validate({"principal": clerk, **{name: form.get(name, "") for name in FIELDS}})
        await services.accounts.call("ask_mandate", command, Done)
    except ValidationError as error:
        return await _firms(request, clerk, services, Filled(form), by_field(field_errors(error)))
    except Problem as problem:
        if problem.body.kind not in ("invalid", "conflict"):
            raise
        errors = by_field(problem.body.errors) or {"email": problem.body.detail}
        return await _firms(request, clerk, services, Filled(form), errors)
    return RedirectResponse(f"{FIRMS}?getan=gefragt", 303)


@router.get(GIVEN, dependencies=[GIVE])
async def given(
    request: Request, company: Caller, services: ServicesOf, getan: str = "", mandat: UUID | None = None
) -> HTMLResponse:
    """Who may write for this company, who asks, and what has ended."""
    found = await mandates_of(company, services)
    facts: dict[str, Any] = {"mandates": found, "states": STATES, "done": getan, "which": mandat}
    return page(request, "company/mandates.html", company=company, **facts)


@router.post(GIVEN + "/{mandate_id}/geben", dependencies=[GIVE])
async def give(mandate_id: UUID, company: Caller, services: ServicesOf) -> Response:
    """Say yes, or yes again."""
    command = AnswerMandate(principal=company, mandate_id=mandate_id)
    await services.accounts.call("answer_mandate", command, Done)
    return RedirectResponse(f"{GIVEN}?getan=gegeben&mandat={mandate_id}", 303)


@router.post(GIVEN + "/{mandate_id}/beenden", dependencies=[END])
async def end(mandate_id: UUID, who: Caller, services: ServicesOf) -> Response:
    """Either side ends it."""
    await services.accounts.call("end_mandate", EndMandate(principal=who, mandate_id=mandate_id), Done)
    if who.kind == "clerk":
        return RedirectResponse(f"{FIRMS}?getan=beendet", 303)
    return RedirectResponse(f"{GIVEN}?getan=beendet&mandat={mandate_id}", 303)


@router.get("/mandat", dependencies=[LINK])
async def link(request: Request) -> HTMLResponse:
    """What the mail leads to: a button. The secret stands behind # and is not sent; opening uses nothing up."""
    return page(request, "company/mandate_link.html", error=None)


@router.post("/mandat", dependencies=[LINK])
async def answer(
    request: Request, services: ServicesOf, code: Annotated[str, Form()] = "", antwort: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """Show who asks for what; with an answer, keep it."""
    token = code.strip()[:LONGEST].rpartition("#")[2][:200]
    decision = _ANSWERS.get(antwort)
    try:
        if decision is None:
            mandate = await services.accounts.call("read_mandate_link", ReadMandateLink(token=token), Mandate)
        else:
            command = AnswerMandateLink(token=token, decision=decision)
            mandate = await services.accounts.call("answer_mandate_link", command, Mandate)
    except Problem as problem:
        if problem.body.kind != "not_found":
            raise
        return page(request, "company/mandate_link.html", 404, error=problem.body.detail)
    return page(request, "company/mandate_answer.html", mandate=mandate, code=token)


async def mandates_of(who: Principal, services: Services) -> tuple[Mandate, ...]:
    """A clerk's or a company's, open ones first."""
    return (await services.accounts.call("list_mandates", ListMandates(principal=who), MandateList)).items


async def _firms(
    request: Request,
    clerk: Principal,
    services: Services,
    form: Filled,
    errors: dict[str, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    found = await mandates_of(clerk, services)
    facts = {"mandates": found, "states": STATES, "form": form, "errors": errors or {}, "done": done}
    return page(request, "company/firms.html", 422 if errors else 200, company=clerk, **facts)
