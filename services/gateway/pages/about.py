"""What every page links to: who runs this, what happens to data, how accessible it is; Leichte Sprache."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import may
from services.gateway.pages.rendering import page

router = APIRouter(dependencies=[may("public.read")])
CHECKED = date(2026, 11, 26)
"""When the statement of accessibility was last gone through; BITV 2.0 wants that every year, and a test does, too."""


@router.get("/impressum")
async def imprint(request: Request) -> HTMLResponse:
    """Who is responsible (§ 5 DDG, § 18 MStV)."""
    return page(request, "about/imprint.html", operator=request.app.state.settings)


@router.get("/datenschutz")
async def privacy(request: Request) -> HTMLResponse:
    """What is stored about whom, why, how long, and what one can do (articles 13 and 14 GDPR)."""
    return page(request, "about/privacy.html", operator=request.app.state.settings)


@router.get("/barrierefreiheit")
async def accessibility(request: Request) -> HTMLResponse:
    """The statement of accessibility (§ 12b BGG, § 7 BITV 2.0)."""
    return page(request, "about/accessibility.html", operator=request.app.state.settings, checked=CHECKED)


@router.get("/leichte-sprache")
async def easy_language(request: Request) -> HTMLResponse:
    """What this is, how to use it, how accessible it is, in Leichte Sprache (Anlage 2 of BITV 2.0)."""
    return page(request, "about/easy.html", operator=request.app.state.settings)
