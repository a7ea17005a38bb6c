"""For schools: a letter with a claim code for each leaver. Names are added on the school's computer, or by hand."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.rendering import page
from services.gateway.pages.school.printing import pdf
from services.gateway.pages.school.reading import facts_for_reading, living_seasons
from shared.contracts.calls import CodesIssued, IssueCodes, Leavers, ListedLeaver, ListLeavers, Principal

router = APIRouter(prefix="/schule/briefe", dependencies=[may("code.issue")])
AT_ONCE = 50  # codes of a call: each takes argon2 15 ms
CODE_TIMEOUT = 60.0  # seconds
Season = Annotated[str, Form()]


@dataclass(frozen=True)
class Letter:
    """One leaver's letter: the code, its address as a QR code (SVG), and how the school knows the row."""

    row_key: str
    code: str
    address: str
    qr: str


@router.get("")
async def ask(request: Request, school: Caller) -> HTMLResponse:
    """What letters are, and the form that makes them."""
    return _shown(request, school, living_seasons()[0], ())


@router.post("")
async def show(request: Request, school: Caller, services: ServicesOf, season: Season = "") -> HTMLResponse:
    """New codes, and a page of letters to print."""
    season = season if season in living_seasons() else living_seasons()[0]
    made = await letters_of(school, season, services, _origin(request))
    return _shown(request, school, season, made, empty=not made)


@router.post(".pdf")
async def print_out(request: Request, school: Caller, services: ServicesOf, season: Season = "") -> Response:
    """New codes, and the letters as PDF, without names."""
    season = season if season in living_seasons() else living_seasons()[0]
    made = await letters_of(school, season, services, _origin(request))
    if not made:
        return _shown(request, school, season, made, empty=True)
    shown = page(request, "school/letters_print.html", school=school, season=season, letters=made)
    content = await asyncio.to_thread(pdf, bytes(shown.body).decode())
    headers = {"Content-Disposition": f'attachment; filename="briefe-{season}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


async def letters_of(school: Principal, season: str, services: Services, origin: str) -> list[Letter]:
    """A letter with a new code for each of the school's leavers of the season, in the order of their row keys."""
    leavers, asked_at = await _leavers(school, season, services), datetime.now(UTC)
    codes: dict[str, str] = {}
    for start in range(0, len(leavers), AT_ONCE):
        part = tuple(leaver.leaver_id for leaver in leavers[start : start + AT_ONCE])
        command = IssueCodes(principal=school, season=season, asked_at=asked_at, leavers=part)
        issued = await services.accounts.call("issue_codes", command, CodesIssued, timeout=CODE_TIMEOUT)
        codes |= {str(item.leaver_id): item.code for item in issued.items}
    made = ((leaver, codes[str(leaver.leaver_id)]) for leaver in leavers)
    return await asyncio.to_thread(lambda: [_letter(leaver, code, origin) for leaver, code in made])


def _letter(leaver: ListedLeaver, code: str, origin: str) -> Letter:
    """The code stands behind #: it is never sent as part of an address."""
    address = f"{origin}/code#{code}"
    return Letter(leaver.row_key, code, f"{origin}/code", segno.make(address, error="m").svg_inline(scale=3, border=2))


async def _leavers(school: Principal, season: str, services: Services) -> list[ListedLeaver]:
    found: list[ListedLeaver] = []
    while True:
        after = found[-1].leaver_id if found else None
        question = ListLeavers(principal=school, season=season, after=after, limit=500)
        part = await services.candidates.call("list_leavers", question, Leavers)
        if not part.items:
            return sorted(found, key=lambda leaver: leaver.row_key)
        found.extend(part.items)


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _shown(
    request: Request, school: Principal, season: str, letters: Sequence[Letter], *, empty: bool = False
) -> HTMLResponse:
    reading = facts_for_reading(request, school)
    facts: dict[str, Any] = {"season": season, "letters": letters, "empty": empty, "reading": reading}
    return page(request, "school/letters.html", school=school, seasons=living_seasons(), **facts)
