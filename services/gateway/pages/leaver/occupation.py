"""An occupation: what you do, whom it suits, pay, duration, how known it is, places near, relatives."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.auth import ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.forms import Filled
from services.gateway.pages.rendering import invented, page
from services.gateway.pages.texts import HELD
from services.gateway.problems import NotFound
from services.gateway.views import views_of
from shared.contracts.problems import Problem
from shared.contracts.search import Hit, SearchQuery, SearchResult
from shared.reference.activities import activities
from shared.reference.occupations import Occupation, family, lesser_known, occupation, occupations, related
from shared.reference.pay import minimum_pay
from shared.reference.places import find_place

router = APIRouter(prefix="/beruf", dependencies=[may("search.use")])
SHOWN, ASKED = 6, 40
KIN = 6
_PEOPLE = 10


@dataclass(frozen=True)
class Pay:
    """Euro a month in the first year; `legal`: no place near names any, so this is what the law demands at least."""

    lowest: int
    highest: int
    legal: bool


@router.get("/{occupation_id}")
async def show(request: Request, occupation_id: str, services: ServicesOf, where: str = "") -> Response:
    """The page of an occupation; a retired one leads to its successor."""
    found = occupation(occupation_id[:120])
    if found is None:
        raise NotFound()
    if found.successor:
        return RedirectResponse(f"/beruf/{found.successor}", 301)
    return await _page(request, found, where.strip()[:80], services)


async def _page(request: Request, found: Occupation, where: str, services: Services) -> HTMLResponse:
    near = await _near(found, where, services)
    views_of(request).shown(request, near[:SHOWN])
    spot = next(iter(find_place(where)), None) if where else None
    facts: dict[str, Any] = {
        "places": near[:SHOWN],
        "more": len(near) > SHOWN,
        "pay": _pay(found, near),
        "beginners": beginners(found),
        "per_thousand": _per_thousand(found),
        "strongest": _strongest(found),
        "scores": dict(zip("RIASEC", found.riasec, strict=True)),
        "tags": [activities()[tag] for tag in found.activities],
        "kinds": family(found)[1:],
        "kin": related(found, KIN),
        "lesser_known": lesser_known(found, spot.land if spot else None),
    }
    return page(
        request, "leaver/occupation.html", found=found, asked=Filled(where=where), synthetic=invented(near), **facts
    )


async def _near(found: Occupation, where: str, services: Services) -> list[Hit]:
    """Places of the occupation or its Fachrichtungen, nearest first if a place was named; none while search is away."""
    query = SearchQuery(q=found.name, where=where, size=ASKED, sort="distance" if where else "relevance")
    wanted = {one.id for one in family(found)}
    try:
        result = await services.search.call("search", query, SearchResult)
    except Problem:
        return []
    return [hit for hit in result.hits if hit.occupation.id in wanted]


def _pay(found: Occupation, near: list[Hit]) -> Pay | None:
    first = [hit.pay_per_month[0] for hit in near if hit.pay_per_month and hit.pay_per_month[0]]
    if first:
        return Pay(min(first), max(first), legal=False)
    legal = next((pay for year in range(2040, 2023, -1) if (pay := minimum_pay(year))), None)
    return Pay(legal[0], legal[0], legal=True) if legal and found.minimum_pay_applies else None


def _per_thousand(found: Occupation) -> float | None:
    """How many of 1,000 who began an apprenticeship in 2023 began this one."""
    all_of_them = sum(one.contracts_2023 or 0 for one in occupations().values())
    return 1000 * found.contracts_2023 / all_of_them if found.contracts_2023 else None


def beginners(found: Occupation) -> list[tuple[str, int]] | None:
    """Ten beginners by their certificate, lowest first; the largest remainders round up to ten. None: unknown."""
    shares = [share or 0.0 for share in found.shares]
    if not sum(shares):
        return None
    exact = [_PEOPLE * share / sum(shares) for share in shares]
    people = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: people[i] - exact[i])
    for i in by_rest[: _PEOPLE - sum(people)]:
        people[i] += 1
    names = [HELD[name] for name in ("none", "hauptschule", "mittlerer", "hochschulreife")]
    return [(name, count) for name, count in zip(names, people, strict=True) if count]


def _strongest(found: Occupation) -> list[str]:
    ranked = sorted(zip(found.riasec, "RIASEC", strict=True), reverse=True)
    return [letter for _, letter in ranked[:2]]
