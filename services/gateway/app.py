"""The application: routes, probes, static files, pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from services.gateway import errors
from services.gateway.api import cohorts, docs, health, held, matches, search, vacancies
from services.gateway.auth import Principals
from services.gateway.clients import Services
from services.gateway.cohorts import Reader
from services.gateway.guard import Guard
from services.gateway.kreis_reports import KreisReports
from services.gateway.limits import Limiter
from services.gateway.pages import routes as pages
from services.gateway.problems import REFUSALS
from services.gateway.settings import Settings
from services.gateway.store import Hits
from services.gateway.views import Views

HERE = Path(__file__).parent


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hits: Hits | None = app.state.hits
    if hits:
        await hits.open()
    counting = asyncio.create_task(app.state.views.run())
    yield
    counting.cancel()
    await app.state.views.flush(timeout=1.0)
    if hits:
        await hits.close()
    app.state.reader.close()
    await app.state.kreis_reports.close()
    await app.state.services.close()


def create_app(settings: Settings) -> FastAPI:
    """The gateway's application for these settings; opens connections when first used."""
    app = FastAPI(
        title="Heimvorteil",
        version="1",
        description="Gute, wenig bekannte Ausbildungsplätze in der Nähe. Fehler: application/problem+json (RFC 9457).",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.services = Services.of(settings)
    app.state.principals = Principals(app.state.services, settings.principal_cache_seconds)
    app.state.views = Views(app.state.services, settings.views_flush_seconds)
    app.state.kreis_reports = KreisReports()
    app.state.hits = Hits(settings.database_url) if settings.database_url else None
    app.state.limiter = Limiter(app.state.hits, settings.row_key_secret)
    app.state.reader = Reader(settings.upload_workers)
    errors.install(app)
    for router in (health, docs, pages):
        app.include_router(router.router)
    for router in (vacancies, search, matches, cohorts, held):
        app.include_router(router.router, responses=REFUSALS)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(Guard)
    return app
