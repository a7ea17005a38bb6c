"""For coordinators: a Kreis on one page. Computed beside the request, with its progress."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from services.gateway.auth import Caller, may
from services.gateway.kreis_reports import STEPS, KreisReports
from services.gateway.pages.coordinator.region import kreis_of, kreise_of
from services.gateway.pages.rendering import page
from services.gateway.problems import NotFound
from shared.contracts.calls import Principal
from shared.reference.kreise import Kreis

router = APIRouter(prefix="/region/bericht", dependencies=[may("market.unseen")])


@router.get("")
async def show(request: Request, region: Caller, kreis: str = "") -> HTMLResponse:
    """Choose a Kreis; then how far its report is, and where it is."""
    chosen = _own(kreis, region)
    job = _reports(request).job(chosen.ags) if chosen else None
    facts: dict[str, Any] = {"kreis": chosen, "asked": kreis[:80], "kreise": kreise_of(region)}
    return page(request, "coordinator/report.html", region=region, job=job, steps=STEPS, **facts)


@router.post("")
async def start(request: Request, region: Caller, kreis: Annotated[str, Form()] = "") -> Response:
    """Begin, or go on waiting for what has begun."""
    chosen = _own(kreis, region)
    if chosen is not None:
        _reports(request).start(chosen.ags)
    return RedirectResponse(f"/region/bericht?{urlencode({'kreis': chosen.ags if chosen else kreis[:80]})}", 303)


@router.get("/{ags}.pdf")
async def download(request: Request, ags: str, region: Caller) -> Response:
    """The page."""
    job = _reports(request).job(ags) if _own(ags, region) else None
    if job is None or job.state != "done":
        raise NotFound()
    name = f"kreis-{ags}-simulation.pdf"
    return FileResponse(_reports(request).path(ags), media_type="application/pdf", filename=name)


def _own(text: str, region: Principal) -> Kreis | None:
    return kreis_of(text, kreise_of(region))


def _reports(request: Request) -> KreisReports:
    return request.app.state.kreis_reports  # type: ignore[no-any-return]
