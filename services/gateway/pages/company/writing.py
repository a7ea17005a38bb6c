"""Post or change a vacancy: a form that fills itself in, then a look at it as a leaver will see it."""

from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.acting import home
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.company import prefill
from services.gateway.pages.company.form import FIELDS, Form, form_of, vacancy_of, wanted
from services.gateway.pages.company.owned import own, owned
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.leaver.vacancy import facts_of
from services.gateway.pages.rendering import page
from shared.contracts.calls import ChangeVacancy, PostVacancy, Principal, VacancyAccepted, new_idempotency_key
from shared.contracts.problems import FieldsInvalid, IdempotencyKeyReused, Problem, field_errors
from shared.contracts.search import OccupationCandidates, OccupationQuery
from shared.contracts.vacancy import VacancyInput, VacancyRecord

router = APIRouter(dependencies=[may("vacancy.write")])
NAMED_BY_OCCUPATION = ("occupation_unknown", "occupation_ambiguous")


class SentBefore(Problem):
    """This form was sent before with another content; sending it again makes a second vacancy."""

    kind = "conflict"
    code = "form_sent_before"
    german = (
        "Dieses Formular haben Sie schon einmal abgeschickt, damals mit anderem Inhalt. Jener Platz steht unter "
        "„Meine Plätze“ und lässt sich dort ändern. Wenn Sie noch einmal absenden, entsteht ein zweiter."
    )


@router.get("/vorschlag")
async def suggest(company: Caller, services: ServicesOf, beruf: str = Query("", max_length=300)) -> JSONResponse:
    """What goes with an occupation: title, text, duration, minimum pay; {} when it is not clear which is meant."""
    found = await prefill.meant(beruf, services) if beruf.strip() else None
    return JSONResponse(prefill.suggestion(found) if found else {})


@router.get("/neu")
async def new(
    request: Request, company: Caller, services: ServicesOf, schluessel: str = "", von: UUID | None = None
) -> Response:
    """A form, empty or copied (`von`). Its key is in the address, so that the browser's arrow leads back to it."""
    if not schluessel:
        asked = request.url.include_query_params(schluessel=new_idempotency_key())  # a copy's source, a language stay
        return RedirectResponse(f"{home(request)}/neu?{asked.query}", 303)
    records = await owned(company, services)
    source = next((record for record in records if record.id == von), None)
    last = next((record for record in records if record.published_at), None)  # a draft may be this very form
    form = prefill.copied(source) if source else prefill.empty(schluessel, last)
    return _form(request, company, form | {"key": schluessel})


@router.post("/neu")
async def create(request: Request, company: Caller, services: ServicesOf) -> HTMLResponse:
    """Keep the form as a draft and show it as a leaver will see it; or fill in what goes with the occupation."""
    form = plain(await request.form())
    if form.get("vorschlag"):
        found = await prefill.meant(form.get("occupation", ""), services)
        return _form(request, company, prefill.filled_in(form, found) if found else form)
    try:
        vacancy = _validated(await prefill.titled(form, services)).model_copy(update={"status": "draft"})
        key = form.get("key", "")[:200] or new_idempotency_key()
        command = PostVacancy(principal=company, vacancy=vacancy, idempotency_key=key)
        accepted = await services.vacancies.call("post_vacancy", command, VacancyAccepted)
    except Problem as problem:
        return await _again(request, company, services, form, problem)
    return await _preview(request, company, services, accepted)


@router.get("/{vacancy_id}")
async def edit(request: Request, vacancy_id: UUID, company: Caller, services: ServicesOf) -> HTMLResponse:
    """The form of a draft or published vacancy."""
    record = await own(vacancy_id, company, services)
    return _form(request, company, form_of(record) | {"revision": str(record.revision)}, record=record)


@router.post("/{vacancy_id}")
async def change(request: Request, vacancy_id: UUID, company: Caller, services: ServicesOf) -> HTMLResponse:
    """Save changes; what was public stays public."""
    form = plain(await request.form())
    record = await own(vacancy_id, company, services)
    revision = form.get("revision", "")
    try:
        kept = {"status": wanted(record), "synthetic": record.synthetic}
        vacancy = _validated(form).model_copy(update=kept)
        seen = int(revision) if revision.isdecimal() and len(revision) < 10 else record.revision
        command = ChangeVacancy(principal=company, vacancy_id=vacancy_id, if_match=seen, vacancy=vacancy)
        accepted = await services.vacancies.call("change_vacancy", command, VacancyAccepted)
    except Problem as problem:
        return await _again(request, company, services, form, problem, record)
    return await _preview(request, company, services, accepted)


def _validated(form: Form) -> VacancyInput:
    try:
        return VacancyInput.model_validate(vacancy_of(form))
    except ValidationError as error:
        raise FieldsInvalid(errors=field_errors(error)) from error


def _form(
    request: Request,
    company: Principal,
    form: Form,
    *,
    record: VacancyRecord | None = None,
    problem: Problem | None = None,
    choices: tuple[dict[str, str], ...] = (),
) -> HTMLResponse:
    errors = by_field(problem.body.errors, FIELDS) if problem else {}
    if choices:
        errors["occupation"] = errors.get("occupation", "")
    detail = problem.body.detail if problem and not errors else None
    minimum = prefill.minimum_by_year()
    facts = {"form": Filled(form), "errors": errors, "detail": detail, "choices": choices, "record": record}
    newest = max(minimum.items())
    return page(
        request, "company/form.html", 422 if problem else 200, company=company, minimum=newest, minima=minimum, **facts
    )


async def _again(
    request: Request,
    company: Principal,
    services: Services,
    form: Form,
    problem: Problem,
    record: VacancyRecord | None = None,
) -> HTMLResponse:
    """The form with what was typed, errors beside the fields, and occupations to choose from."""
    if problem.body.kind not in ("invalid", "stale", "conflict"):
        raise problem
    if problem.body.code == IdempotencyKeyReused.code:  # back from the preview, then written otherwise
        form, problem = {**form, "key": new_idempotency_key()}, SentBefore()
    return _form(
        request, company, form, record=record, problem=problem, choices=await _choices(form, problem, services)
    )


async def _choices(form: Form, problem: Problem, services: Services) -> tuple[dict[str, str], ...]:
    listed = problem.body.extra.get("candidates")
    if listed:
        return tuple({"id": one["id"], "name": one["name"]} for one in listed)
    if not any(error.code in NAMED_BY_OCCUPATION for error in problem.body.errors):
        return ()
    question = OccupationQuery(q=form.get("occupation", "")[:300], limit=5)
    found = await services.search.call("occupations", question, OccupationCandidates)
    return tuple({"id": one.id, "name": one.name} for one in found.items)


async def _preview(request: Request, company: Principal, services: Services, accepted: VacancyAccepted) -> HTMLResponse:
    record = await own(accepted.id, company, services)
    facts = {"company": company, "warnings": accepted.warnings, **facts_of(record)}
    return page(request, "company/preview.html", **facts)
