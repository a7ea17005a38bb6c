"""For companies: post a vacancy in a few minutes, see it as a leaver will, publish, withdraw, undo."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.auth import ServicesOf
from services.gateway.clients import Services
from services.gateway.pages import session
from services.gateway.pages.company.form import FIELDS, Form, empty, form_of, input_of, vacancy_of
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.leaver.vacancy import facts_of
from services.gateway.pages.rendering import page
from services.gateway.pages.session import COMPANY, OwnForms, SignedInCompany
from shared.contracts.calls import (
    ChangeVacancy,
    CloseVacancy,
    GetVacancy,
    ListVacancies,
    PostVacancy,
    Principal,
    ReopenVacancy,
    VacancyAccepted,
    VacancyList,
    new_idempotency_key,
)
from shared.contracts.problems import FieldsInvalid, IdempotencyKeyReused, Problem, field_errors
from shared.contracts.search import OccupationCandidates, OccupationQuery
from shared.contracts.vacancy import VacancyInput, VacancyRecord
from shared.reference.pay import minimum_pay

router = APIRouter(prefix="/betrieb", dependencies=[OwnForms])
NAMED_BY_OCCUPATION = ("occupation_unknown", "occupation_ambiguous")


class SentBefore(Problem):
    """This form was sent before with another content; sending it again makes a second vacancy."""

    kind = "conflict"
    code = "form_sent_before"
    german = (
        "Dieses Formular haben Sie schon einmal abgeschickt, damals mit anderem Inhalt. Jener Platz steht unter "
        "„Meine Plätze“ und lässt sich dort ändern. Wenn Sie noch einmal absenden, entsteht ein zweiter."
    )


@router.post("/anmelden")
async def sign_in(request: Request) -> Response:
    """Sign in with a company's key."""
    return await session.sign_in(request, COMPANY)


@router.post("/abmelden")
async def sign_out() -> Response:
    """Sign out."""
    return session.sign_out(COMPANY)


@router.get("")
async def overview(request: Request, company: SignedInCompany, services: ServicesOf, getan: str = "") -> HTMLResponse:
    """The company's vacancies; `getan` says what has just been done."""
    found = await services.vacancies.call("list_vacancies", ListVacancies(principal=company), VacancyList)
    return page(request, "company/overview.html", company=company, vacancies=found.items, done=getan)


@router.get("/neu")
async def new(request: Request, company: SignedInCompany, schluessel: str = "") -> Response:
    """An empty form. Its key is in the address, so that the browser's arrow leads back to the same form."""
    if not schluessel:
        return RedirectResponse(f"/betrieb/neu?schluessel={new_idempotency_key()}", 303)
    return _form(request, company, empty(schluessel))


@router.post("/neu")
async def create(request: Request, company: SignedInCompany, services: ServicesOf) -> HTMLResponse:
    """Keep the form as a draft and show it as a leaver will see it."""
    form = plain(await request.form())
    try:
        vacancy = _validated(form).model_copy(update={"status": "draft"})
        key = form.get("key", "")[:200] or new_idempotency_key()
        command = PostVacancy(principal=company, vacancy=vacancy, idempotency_key=key)
        accepted = await services.vacancies.call("post_vacancy", command, VacancyAccepted)
    except Problem as problem:
        return await _again(request, company, services, form, problem)
    return await _preview(request, company, services, accepted)


@router.get("/{vacancy_id}")
async def edit(request: Request, vacancy_id: UUID, company: SignedInCompany, services: ServicesOf) -> HTMLResponse:
    """The form of a draft or published vacancy."""
    record = await _own(vacancy_id, company, services)
    return _form(request, company, form_of(record) | {"revision": str(record.revision)}, record=record)


@router.post("/{vacancy_id}")
async def change(request: Request, vacancy_id: UUID, company: SignedInCompany, services: ServicesOf) -> HTMLResponse:
    """Save changes; what was public stays public."""
    form = plain(await request.form())
    record = await _own(vacancy_id, company, services)
    revision = form.get("revision", "")
    try:
        kept = {"status": record.status, "start_flexible": record.start_flexible, "synthetic": record.synthetic}
        vacancy = _validated(form).model_copy(update=kept)
        seen = int(revision) if revision.isdecimal() and len(revision) < 10 else record.revision
        command = ChangeVacancy(principal=company, vacancy_id=vacancy_id, if_match=seen, vacancy=vacancy)
        accepted = await services.vacancies.call("change_vacancy", command, VacancyAccepted)
    except Problem as problem:
        return await _again(request, company, services, form, problem, record)
    return await _preview(request, company, services, accepted)


@router.post("/{vacancy_id}/veroeffentlichen")
async def publish(vacancy_id: UUID, company: SignedInCompany, services: ServicesOf) -> Response:
    """Make a draft public; a second click finds it public already."""
    record = await _own(vacancy_id, company, services)
    if record.status == "draft":
        vacancy = input_of(record, status="published")
        command = ChangeVacancy(principal=company, vacancy_id=vacancy_id, if_match=record.revision, vacancy=vacancy)
        try:
            await services.vacancies.call("change_vacancy", command, VacancyAccepted)
        except Problem as problem:
            if problem.body.kind != "stale":  # the first of two clicks has done it
                raise
    return _done("veroeffentlicht")


@router.post("/{vacancy_id}/oeffnen")
async def reopen(vacancy_id: UUID, company: SignedInCompany, services: ServicesOf) -> Response:
    """Undo."""
    command = ReopenVacancy(principal=company, vacancy_id=vacancy_id)
    await services.vacancies.call("reopen_vacancy", command, VacancyAccepted)
    return _done("wieder-offen")


@router.post("/{vacancy_id}/{reason}")
async def close(
    vacancy_id: UUID, reason: Literal["zurueckziehen", "besetzt"], company: SignedInCompany, services: ServicesOf
) -> Response:
    """Withdraw a vacancy, or say that its places are taken."""
    word: Literal["filled", "withdrawn"] = "filled" if reason == "besetzt" else "withdrawn"
    command = CloseVacancy(principal=company, vacancy_id=vacancy_id, reason=word)
    await services.vacancies.call("close_vacancy", command, VacancyAccepted)
    return _done(reason)


def _done(what: str) -> Response:
    return RedirectResponse(f"/betrieb?getan={what}", 303)


def _validated(form: Form) -> VacancyInput:
    try:
        return VacancyInput.model_validate(vacancy_of(form))
    except ValidationError as error:
        raise FieldsInvalid(errors=field_errors(error)) from error


async def _own(vacancy_id: UUID, company: Principal, services: Services) -> VacancyRecord:
    command = GetVacancy(vacancy_id=vacancy_id, principal=company)
    return await services.vacancies.call("get_vacancy", command, VacancyRecord)


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
    status = 422 if problem else 200
    facts = {"form": Filled(form), "errors": errors, "detail": detail, "choices": choices, "record": record}
    return page(request, "company/form.html", status, company=company, minimum=_minimum(), **facts)


def _minimum() -> tuple[int, tuple[int, ...]]:
    """The newest published minimum pay, for the hint beside the fields: start year and euro a month by year."""
    years = range(datetime.now(UTC).year + 1, 2019, -1)
    return next((year, pay) for year in years if (pay := minimum_pay(year)))


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
    record = await _own(accepted.id, company, services)
    facts = {"company": company, "warnings": accepted.warnings, **facts_of(record)}
    return page(request, "company/preview.html", **facts)
