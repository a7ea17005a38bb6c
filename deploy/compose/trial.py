"""`make test-compose`: the compose file that people run, up, used, hurt and healed."""

import json
import os
import signal
import time
from collections.abc import Callable
from functools import cache

from deploy.compose import dotenv, engine, images
from deploy.compose.engine import INSTANCE, Engine
from deploy.native import ports, waiting
from deploy.native.state import Failure

_PROJECT = "heimvorteil-test"
_SERVERS = ("postgres", "rabbitmq", "elasticsearch")
_SERVICES = ("accounts", "vacancies", "candidates", "search", "matching", "gateway", "mailbox")
_EVERYTHING = (*_SERVICES, *_SERVERS)
_BACK_SECONDS = 180


def run() -> None:
    """Builds, starts, plays the story, kills one container of each kind; raises `Failure` on the first fault."""
    with INSTANCE.locked():
        port, mailbox = ports.pick(INSTANCE, ["GATEWAY_PORT", "MAILBOX_PORT"]).values()
        settings = INSTANCE.folder / "env"
        settings.unlink(missing_ok=True)
        dotenv.ensure(settings, _changes(port, mailbox))
        with engine.running(settings) as own:
            images.make(own)
            try:
                _walk(own, port)
            finally:
                own.compose("down", "--volumes", "--timeout", "40")


def _walk(own: Engine, port: int) -> None:
    try:
        own.compose("up", "--detach", "--build")
    except Failure as failure:
        raise Failure(f"{failure}\n{own.compose('logs', '--tail=15', quiet=True)}") from failure
    _all_healthy(own)
    _story(own)
    for name in _EVERYTHING:
        _kill(own, name, port)
    _story(own)
    print("docker-compose.yml: up, healthy, story told twice, each of its containers killed and back", flush=True)


def _changes(port: int, mailbox: int) -> dict[str, str]:
    standins = {f"{server.upper()}_IMAGE": images.name(server) for server in _SERVERS}
    own = {"HEIMVORTEIL_PORT": str(port), "MAILBOX_PORT": str(mailbox), "COMPOSE_PROJECT_NAME": _PROJECT}
    return {**standins, **own, "PYTHON_IMAGE": images.BASE, "HV_ROW_KEY_FILE": str(INSTANCE.folder / "key" / "row_key")}


def _all_healthy(own: Engine) -> None:
    for name in _EVERYTHING:
        if (state := _health(own, name)) != "healthy":
            raise Failure(f"{name} is {state}:\n{own.compose('logs', '--tail=30', name, quiet=True)}")


def _story(own: Engine) -> None:
    began = time.monotonic()
    told = own.compose("run", "--rm", "-T", "console", "demo", "--json", "--posts", "40", quiet=True)
    found = json.loads(told[told.index("{") :])
    if not found.get("matches"):
        raise Failure(f"The story ended without a match: {told[-1500:]}")
    print(f"  story told in {time.monotonic() - began:.0f} s: {found['matches']} matches", flush=True)


def _kill(own: Engine, name: str, port: int) -> None:
    """Ends the container's first process as a crash would; the restart policy must bring it back."""
    container = _container(own, name)
    before = _inspect(own, container, "{{.RestartCount}}")
    os.kill(int(_inspect(own, container, "{{.State.Pid}}")), signal.SIGKILL)
    began = time.monotonic()
    _eventually(f"{name} is restarted", lambda: _inspect(own, container, "{{.RestartCount}}") > before)
    # The gateway asks every service when it is asked; what the engine believes of them may be half a minute old.
    _eventually("the gateway is ready", lambda: waiting.lacks_nothing(f"http://127.0.0.1:{port}/readyz"))
    _eventually("everything is healthy", lambda: all(_health(own, each) == "healthy" for each in _EVERYTHING))
    print(f"  {name}: killed, back after {time.monotonic() - began:.0f} s", flush=True)


def _health(own: Engine, name: str) -> str:
    return _inspect(own, _container(own, name), "{{.State.Health.Status}}")


@cache  # a container keeps its number through crashes, and asking docker-compose takes a second
def _container(own: Engine, name: str) -> str:
    return own.compose("ps", "--quiet", name, quiet=True).strip()


def _inspect(own: Engine, container: str, what: str) -> str:
    return own.docker("inspect", "--format", what, container).strip()


def _eventually(what: str, ask: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _BACK_SECONDS
    while not ask():
        if time.monotonic() > deadline:
            raise Failure(f"Not within {_BACK_SECONDS} s: {what}.")
        time.sleep(0.5)
