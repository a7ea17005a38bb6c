"""Vacancies: post, change, withdraw, read, bulk."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import Field

from services.gateway.auth import Anyone, Caller, ServicesOf, may
from services.gateway.bulk import push_in_parts
from services.gateway.problems import followed_by
from services.gateway.reading import CleanRoute, IdempotencyKey
from shared.contracts.base import Contract
from shared.contracts.calls import (
    BulkResult,
    ChangeVacancy,
    CloseVacancy,
    GetVacancy,
    ListVacancies,
    PostVacancy,
    ReopenVacancy,
    VacancyAccepted,
    VacancyList,
)
from shared.contracts.problems import Problem
from shared.contracts.vacancy import VacancyInput, VacancyRecord

router = APIRouter(prefix="/api/v1/vacancies", tags=["Vacancies"], route_class=CleanRoute)
READ, WRITE = may("vacancy.read"), may("vacancy.write")
_ONE = ("get_vacancy", "change_vacancy", "fill_vacancy", "withdraw_vacancy")
THEN, FIRST = followed_by(*_ONE, vacancy_id="/id"), followed_by(*_ONE, vacancy_id="/items/0/id")
UNDO = followed_by("get_vacancy", "reopen_vacancy", vacancy_id="/id")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=40, description='the revision, e.g. "3"')]


class IfMatchInvalid(Problem):
    """If-Match must hold the revision in quotes, for example "3"."""

    code = "if_match_invalid"
    german = 'Die Kopfzeile If-Match braucht die Revision in Anführungszeichen, zum Beispiel "3".'


class Bulk(Contract):
    """Up to 2,000 vacancies; each is judged on its own."""

    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2000)]


def _tagged(response: Response, accepted: VacancyAccepted) -> VacancyAccepted:
    response.headers["ETag"] = f'"{accepted.revision}"'
    return accepted


def _revision(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 9:
        raise IfMatchInvalid()
    return int(text)


@router.post("", status_code=201, dependencies=[WRITE], responses={201: THEN})
async def post_vacancy(
    vacancy: VacancyInput,
    principal: Caller,
    services: ServicesOf,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> VacancyAccepted:
    """Publish a vacancy (or keep it as a draft). What the law or a reader would object to comes as warnings."""
    command = PostVacancy(principal=principal, vacancy=vacancy, idempotency_key=idempotency_key)
    accepted = await services.vacancies.call("post_vacancy", command, VacancyAccepted)
    response.headers["Location"] = f"/api/v1/vacancies/{accepted.id}"
    return _tagged(response, accepted)


@router.post("/bulk", dependencies=[WRITE])
async def post_vacancies(
    bulk: Bulk, principal: Caller, services: ServicesOf, idempotency_key: IdempotencyKey
) -> BulkResult:
    """Up to 2,000 at once; a used external_id updates. Verdict for each item, in order."""
    return await push_in_parts(bulk.items, principal=principal, services=services, key=idempotency_key)


@router.get("", dependencies=[WRITE], responses={200: FIRST})
async def list_vacancies(principal: Caller, services: ServicesOf) -> VacancyList:
    """The vacancies of the key's company, newest change first."""
    return await services.vacancies.call("list_vacancies", ListVacancies(principal=principal), VacancyList)


@router.put("/{vacancy_id}", dependencies=[WRITE], responses={200: THEN})
async def change_vacancy(
    vacancy_id: UUID,
    vacancy: VacancyInput,
    principal: Caller,
    services: ServicesOf,
    response: Response,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> VacancyAccepted:
    """Replace a vacancy; If-Match holds the revision you have seen, another one gives 412."""
    command = ChangeVacancy(
        principal=principal,
        idempotency_key=idempotency_key,
        vacancy_id=vacancy_id,
        if_match=_revision(if_match),
        vacancy=vacancy,
    )
    return _tagged(response, await services.vacancies.call("change_vacancy", command, VacancyAccepted))


@router.delete("/{vacancy_id}", dependencies=[WRITE], responses={200: UNDO})
async def withdraw_vacancy(vacancy_id: UUID, principal: Caller, services: ServicesOf) -> VacancyAccepted:
    """Withdraw a vacancy; afterwards its address answers 410."""
    command = CloseVacancy(principal=principal, vacancy_id=vacancy_id)
    return await services.vacancies.call("close_vacancy", command, VacancyAccepted)


@router.post("/{vacancy_id}/fill", dependencies=[WRITE], responses={200: UNDO})
async def fill_vacancy(vacancy_id: UUID, principal: Caller, services: ServicesOf) -> VacancyAccepted:
    """All places are taken."""
    command = CloseVacancy(principal=principal, vacancy_id=vacancy_id, reason="filled")
    return await services.vacancies.call("close_vacancy", command, VacancyAccepted)


@router.post("/{vacancy_id}/reopen", dependencies=[WRITE])
async def reopen_vacancy(vacancy_id: UUID, principal: Caller, services: ServicesOf) -> VacancyAccepted:
    """Undo withdraw or fill."""
    command = ReopenVacancy(principal=principal, vacancy_id=vacancy_id)
    return await services.vacancies.call("reopen_vacancy", command, VacancyAccepted)


@router.get("/{vacancy_id}", dependencies=[READ])
async def get_vacancy(vacancy_id: UUID, principal: Anyone, services: ServicesOf, response: Response) -> VacancyRecord:
    """One published vacancy; its owner also sees drafts."""
    command = GetVacancy(vacancy_id=vacancy_id, principal=principal)
    record = await services.vacancies.call("get_vacancy", command, VacancyRecord)
    response.headers["ETag"] = f'"{record.revision}"'
    return record
