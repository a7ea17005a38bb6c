"""ASGI middleware in front of everything: trace, forged forms, body limits, content types, security headers."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.acting import own_path
from services.gateway.forgery import ForeignForm, forged
from services.gateway.headers import security_headers
from services.gateway.pages.error import error_page
from services.gateway.problems import TooLarge, UnsupportedMedia, problem_json, wants_json
from shared.contracts.problems import ProblemBody
from shared.runtime import trace

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = structlog.get_logger()
PROBE = "/readyz"
"""Asked while a service starts: its 503 is an answer, no failure."""
MEGABYTE = 1024 * 1024
LIMITS = {
    "/api/v1/vacancies/bulk": 48 * MEGABYTE,
    "/api/v1/cohorts": 12 * MEGABYTE,
    "/schule": 12 * MEGABYTE,
    "/betrieb/liste": 12 * MEGABYTE,
}
DEFAULT_LIMIT = MEGABYTE
MULTIPART = ("/api/v1/cohorts",)
_ERROR = 400
NEVER_KEPT = ("cache-control", "no-store")
"""Of errors: browsers keep a 410 for ever when it says nothing (RFC 9110, 15.1), and what is gone may come back."""


class BodyTooLarge(HTTPException):
    """More bytes came than the address takes; raised while the body is being read."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"at most {limit} bytes")


class Guard:
    """Wraps the application; refuses too large or wrongly typed bodies before they are read whole."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        with trace.traced(headers.get("traceparent")):
            await self._guarded(scope, receive, _with_headers(scope, send), headers)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        limit = LIMITS.get(own_path(scope["path"]).rstrip("/"), DEFAULT_LIMIT)
        refusal = _refusal(scope, headers, limit)
        if refusal is not None:
            await refused(Request(scope), refusal)(scope, receive, send)
            return
        await self._app(scope, _limited(receive, limit), send)


def refused(request: Request, body: ProblemBody) -> Response:
    """The refusal as problem+json, or as a page for people."""
    response = problem_json(body)
    return response if wants_json(request) else error_page(request, response.status_code, body.detail)


def _refusal(scope: Scope, headers: dict[str, str], limit: int) -> Any:
    if forged(scope["method"], headers):
        return ForeignForm().body
    if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > limit:
        return TooLarge(limit_bytes=limit).body
    writes_json = scope["method"] in ("POST", "PUT", "PATCH") and scope["path"].startswith("/api/")
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    allowed = kind == "application/json" or kind.endswith("+json")
    if kind == "multipart/form-data" and scope["path"].rstrip("/") in MULTIPART:
        allowed = True
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    return UnsupportedMedia().body if writes_json and has_body and not allowed else None


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge(limit)
        return message

    return counting


def _with_headers(scope: Scope, send: Send) -> Send:
    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {key.lower() for key, _ in message["headers"]}
            said = list(security_headers(scope["scheme"]).items())
            said = [*said, NEVER_KEPT] if message["status"] >= _ERROR else said
            extra = [(name.encode(), value.encode()) for name, value in said if name.encode() not in present]
            traceparent = trace.current() or ""
            message["headers"] = [*message["headers"], *extra, (b"traceparent", traceparent.encode())]
            if message["status"] >= 500 and scope["path"] != PROBE:
                route = getattr(scope.get("route"), "path", "")
                log.warning("not served", status=message["status"], method=scope["method"], route=route)
        await send(message)

    return adding
