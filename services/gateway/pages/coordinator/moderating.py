"""For coordinators: what people have reported about vacancies. Dismiss or stop, always with an answer, and undo."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.forms import plain
from services.gateway.pages.rendering import invented, page
from services.gateway.pages.texts import N_
from shared.contracts.calls import (
    DecideReport,
    ListReports,
    Principal,
    ReopenReport,
    ReportedVacancy,
    ReportQueue,
)

router = APIRouter(prefix="/region/meldungen", dependencies=[may("report.decide")])
_WORDS = {"zurueckgewiesen": "dismissed", "angehalten": "upheld"}
ANSWER = N_(
    "Bitte schreiben Sie eine Antwort von 3 bis 1.000 Zeichen: Sie geht an den Betrieb und die meldende Person."
)


@router.get("")
async def queue(
    request: Request, region: Caller, services: ServicesOf, getan: str = "", meldung: UUID | None = None
) -> HTMLResponse:
    """Open reports, oldest first, and what was decided."""
    return await _shown(request, region, services, done=getan, which=meldung)


@router.post("/{report_id}/zurueck")
async def undo(report_id: UUID, region: Caller, services: ServicesOf) -> Response:
    """The report is open again, the vacancy as it was."""
    command = ReopenReport(principal=region, report_id=report_id)
    await services.vacancies.call("reopen_report", command, ReportedVacancy)
    return RedirectResponse("/region/meldungen?getan=wieder-offen", 303)


@router.post("/{report_id}/{what}")
async def decide(
    request: Request,
    report_id: UUID,
    what: Literal["zurueckgewiesen", "angehalten"],
    region: Caller,
    services: ServicesOf,
) -> Response:
    """Dismiss it, or stop the vacancy."""
    form = plain(await request.form())
    values = {"principal": region, "report_id": report_id, "decision": _WORDS[what], "answer": form.get("answer", "")}
    try:
        command = DecideReport.model_validate(values)
    except ValidationError:
        return await _shown(request, region, services, which=report_id, typed=form.get("answer", ""), error=ANSWER)
    await services.vacancies.call("decide_report", command, ReportedVacancy)
    return RedirectResponse(f"/region/meldungen?getan={what}&meldung={report_id}", 303)


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
    waiting = await services.vacancies.call("list_reports", ListReports(principal=region), ReportQueue)
    decided = await services.vacancies.call("list_reports", ListReports(principal=region, decided=True), ReportQueue)
    facts = {"waiting": waiting, "decided": decided.items, "done": done, "which": which, "typed": typed, "error": error}
    synthetic = invented(one.vacancy for one in (*waiting.items, *decided.items))
    return page(request, "coordinator/reports.html", 422 if error else 200, region=region, synthetic=synthetic, **facts)
