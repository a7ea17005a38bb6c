"""Probes: alive, ready, counters."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.gateway.auth import ServicesOf, may

router = APIRouter(tags=["Operation"], dependencies=[may("public.read")])
_ACCEPTING = ("accounts", "vacancies", "candidates")
"""Services without which no write can be accepted."""


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive; nothing else is asked."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(services: ServicesOf) -> JSONResponse:
    """Which services lack nothing; 503 while nothing can be accepted. Search may be away: it is degraded then."""
    found = await services.readiness()
    serves = all(found[name].serves for name in _ACCEPTING)
    return JSONResponse({name: each.whole for name, each in found.items()}, status_code=200 if serves else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
