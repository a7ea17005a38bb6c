"""The service's side of a call, and /healthz, /readyz, /metrics answered outside the worker pool."""

import json
import time
from collections.abc import Callable
from socket import IPPROTO_TCP, MSG_DONTWAIT, MSG_PEEK, TCP_NODELAY
from typing import Any

import structlog
from nameko.web.handlers import HttpRequestHandler
from nameko.web.server import WebServer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ValidationError
from werkzeug.wrappers import Request, Response

from shared.contracts.base import Contract
from shared.contracts.permissions import permitted
from shared.contracts.problems import FieldsInvalid, Problem, field_errors
from shared.runtime.errors import is_passing
from shared.runtime.metrics import CALLS
from shared.runtime.trace import traced

log = structlog.get_logger()
READY_CHECKS: dict[str, Callable[[], bool]] = {}
"""What this process cannot serve without; filled by its dependency providers."""
HELPFUL_CHECKS: dict[str, Callable[[], bool]] = {}
"""What it serves without for a while, such as the broker: a write is accepted and its event waits."""


class ServiceServer(WebServer):  # type: ignore[misc]  # nameko ships no types
    """nameko's server with the three probes in front of it."""

    def get_wsgi_app(self) -> Any:
        """The application with probes; they run in the connection's green thread, never behind a queue."""
        application = super().get_wsgi_app()
        self._sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # an answer in two writes would wait 40 ms for an ACK

        def with_probes(environ: dict[str, Any], start_response: Any) -> Any:
            probe = _PROBES.get(environ["PATH_INFO"])
            return (probe() if probe else application)(environ, start_response)

        return with_probes

    def context_data_from_headers(self, request: Request) -> dict[str, Any]:
        """What the worker's context carries: the caller's trace."""
        return {"traceparent": request.headers.get("traceparent")}


def _ready() -> Response:
    needed = {name: check() for name, check in READY_CHECKS.items()}
    state = needed | {name: check() for name, check in HELPFUL_CHECKS.items()}
    return Response(json.dumps(state), status=200 if all(needed.values()) else 503, mimetype="application/json")


def _metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


_PROBES = {"/healthz": lambda: Response("ok\n", mimetype="text/plain"), "/readyz": _ready, "/metrics": _metrics}


class Call(HttpRequestHandler):  # type: ignore[misc]  # nameko ships no types
    """`@call(PostVacancy, "vacancy.write")`: POST /rpc/<name> takes the model, of whoever has the right."""

    server = ServiceServer()

    def __init__(self, model: type[Contract], right: str, **kwargs: Any) -> None:
        self.model, self.right = model, right
        super().__init__("POST", "", **kwargs)

    def bind(self, container: Any, method_name: str) -> Any:
        """nameko's hook that tells the method's name."""
        bound = super().bind(container, method_name)
        bound.url = f"/rpc/{method_name}"
        return bound

    def handle_request(self, request: Request) -> Response:
        """Run the call within the caller's trace, while the caller waits."""
        started = time.perf_counter()
        with traced(request.headers.get("traceparent")):
            response = _abandoned(request) or super().handle_request(request)
        CALLS.labels(self.method_name, str(response.status_code)).observe(time.perf_counter() - started)
        return response

    def get_entrypoint_parameters(self, request: Request) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The request model from the body."""
        try:
            return (permitted(self.model.received_json(request.get_data()), self.right),), {}
        except ValidationError as error:
            raise FieldsInvalid(errors=field_errors(error)) from error

    def response_from_result(self, result: Contract) -> Response:
        """200 with the answer model."""
        return Response(result.model_dump_json(), mimetype="application/json")

    def response_from_exception(self, exc: Exception) -> Response:
        """422 with the problem; 503 when a server behind us is away; 500 is a defect and is logged."""
        if isinstance(exc, Problem):
            return Response(exc.body.model_dump_json(), status=422, mimetype="application/json")
        if is_passing(exc):
            log.warning("call postponed", method=self.method_name, error=repr(exc))
            return Response("away\n", status=503)
        log.error("call failed", status=500, method=self.method_name, exc_info=exc)
        return Response("failed\n", status=500)


def _abandoned(request: Request) -> Response | None:
    """A call nobody waits for any more is not started. The closed connection tells, never a clock: two differ."""
    request.shallow = False
    request.get_data()  # what may be left to read after the body is the end
    connection = request.environ["eventlet.input"].get_socket().fd
    try:
        hung_up = connection.recv(1, MSG_PEEK | MSG_DONTWAIT) == b""
    except BlockingIOError:
        hung_up = False
    except ConnectionError:
        hung_up = True
    return Response("too late\n", status=504) if hung_up else None


call = Call.decorator
