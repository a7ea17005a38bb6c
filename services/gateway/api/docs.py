"""Pages of the API description, from this host alone."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.gateway.auth import may

router = APIRouter(dependencies=[may("public.read")])

_PAGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heimvorteil API</title><link rel="stylesheet" href="/static/vendor/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/static/vendor/swagger-ui-bundle.js"></script>
<script src="/static/api-docs.js"></script></body></html>"""


@router.get("/api/docs", include_in_schema=False)
async def docs() -> HTMLResponse:
    """Swagger UI on our own OpenAPI document."""
    return HTMLResponse(_PAGE)
