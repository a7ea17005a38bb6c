"""For schools: a letter with a claim code for each leaver. Names are added on the school's computer, or by hand."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import segno
import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.rendering import page
from services.gateway.pages.school.printing import pdf
from services.gateway.pages.school.reading import facts_for_reading, living_seasons
from shared.contracts.calls import ClaimCode, CodesIssued, IssueCodes, Leavers, ListedLeaver, ListLeavers, Principal
from shared.contracts.problems import Problem

router = APIRouter(prefix="/schule/briefe", dependencies=[may("code.issue")])
AT_ONCE = 50  # codes of a call: each takes argon2 15 ms
IN_A_FILE = 200  # letters of a PDF: 20 seconds and 200 MB
CODE_TIMEOUT = 60.0  # seconds
Season = Annotated[str, Form()]
Part = Annotated[int, Form(ge=0, le=1000)]
log = structlog.get_logger()


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
    return _shown(request, school, living_seasons()[0])


@router.post("")
async def show(request: Request, school: Caller, services: ServicesOf, season: Season = "") -> Response:
    """New codes, and a page of letters to print that arrives in parts: 2,000 codes take half a minute."""
    season = _living(season)
    return await letters_page(request, school, season, await leavers_of(school, season, services), services)


async def letters_page(
    request: Request, school: Principal, season: str, leavers: Sequence[ListedLeaver], services: Services
) -> Response:
    """New codes for these, with their letters; what they had before ends."""
    if not leavers:
        return _shown(request, school, season, empty=True)
    shell = _shown(request, school, season, count=len(leavers))
    parts = _in_parts(leavers, school, season, services, _origin(request))
    first = await anext(parts)  # a service that is away is an error page, not half a page
    kept = {name: value for name, value in shell.headers.items() if name != "content-length"}
    return StreamingResponse(_streamed(request, shell, school, season, first, parts), headers=kept)


@router.post(".pdf")
async def print_out(
    request: Request, school: Caller, services: ServicesOf, season: Season = "", teil: Part = 0
) -> Response:
    """New codes, and the letters as PDF, without names; more than fit into one file are asked for in parts."""
    season = _living(season)
    leavers = await leavers_of(school, season, services)
    if not leavers:
        return _shown(request, school, season, empty=True)
    if len(leavers) > IN_A_FILE and not teil:
        return _shown(request, school, season, files=[*range(1, -(-len(leavers) // IN_A_FILE) + 1)], among=len(leavers))
    wanted = leavers[max(teil - 1, 0) * IN_A_FILE :][:IN_A_FILE]
    parts = _in_parts(wanted, school, season, services, _origin(request))
    made = [letter async for part in parts for letter in part]
    controller = request.app.state.settings.controller
    facts = {"school": school, "season": season, "letters": made, "controller": controller}
    shown = page(request, "school/letters_print.html", 200, **facts)
    content = await asyncio.to_thread(pdf, bytes(shown.body).decode())
    name = f"briefe-{season}{f'-teil-{teil}' if teil else ''}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


async def _in_parts(
    leavers: Sequence[ListedLeaver], school: Principal, season: str, services: Services, origin: str
) -> AsyncIterator[list[Letter]]:
    """A letter with a new code for each of them, in their order; all codes are of one print."""
    asked_at = datetime.now(UTC)
    for start in range(0, len(leavers), AT_ONCE):
        part = leavers[start : start + AT_ONCE]
        wanted = tuple(leaver.leaver_id for leaver in part)
        command = IssueCodes(principal=school, season=season, asked_at=asked_at, leavers=wanted)
        issued = await services.accounts.call("issue_codes", command, CodesIssued, timeout=CODE_TIMEOUT)
        codes = {item.leaver_id: item for item in issued.items}
        yield await asyncio.to_thread(_letters, part, codes, origin)


async def _streamed(
    request: Request,
    shell: HTMLResponse,
    school: Principal,
    season: str,
    first: list[Letter],
    rest: AsyncIterator[list[Letter]],
) -> AsyncIterator[bytes]:
    """The page around its letters; what fails on the way is said where the letters end."""

    def shown(letters: Sequence[Letter], broken: bool = False) -> bytes:
        facts: dict[str, Any] = {"school": school, "season": season, "letters": letters, "broken": broken}
        facts["controller"] = request.app.state.settings.controller
        return bytes(page(request, "school/letters_part.html", **facts).body)

    head, _, tail = bytes(shell.body).partition(b"<!--briefe-->")
    yield head + shown(first)
    try:
        async for part in rest:
            yield shown(part)
    except Problem:
        log.warning("letters_broken_off")
        yield shown((), broken=True)
    yield tail


def _living(season: str) -> str:
    return season if season in living_seasons() else living_seasons()[0]


def _letters(leavers: Sequence[ListedLeaver], codes: Mapping[UUID, ClaimCode], origin: str) -> list[Letter]:
    return [_letter(leaver, codes[leaver.leaver_id], origin) for leaver in leavers]


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
    return segno.make(text, error="m").svg_inline(border=2, omitsize=True)


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


def _shown(request: Request, school: Principal, season: str, **facts: Any) -> HTMLResponse:
    nothing: dict[str, Any] = {"count": 0, "files": (), "among": 0, "empty": False}
    reading = facts_for_reading(request, school)
    shown = {**nothing, **facts, "season": season, "seasons": living_seasons(), "reading": reading}
    return page(request, "school/letters.html", school=school, **shown)
