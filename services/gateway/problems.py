"""RFC 9457 at the edge: one table from kind of problem to HTTP status."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from shared.contracts.problems import Problem, ProblemBody, ProblemKind
from shared.runtime import trace

STATUS: dict[ProblemKind, int] = {
    "invalid": 422,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "gone": 410,
    "conflict": 409,
    "stale": 412,
    "too_large": 413,
    "unsupported": 415,
    "unavailable": 503,
    "too_many": 429,
}
TITLES = {
    400: "Die Anfrage ist nicht lesbar",
    401: "Bitte anmelden",
    403: "Das ist hier nicht erlaubt",
    404: "Das gibt es hier nicht",
    405: "So geht es hier nicht",
    409: "Das gibt es schon",
    410: "Das gibt es nicht mehr",
    412: "Inzwischen geändert",
    413: "Zu groß",
    415: "Dieses Format geht hier nicht",
    422: "Bitte Angaben prüfen",
    429: "Gerade zu oft",
    500: "Da ist bei uns etwas schiefgegangen",
    503: "Gerade nicht erreichbar",
}


_TEXT = {"type": "string"}
_FIELD_ERROR = {
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT},
}
_DOCUMENT = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "detail_en", "errors"],
    "properties": {
        **dict.fromkeys(("type", "title", "code", "detail", "detail_en", "trace_id"), _TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _FIELD_ERROR},
    },
}
_REFUSAL: dict[str, Any] = {
    "description": "A problem after RFC 9457",
    "content": {"application/problem+json": {"schema": _DOCUMENT}},
}
REFUSALS: dict[int | str, dict[str, Any]] = {"4XX": _REFUSAL, "5XX": _REFUSAL}
"""What every operation of the API may answer instead, for its description."""


def followed_by(*operations: str, **parameters: str) -> dict[str, Any]:
    """Of an answer in the description: operations that take these parts of it, as `vacancy_id="/id"`, as theirs."""
    given = {name: f"$response.body#{pointer}" for name, pointer in parameters.items()}
    return {"links": {name: {"operationId": name, "parameters": given} for name in operations}}


class NotFound(Problem):
    """There is nothing at this address."""

    kind = "not_found"
    code = "not_found"
    german = "Unter dieser Adresse gibt es nichts."


class Forbidden(Problem):
    """This key may not do that."""

    kind = "forbidden"
    code = "key_kind_not_allowed"
    german = "Dieser Schlüssel darf das nicht."


class KeyMissing(Problem):
    """This needs an API key in the header "Authorization: Bearer <key>"."""

    kind = "unauthorized"
    code = "key_missing"
    german = "Dafür braucht es einen Schlüssel in der Kopfzeile „Authorization: Bearer <Schlüssel>“."


class TooLarge(Problem):
    """The body is larger than this address accepts."""

    kind = "too_large"
    code = "body_too_large"
    german = "Das ist zu groß. Bitte teile es in kleinere Stücke."


class TooMany(Problem):
    """Too many requests from here. The header Retry-After says in how many seconds it goes on."""

    kind = "too_many"
    code = "too_many_requests"
    german = "Von hier kamen gerade sehr viele Anfragen. Bitte warte einen Moment und versuche es dann noch einmal."


class UnsupportedMedia(Problem):
    """The content type is not one this address reads."""

    kind = "unsupported"
    code = "content_type_unsupported"
    german = "Dieses Format lesen wir hier nicht. Erwartet wird application/json."


def problem_json(body: ProblemBody, status: int | None = None) -> JSONResponse:
    """The problem as application/problem+json; further members of the body stand beside the standard ones."""
    code = status or STATUS[body.kind]
    content: dict[str, Any] = {
        "type": f"urn:heimvorteil:problem:{body.code}",
        "title": TITLES.get(code, "Das hat nicht geklappt"),
        "status": code,
        "code": body.code,
        "detail": body.detail,
        "detail_en": body.detail_en,
        "errors": [error.wire() for error in body.errors],
        **body.extra,
    }
    traceparent = trace.current()
    if traceparent:
        content["trace_id"] = traceparent.split("-")[1]
    headers = {"Retry-After": str(body.extra.get("retry_after", 5))} if code in (429, 503) else {}
    if code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content, status_code=code, headers=headers, media_type="application/problem+json")


def wants_json(request: Request) -> bool:
    """True for the API and for callers that do not ask for a page."""
    return request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", "")


def plain_problem(status: int, code: str, german: str, english: str) -> JSONResponse:
    """A problem with a status of its own (400, 405, 500 …)."""
    body = ProblemBody(kind="invalid", code=code, detail=german, detail_en=english)
    return problem_json(body, status)
