"""The client's side of a call: `POST /rpc/<method>` with a time limit, a trace and an idempotency key.

Calls go over HTTP and not over the broker, so that a write is accepted while RabbitMQ is away (ADR 0003).
"""

import time
from typing import Any, TypeVar

import httpx

from shared.contracts.base import Contract
from shared.contracts.problems import Problem, ProblemBody, RemoteProblem
from shared.runtime import trace

Answer = TypeVar("Answer", bound=Contract)
DEADLINE_HEADER = "hv-deadline"  # seconds since 1970: past it the service does not start the call


class ServiceAway(Problem):
    """A part of the service is away at the moment; please try again shortly."""

    kind = "unavailable"
    code = "service_unavailable"
    german = "Ein Teil von Heimvorteil antwortet gerade nicht. Bitte versuche es gleich noch einmal."


def headers(timeout: float) -> dict[str, str]:
    """Headers of a call that may take `timeout` seconds."""
    traceparent = trace.current() or trace.new_traceparent()
    return {
        "content-type": "application/json",
        "traceparent": traceparent,
        DEADLINE_HEADER: f"{time.time() + timeout:.3f}",
    }


def answer(response: httpx.Response, model: type[Answer]) -> Answer:
    """The model in a response.

    Raises:
        Problem: the service refused the call (`RemoteProblem`) or failed (`ServiceAway`).
    """
    if response.status_code == 200:
        return model.received(response.json())
    if response.status_code == 422:
        raise RemoteProblem(ProblemBody.received(response.json()))
    raise ServiceAway()


class Caller:
    """A blocking client of one service, for the console and tests."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        self._timeout = timeout
        self._client = httpx.Client(base_url=url, timeout=timeout)

    def call(self, method: str, request: Contract, model: type[Answer]) -> Answer:
        """Call a method and wait for its answer.

        Raises:
            Problem: refused, or the service is away.
        """
        try:
            response = self._client.post(
                f"/rpc/{method}", content=request.model_dump_json(), headers=headers(self._timeout)
            )
        except httpx.TransportError as error:
            raise ServiceAway() from error
        return answer(response, model)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
