"""For companies: sign in, see one's places, publish, pause, fill, withdraw, and undo each of these."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.acting import home
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.company.form import input_of, wanted
from services.gateway.pages.company.mandates import mandates_of
from services.gateway.pages.company.owned import own, owned
from services.gateway.pages.rendering import page
from shared.contracts.calls import (
    ChangeVacancy,
    CloseVacancy,
    Company,
    Figures,
    GetCompany,
    ListFigures,
    Principal,
    ReopenVacancy,
    VacancyAccepted,
)
from shared.contracts.problems import Problem

router = APIRouter(dependencies=[may("vacancy.write")])
_UNDO = {
    "zurueckziehen": "oeffnen",
    "besetzt": "oeffnen",
    "pausiert": "veroeffentlichen",
    "veroeffentlicht": "pause",
    "wartet": "pause",
}


@router.get("")
async def overview(
    request: Request, company: Caller, services: ServicesOf, getan: str = "", platz: UUID | None = None
) -> HTMLResponse:
    """The company's vacancies; `getan` says what has just been done with `platz`, and how to undo it."""
    found = await owned(company, services)
    figures = await services.vacancies.call("list_figures", ListFigures(principal=company), Figures)
    own_entry = None if company.released else await _registration(company, services)
    waits = () if company.kind != "company" or company.acting else await mandates_of(company, services)
    asked = [one for one in waits if one.state == "asked"]
    undo = f"{home(request)}/{platz}/{_UNDO[getan]}" if platz and getan in _UNDO else None
    facts: dict[str, Any] = {"vacancies": found, "figures": {one.vacancy_id: one for one in figures.items}}
    facts |= {"entry": own_entry, "asked": asked, "done": getan, "undo": undo}
    return page(request, "company/overview.html", company=company, **facts)


@router.post("/{vacancy_id}/veroeffentlichen")
async def publish(request: Request, vacancy_id: UUID, company: Caller, services: ServicesOf) -> Response:
    """Make a draft public; a second click finds it public already."""
    status = await _turned(vacancy_id, company, services, "published")
    return _done(request, {"waiting": "wartet", "blocked": "angehalten"}.get(status, "veroeffentlicht"), vacancy_id)


@router.post("/{vacancy_id}/pause")
async def pause(request: Request, vacancy_id: UUID, company: Caller, services: ServicesOf) -> Response:
    """A draft again: nobody finds it until it is published anew."""
    await _turned(vacancy_id, company, services, "draft")
    return _done(request, "pausiert", vacancy_id)


@router.post("/{vacancy_id}/oeffnen")
async def reopen(request: Request, vacancy_id: UUID, company: Caller, services: ServicesOf) -> Response:
    """Undo of withdrawing and filling."""
    command = ReopenVacancy(principal=company, vacancy_id=vacancy_id)
    await services.vacancies.call("reopen_vacancy", command, VacancyAccepted)
    return _done(request, "wieder-offen", vacancy_id)


@router.post("/{vacancy_id}/{reason}")
async def close(
    request: Request,
    vacancy_id: UUID,
    reason: Literal["zurueckziehen", "besetzt"],
    company: Caller,
    services: ServicesOf,
) -> Response:
    """Withdraw a vacancy, or say that its places are taken."""
    word: Literal["filled", "withdrawn"] = "filled" if reason == "besetzt" else "withdrawn"
    command = CloseVacancy(principal=company, vacancy_id=vacancy_id, reason=word)
    await services.vacancies.call("close_vacancy", command, VacancyAccepted)
    return _done(request, reason, vacancy_id)


async def _registration(company: Principal, services: Services) -> Company:
    return await services.accounts.call("get_company", GetCompany(principal=company), Company)


async def _turned(vacancy_id: UUID, company: Principal, services: Services, after: str) -> str:
    """Make it public or a draft; its status then."""
    record = await own(vacancy_id, company, services)
    if wanted(record) == after:
        return record.status
    vacancy = input_of(record, status=after)
    command = ChangeVacancy(principal=company, vacancy_id=vacancy_id, if_match=record.revision, vacancy=vacancy)
    try:
        return (await services.vacancies.call("change_vacancy", command, VacancyAccepted)).status
    except Problem as problem:
        if problem.body.kind != "stale":  # the first of two clicks has done it
            raise
        return (await own(vacancy_id, company, services)).status


def _done(request: Request, what: str, vacancy_id: UUID) -> Response:
    return RedirectResponse(f"{home(request)}?getan={what}&platz={vacancy_id}", 303)
