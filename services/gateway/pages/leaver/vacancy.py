"""One vacancy: for a leaver, for a calendar, for search engines."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from icalendar import Calendar, Event

from services.gateway.auth import ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.leaver.posting import day_after, json_ld
from services.gateway.pages.rendering import page
from services.gateway.problems import NotFound
from services.gateway.views import views_of
from shared.contracts.calls import GetVacancy
from shared.contracts.vacancy import VacancyRecord
from shared.reference.occupations import lesser_known, occupations

router = APIRouter(prefix="/stelle", dependencies=[may("vacancy.read")])


@router.get("/{vacancy_id}")
async def vacancy(request: Request, vacancy_id: str, services: ServicesOf) -> HTMLResponse:
    """One vacancy with everything a leaver wants to know before calling."""
    record = await public(vacancy_id, services)
    views_of(request).opened(request, record.id)
    posting = json_ld(record, _address(request, record))
    return page(request, "leaver/vacancy.html", posting=posting, **facts_of(record))


@router.get("/{vacancy_id}/frist.ics")
async def deadline(request: Request, vacancy_id: str, services: ServicesOf) -> Response:
    """The last day to apply as a calendar's entry (RFC 5545)."""
    record = await public(vacancy_id, services)
    if record.apply_by is None:
        raise NotFound()
    return Response(
        calendar(record, _address(request, record)),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="frist.ics"'},
    )


def calendar(record: VacancyRecord, address: str) -> bytes:
    """One day-long entry that stays the same when it is fetched again."""
    assert record.apply_by is not None  # noqa: S101 - the caller asked
    event = Event()
    event.add("uid", f"{record.id}@heimvorteil")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", record.apply_by)
    event.add("dtend", day_after(record.apply_by))
    event.add("summary", f"Bewerben: {record.occupation.name}, {record.employer.name}")
    event.add("location", f"{record.location.postal_code} {record.location.city}")
    event.add("url", address)
    found = Calendar()
    found.add("prodid", "-//Heimvorteil//DE")
    found.add("version", "2.0")
    found.add_component(event)
    return bytes(found.to_ical())


def facts_of(record: VacancyRecord) -> dict[str, Any]:
    """What the details of a vacancy show: the record and what we know of its occupation."""
    known = occupations().get(record.occupation.id)
    rare = known is not None and lesser_known(known, record.location.land)
    return {"vacancy": record, "occupation": known, "lesser_known": rare, "synthetic": record.synthetic}


async def public(text: str, services: Services) -> VacancyRecord:
    """A public vacancy by the id in an address.

    Raises:
        NotFound: that is no id.
        Problem: unknown, or no longer offered.
    """
    try:
        command = GetVacancy(vacancy_id=UUID(text))
    except ValueError as error:
        raise NotFound() from error
    return await services.vacancies.call("get_vacancy", command, VacancyRecord)


def _address(request: Request, record: VacancyRecord) -> str:
    return f"{str(request.base_url).rstrip('/')}/stelle/{record.id}"
