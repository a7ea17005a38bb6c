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
from shared.contracts.calls import ClaimCode, CodesIssued, IssueCodes, Leavers, ListedLeaver, ListLeavers, Principal

router = APIRouter(prefix="/schule/briefe", dependencies=[may("code.issue")])
AT_ONCE = 50  # codes of a call: each takes argon2 15 ms
CODE_TIMEOUT = 60.0  # seconds
Season = Annotated[str, Form()]


@dataclass(frozen=True)
class Letter:
    """One leaver's letter: the codes, their addresses as QR codes (SVG), and how the school knows the row."""

    row_key: str
    code: str
    decline: str
    address: str
    qr: str
    qr_parents: str
    qr_decline: str


@router.get("")
async def ask(request: Request, school: Caller) -> HTMLResponse:
    """What letters are, and the form that makes them."""
    return show_letters(request, school, living_seasons()[0], ())


@router.post("")
async def show(request: Request, school: Caller, services: ServicesOf, season: Season = "") -> HTMLResponse:
    """New codes, and a page of letters to print."""
    season = season if season in living_seasons() else living_seasons()[0]
    made = await letters_of(school, season, services, request)
    return show_letters(request, school, season, made, empty=not made)


@router.post(".pdf")
async def print_out(request: Request, school: Caller, services: ServicesOf, season: Season = "") -> Response:
    """New codes, and the letters as PDF, without names."""
    season = season if season in living_seasons() else living_seasons()[0]
    made = await letters_of(school, season, services, request)
    if not made:
        return show_letters(request, school, season, made, empty=True)
    shown = page(
        request,
        "school/letters_print.html",
        school=school,
        season=season,
        letters=made,
        controller=request.app.state.settings.controller,
    )
    content = await asyncio.to_thread(pdf, bytes(shown.body).decode())
    headers = {"Content-Disposition": f'attachment; filename="briefe-{season}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


async def letters_of(school: Principal, season: str, services: Services, request: Request) -> list[Letter]:
    """A letter with a new code for each of the school's leavers of the season, in the order of their row keys."""
    leavers = await leavers_of(school, season, services)
    return await letters_for(leavers, school, season, services, request, datetime.now(UTC))


async def letters_for(
    leavers: Sequence[ListedLeaver],
    school: Principal,
    season: str,
    services: Services,
    request: Request,
    asked_at: datetime,
) -> list[Letter]:
    """A letter with a new code for each of these; what they had before ends."""
    codes: dict[str, ClaimCode] = {}
    for start in range(0, len(leavers), AT_ONCE):
        part = tuple(leaver.leaver_id for leaver in leavers[start : start + AT_ONCE])
        command = IssueCodes(principal=school, season=season, asked_at=asked_at, leavers=part)
        issued = await services.accounts.call("issue_codes", command, CodesIssued, timeout=CODE_TIMEOUT)
        codes |= {str(item.leaver_id): item for item in issued.items}
    made, origin = ((leaver, codes[str(leaver.leaver_id)]) for leaver in leavers), _origin(request)
    return await asyncio.to_thread(lambda: [_letter(leaver, code, origin) for leaver, code in made])


def _letter(leaver: ListedLeaver, made: ClaimCode, origin: str) -> Letter:
    """Codes stand behind #: they are never sent as part of an address."""
    return Letter(
        leaver.row_key,
        made.code,
        made.decline,
        f"{origin}/code",
        qr=_qr(f"{origin}/code#{made.code}"),
        qr_parents=_qr(f"{origin}/eltern"),
        qr_decline=_qr(f"{origin}/nein-danke#{made.decline}"),
    )


def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_inline(scale=3, border=2)


async def leavers_of(school: Principal, season: str, services: Services) -> list[ListedLeaver]:
    """A school's leavers of a season, by row key."""
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


def show_letters(
    request: Request, school: Principal, season: str, letters: Sequence[Letter], *, empty: bool = False
) -> HTMLResponse:
    """The page of these letters, and the form for new ones."""
    reading = facts_for_reading(request, school)
    controller = request.app.state.settings.controller
    facts: dict[str, Any] = {
        "controller": controller,
        "season": season,
        "letters": letters,
        "empty": empty,
        "reading": reading,
    }
    return page(request, "school/letters.html", school=school, seasons=living_seasons(), **facts)
