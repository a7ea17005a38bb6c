"""The client's side of a call: `POST /rpc/<method>` with a time limit and a trace; who stops waiting hangs up.

Calls go over HTTP and not over the broker, so that a write is accepted while RabbitMQ is away (ADR 0003).
"""

from typing import Any, TypeVar

import httpx

from shared.contracts.base import Contract
from shared.contracts.problems import Problem, ProblemBody, RemoteProblem
from shared.runtime import trace

Answer = TypeVar("Answer", bound=Contract)


class ServiceAway(Problem):
    """A part of the service is away at the moment; please try again shortly."""

    kind = "unavailable"
    code = "service_unavailable"
    german = "Ein Teil von Heimvorteil antwortet gerade nicht. Bitte versuche es gleich noch einmal."


def headers() -> dict[str, str]:
    """Headers of a call."""
    return {"content-type": "application/json", "traceparent": trace.current() or trace.new_traceparent()}


def answer(response: httpx.Response, model: type[Answer]) -> Answer:
    """The model in a response.

    Raises:
        Problem: the service refused the call (`RemoteProblem`) or failed (`ServiceAway`).
    """
    if response.status_code == 200:
        return model.received_json(response.content)
    if response.status_code == 422:
        raise RemoteProblem(ProblemBody.received(response.json()))
    raise ServiceAway()


class Caller:
    """A blocking client of one service, for the console and tests."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout)

    def call(self, method: str, request: Contract, model: type[Answer]) -> Answer:
        """Call a method and wait for its answer.

        Raises:
            Problem: refused, or the service is away.
        """
        try:
            response = self._client.post(f"/rpc/{method}", content=request.model_dump_json(), headers=headers())
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
