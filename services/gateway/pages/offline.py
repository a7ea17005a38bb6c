"""For a phone without a net: the service worker that keeps the shell, the manifest, and the page that stands in."""

import hashlib
import json
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from services.gateway.auth import may
from services.gateway.pages.language import language_of, translations_of
from services.gateway.pages.rendering import page
from services.gateway.pages.styles import STATIC, style_sheet
from services.gateway.pages.texts import N_

router = APIRouter(dependencies=[may("public.read")])
_KEPT = ("*.svg", "js/*.js")
_OTHERS = ("company.js", "code.js", "map.js", "worker.js")
_TITLE, _SENTENCE = "Heimvorteil", N_("Gute Ausbildungsplätze in deiner Nähe, auch solche, die kaum jemand kennt.")


@lru_cache
def worker() -> str:
    """The service worker with the files it keeps and a version that changes with them."""
    files = sorted(path for pattern in _KEPT for path in STATIC.glob(pattern) if path.name not in _OTHERS)
    code = (STATIC / "js" / "worker.js").read_text("utf-8")
    parts = [*(path.read_bytes() for path in files), code.encode(), style_sheet().plain]
    facts = {
        "version": hashlib.sha256(b"".join(parts)).hexdigest()[:16],
        "files": [f"/static/{path.relative_to(STATIC).as_posix()}" for path in files],
    }
    return f"const KEPT = {json.dumps(facts)};\n{code}"


@router.get("/dienst.js")
async def service_worker() -> Response:
    """Asked for again at every visit, so that a new version reaches phones at once."""
    return Response(worker(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/offline")
async def offline(request: Request) -> HTMLResponse:
    """What stands in for a page that was never kept."""
    return page(request, "offline.html")


@router.get("/app.webmanifest")
async def manifest(request: Request) -> JSONResponse:
    """How Heimvorteil lies on a phone's home screen (W3C Web App Manifest)."""
    spoken = language_of(request)
    icons = [{"src": f"/static/app-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    facts = {
        "name": _TITLE,
        "short_name": _TITLE,
        "description": translations_of(spoken.code).gettext(_SENTENCE),
        "lang": spoken.code,
        "dir": spoken.direction,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f3ff",
        "theme_color": "#ffd23f",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    return JSONResponse(facts, media_type="application/manifest+json")
