"""Waiting for a condition with a deadline."""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from deploy.native import processes
from deploy.native.state import Failure, Instance

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Never through a proxy: everything asked here listens on this machine."""


def until(instance: Instance, process: str, ready: Callable[[], bool], *, seconds: float) -> None:
    """Waits until `ready`; raises `Failure` with the log's tail when the process ends or time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        ended = not processes.running(instance, process)
        if ended or time.monotonic() > deadline:
            what = "ended at its start" if ended else f"did not answer within {seconds:.0f} s"
            log = instance.log(process)
            raise Failure(
                f"{process} {what}. Last lines of {log}:\n{processes.tail(instance, process)}\n"
                f"Look there for the cause; `make down` clears up, then try again."
            )
        time.sleep(0.1)


def lacks_nothing(url: str) -> bool:
    """Whether /readyz at the URL names every part as there (200 is also said while the broker is away)."""
    try:
        with _DIRECT.open(url, timeout=5) as answer:
            return all(json.load(answer).values())
    except (OSError, ValueError):
        return False


def answers_http(url: str, *, user: str = "", password: str = "") -> bool:
    """Whether a GET of the URL is answered with 200."""
    request = urllib.request.Request(url)
    if user:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    try:
        with _DIRECT.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
