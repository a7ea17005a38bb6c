"""From any error to an answer: problem+json for programs, a page for people."""

from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from services.gateway.acting import CompanyUnnamed, unnamed
from services.gateway.areas import SignedOut
from services.gateway.headers import security_headers
from services.gateway.pages.error import error_page
from services.gateway.pages.forms import typed
from services.gateway.pages.session import signed_out
from services.gateway.problems import TITLES, TooLarge, plain_problem, problem_json, wants_json
from services.gateway.uploads import UploadRefused
from shared.contracts.problems import FieldsInvalid, Problem, errors_of

log = structlog.get_logger()
CLIENT_CLOSED = 499
"""As nginx notes it; there is no number for it in RFC 9110."""
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(UploadRefused, _refused)
    app.add_exception_handler(CompanyUnnamed, unnamed)  # type: ignore[arg-type]  # as below
    app.add_exception_handler(SignedOut, signed_out)  # type: ignore[arg-type]  # starlette wants it for any exception
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _defect)


async def _problem(request: Request, error: Any) -> Response:
    response = problem_json(error.body)
    if wants_json(request):
        return response
    kept = await typed(request) if error.body.kind in ("unavailable", "too_many") else ()
    shown = error_page(request, response.status_code, error.body.detail, kept=kept)
    shown.headers.update({name: said for name, said in response.headers.items() if name == "retry-after"})
    return shown


async def _refused(request: Request, error: Any) -> Response:
    if not wants_json(request):
        return error_page(request, error.status, error.message_de, error.message_en)
    return plain_problem(error.status, error.code, error.message_de, error.message_en)


async def _invalid(request: Request, error: Any) -> Response:
    found = [{**item, "loc": _field(item)} for item in error.errors()]
    return await _problem(request, FieldsInvalid(errors=errors_of(found)))


def _field(item: Any) -> tuple[Any, ...]:
    """Where in the input; a body that is no JSON has no fields, only a position in its text."""
    return () if item["type"] == "json_invalid" else tuple(item["loc"])[1:]


async def _http(request: Request, error: Any) -> Response:
    title = TITLES.get(error.status_code, "Das hat nicht geklappt")
    if not wants_json(request):
        return error_page(request, error.status_code)
    if error.status_code == 413:
        return problem_json(TooLarge().body)
    response = plain_problem(error.status_code, f"http_{error.status_code}", f"{title}.", str(error.detail))
    response.headers.update(error.headers or {})
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(_methods(request))
    return response


def _methods(request: Request) -> list[str]:
    """What may be done at this address; starlette names the methods of its first route only (RFC 9110 wants all)."""
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    routes = request.app.routes
    return [name for name, scope in scopes.items() if any(route.matches(scope)[0] is Match.FULL for route in routes)]


async def _left(_request: Request, _error: Any) -> Response:
    """Whoever asked has gone before the end of the question: no fault of ours, and nobody reads the answer."""
    return Response(status_code=CLIENT_CLOSED)


async def _defect(request: Request, error: Any) -> Response:
    log.error("defect", status=500, path=request.url.path, exc_info=error)
    text = "Das ist unser Fehler, nicht deiner. Nichts wurde verändert; bitte versuche es gleich noch einmal."
    english = "This is our fault. Please try again shortly."
    plain = plain_problem(500, "defect", text, english)
    response = plain if wants_json(request) else error_page(request, 500)
    response.headers.update(security_headers(request.url.scheme))  # the guard is inside of what catches this
    return response
