"""A friendly page for every error: what happened and what to do."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.forms import Filled
from services.gateway.pages.language import language_of
from services.gateway.pages.rendering import WHOLE, page
from services.gateway.pages.texts import HELP


def error_page(
    request: Request, status: int, text: str = "", english: str = "", kept: Iterable[tuple[str, str]] = ()
) -> HTMLResponse:
    """The error as a page; `text` says in German what happened, `english` the same where the catalogue has it not.

    `kept` is a form that can be sent once more.
    """
    title, advice = HELP.get(status, HELP[500] if status >= 500 else HELP[422])
    text = english if english and language_of(request).code == "en" else text
    response = page(
        request, "error.html", status, code=status, title=title, text=text, advice=advice, asked=Filled(), kept=kept
    )
    response.headers.update(WHOLE)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
