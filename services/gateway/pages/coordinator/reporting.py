"""For coordinators: a Kreis on one page. Computed beside the request, with its progress."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from services.gateway.auth import Caller, may
from services.gateway.kreis_reports import STEPS, KreisReports
from services.gateway.pages.coordinator.region import kreis_of
from services.gateway.pages.rendering import page
from services.gateway.problems import NotFound
from shared.reference.kreise import kreise

router = APIRouter(prefix="/region/bericht", dependencies=[may("market.unseen")])


@router.get("")
async def show(request: Request, region: Caller, kreis: str = "") -> HTMLResponse:
    """Choose a Kreis; then how far its report is, and where it is."""
    chosen = kreis_of(kreis)
    job = _reports(request).job(chosen.ags) if chosen else None
    facts = {"kreis": chosen, "asked": kreis[:80], "kreise": sorted(kreise().values(), key=lambda one: one.name)}
    return page(request, "coordinator/report.html", region=region, job=job, steps=STEPS, **facts)


@router.post("")
async def start(request: Request, region: Caller, kreis: Annotated[str, Form()] = "") -> Response:
    """Begin, or go on waiting for what has begun."""
    chosen = kreis_of(kreis)
    if chosen is not None:
        _reports(request).start(chosen.ags)
    return RedirectResponse(f"/region/bericht?{urlencode({'kreis': chosen.ags if chosen else kreis[:80]})}", 303)


@router.get("/{ags}.pdf")
async def download(request: Request, ags: str, region: Caller) -> Response:
    """The page."""
    job = _reports(request).job(ags)
    if job is None or job.state != "done":
        raise NotFound()
    name = f"kreis-{ags}-simulation.pdf"
    return FileResponse(_reports(request).path(ags), media_type="application/pdf", filename=name)


def _reports(request: Request) -> KreisReports:
    return request.app.state.kreis_reports  # type: ignore[no-any-return]
