"""For coordinators: companies that wait, those released, and the register of those refused."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.forms import plain
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from shared.contracts.calls import Company, CompanyList, DecideCompany, ListCompanies, Principal
from shared.reference.kreise import kreise

router = APIRouter(prefix="/region/betriebe", dependencies=[may("company.release")])
_DECISIONS: dict[str, Literal["released", "refused", "waiting"]] = {
    "freigeben": "released",
    "ablehnen": "refused",
    "warten": "waiting",
}
REASON = N_("Bitte schreiben Sie einen Grund von 3 bis 1.000 Zeichen: Der Betrieb bekommt ihn als Mail.")


@router.get("")
async def queue(
    request: Request, region: Caller, services: ServicesOf, getan: str = "", betrieb: UUID | None = None
) -> HTMLResponse:
    """Those that wait, oldest first; then the others."""
    return await _shown(request, region, services, done=getan, which=betrieb)


@router.post("/{account_id}/{what}")
async def decide(
    request: Request,
    account_id: UUID,
    what: Literal["freigeben", "ablehnen", "warten"],
    region: Caller,
    services: ServicesOf,
) -> Response:
    """Release, refuse with a reason, or let it wait again."""
    reason = plain(await request.form()).get("reason", "")
    if what == "ablehnen" and not 3 <= len(reason) <= 1000:
        return await _shown(request, region, services, which=account_id, typed=reason, error=REASON)
    command = DecideCompany(
        principal=region,
        account_id=account_id,
        decision=_DECISIONS[what],
        reason=reason if what == "ablehnen" else "",
    )
    await services.accounts.call("decide_company", command, Company)
    return RedirectResponse(f"/region/betriebe?getan={what}&betrieb={account_id}", 303)


async def _shown(
    request: Request,
    region: Principal,
    services: Services,
    *,
    done: str = "",
    which: UUID | None = None,
    typed: str = "",
    error: str = "",
) -> HTMLResponse:
    states: tuple[Literal["waiting", "released", "refused"], ...] = ("waiting", "released", "refused")
    found = {state: await _in_state(region, services, state) for state in states}
    facts = {"found": found, "kreise": kreise(), "done": done, "which": which, "typed": typed, "error": error}
    return page(request, "coordinator/companies.html", 422 if error else 200, region=region, **facts)


async def _in_state(
    region: Principal, services: Services, state: Literal["waiting", "released", "refused"]
) -> CompanyList:
    command = ListCompanies(principal=region, state=state)
    return await services.accounts.call("list_companies", command, CompanyList)
