"""For search engines: robots.txt and sitemaps of what is public and real."""

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from services.gateway.auth import ServicesOf, may
from services.gateway.clients import Services
from services.gateway.problems import NotFound
from shared.contracts.calls import ListOpen, OpenVacancies
from shared.reference.occupations import occupations

router = APIRouter(dependencies=[may("public.read")])
PAGE = 500
_PARTS = "0123456789abcdef"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SPACE}">\n'
_PUBLIC = ("/", "/interessen")
_CLOSED = ("/api/", "/betrieb", "/schule", "/region", "/gemerkt", "/mandat")


@router.get("/robots.txt")
async def robots(request: Request) -> PlainTextResponse:
    """What is worth a visit; links that narrow a search say themselves that they are not to be followed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), f"Sitemap: {_origin(request)}/sitemap.xml"]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/sitemap.xml")
async def index(request: Request) -> Response:
    """The index: occupations, and vacancies in sixteen parts by the first digit of their ids, each far below 50,000."""
    origin = _origin(request)
    names = ["berufe", *_PARTS]
    parts = "".join(f"<sitemap><loc>{origin}/sitemap-{name}.xml</loc></sitemap>\n" for name in names)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SPACE}">\n'
    return Response(f"{head}{parts}</sitemapindex>\n", media_type="application/xml")


@router.get("/sitemap-{part}.xml")
async def part(request: Request, part: str, services: ServicesOf) -> Response:
    """One part; withdrawn vacancies and invented ones are in none."""
    origin = _origin(request)
    if part == "berufe":
        paths = [*_PUBLIC, *(f"/beruf/{one.id}" for one in occupations().values() if not one.successor)]
        urls = "".join(f"<url><loc>{origin}{path}</loc></url>\n" for path in paths)
        return Response(f"{_HEAD}{urls}</urlset>\n", media_type="application/xml")
    if part not in _PARTS or len(part) != 1:
        raise NotFound()
    pages = _pages(part, services)
    first = await anext(pages)  # a service that is away is an error page, not half a file
    return StreamingResponse(_written(origin, first, pages), media_type="application/xml")


async def _written(origin: str, first: OpenVacancies, rest: AsyncIterator[OpenVacancies]) -> AsyncIterator[str]:
    yield _HEAD + _urls(origin, first)
    async for found in rest:
        yield _urls(origin, found)
    yield "</urlset>\n"


def _urls(origin: str, found: OpenVacancies) -> str:
    return "".join(
        f"<url><loc>{origin}/stelle/{one.id}</loc><lastmod>{one.changed_at.date()}</lastmod></url>\n"
        for one in found.items
        if not one.synthetic
    )


async def _pages(first_digit: str, services: Services) -> AsyncIterator[OpenVacancies]:
    after: UUID | None = UUID(first_digit + "0" * 31)
    before = UUID(first_digit + "f" * 31)
    while after is not None:
        command = ListOpen(after=after, before=before, limit=PAGE)
        found = await services.vacancies.call("list_open", command, OpenVacancies)
        yield found
        after = found.items[-1].id if len(found.items) == PAGE else None


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")
