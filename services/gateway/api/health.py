"""Probes: alive, ready, counters."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.gateway.auth import ServicesOf

router = APIRouter(tags=["Operation"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive; nothing else is asked."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(services: ServicesOf) -> JSONResponse:
    """Which services can serve; 503 while one cannot."""
    state = await services.ready()
    return JSONResponse(state, status_code=200 if all(state.values()) else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
