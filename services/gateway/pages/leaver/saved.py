"""Saved places. Which they are only the browser knows; it sends their ids to see their cards, and nothing is kept."""

import asyncio
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.rendering import invented, page
from shared.contracts.calls import GetVacancy
from shared.contracts.problems import Problem
from shared.contracts.search import Hit, HitLocation, HitOccupation
from shared.contracts.vacancy import VacancyRecord
from shared.reference.occupations import lesser_known, occupation

router = APIRouter(prefix="/gemerkt", dependencies=[may("vacancy.read")])
MOST = 30


@router.get("")
async def saved(request: Request) -> HTMLResponse:
    """The page, still without cards."""
    return page(request, "leaver/saved.html")


@router.post("")
async def cards(request: Request, services: ServicesOf) -> HTMLResponse:
    """The cards of some vacancies, in the order asked for; those taken are said to be gone."""
    form = await request.form()
    ids = [text for text in form.getlist("id")[:MOST] if isinstance(text, str)]
    found = await asyncio.gather(*(_hit(text, services) for text in ids))
    hits = [hit for hit in found if hit]
    gone = [text for text, hit in zip(ids, found, strict=True) if hit is None]
    return page(request, "leaver/saved_cards.html", hits=hits, gone=gone, synthetic=invented(hits))


async def _hit(text: str, services: Services) -> Hit | None:
    try:
        command = GetVacancy(vacancy_id=UUID(text))
        return hit_of_record(await services.vacancies.call("get_vacancy", command, VacancyRecord))
    except ValueError:
        return None
    except Problem as problem:
        if problem.body.kind not in ("gone", "not_found"):
            raise
        return None


def hit_of_record(record: VacancyRecord) -> Hit:
    """A vacancy as a card shows it."""
    known = occupation(record.occupation.id)
    place = record.location
    shared = record.model_dump(include=set(Hit.model_fields) - {"occupation", "employer", "location"})
    return Hit(
        **shared,
        occupation=HitOccupation(
            **record.occupation.model_dump(), known=known.known if known else "well", daily=known.daily if known else ""
        ),
        employer=record.employer.name,
        location=HitLocation(
            postal_code=place.postal_code, city=place.city, latitude=place.latitude, longitude=place.longitude
        ),
        lesser_known=known is not None and lesser_known(known, place.land),
    )
