"""For schools: how a program hands over a cohort. The examples are run by tests."""

from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import may
from services.gateway.pages.rendering import HERE, page

router = APIRouter(prefix="/schule/schnittstelle", dependencies=[may("public.read")])
EXAMPLES = HERE / "templates" / "school" / "examples"


@lru_cache
def examples() -> dict[str, str]:
    """The text of each example by file name."""
    return {path.name: path.read_text("utf-8").strip() for path in sorted(EXAMPLES.iterdir())}


@router.get("")
async def explain(request: Request) -> HTMLResponse:
    """The page; no key is needed to read it."""
    return page(request, "school/push.html", examples=examples())
