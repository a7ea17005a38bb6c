"""Something is wrong with a vacancy: anybody may say so, without an account, and look up what became of it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.gateway.auth import ServicesOf, may
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.leaver.vacancy import public
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from shared.contracts.calls import FindReport, Report, ReportVacancy
from shared.contracts.problems import FieldError, Problem, field_errors
from shared.contracts.vacancy import VacancyRecord

router = APIRouter(dependencies=[may("vacancy.report")])
CHOOSE = N_("Bitte wähle aus, was nicht stimmt.")


@router.get("/stelle/{vacancy_id}/melden")
async def ask(request: Request, vacancy_id: str, services: ServicesOf) -> HTMLResponse:
    """The form."""
    return _form(request, await public(vacancy_id, services))


@router.post("/stelle/{vacancy_id}/melden")
async def report(request: Request, vacancy_id: str, services: ServicesOf) -> HTMLResponse:
    """Take the report and show its receipt."""
    vacancy = await public(vacancy_id, services)
    form = plain(await request.form())
    try:
        command = ReportVacancy.model_validate(
            {"vacancy_id": vacancy.id, "reason": form.get("reason"), "text": form.get("text", "")}
        )
        made = await services.vacancies.call("report_vacancy", command, Report)
    except ValidationError as error:
        errors = by_field(field_errors(error))
        return _form(request, vacancy, form, {**errors, **({"reason": CHOOSE} if "reason" in errors else {})})
    except Problem as problem:
        if problem.body.kind != "conflict":
            raise
        return _form(request, vacancy, form, by_field((_as_error(problem),)))
    return page(request, "leaver/reported.html", report=made, vacancy=vacancy, fresh=True)


@router.get("/meldung")
async def look_up(request: Request) -> HTMLResponse:
    """Where to type the reference."""
    return page(request, "leaver/report_look_up.html", form=Filled(), errors={})


@router.post("/meldung")
async def found(request: Request, services: ServicesOf) -> HTMLResponse:
    """What became of a report. The reference stands in no address."""
    form = plain(await request.form())
    command = FindReport(reference=form.get("reference", "")[:40])
    try:
        report = await services.vacancies.call("find_report", command, Report)
    except Problem as problem:
        if problem.body.kind != "not_found":
            raise
        errors = {"reference": problem.body.detail}
        return page(request, "leaver/report_look_up.html", 404, form=Filled(form), errors=errors)
    return page(request, "leaver/reported.html", report=report, vacancy=None, fresh=False)


def _form(
    request: Request, vacancy: VacancyRecord, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> HTMLResponse:
    status = 422 if errors else 200
    return page(
        request, "leaver/report.html", status, vacancy=vacancy, form=Filled(form or {}), errors=errors or {},
        synthetic=vacancy.synthetic,
    )  # fmt: skip


def _as_error(problem: Problem) -> FieldError:
    return FieldError(field="reason", code=problem.body.code, message=problem.body.detail)
