"""Run one nameko service: `python -m shared.runtime.run vacancies`. Ends within 30 s of SIGTERM or SIGINT."""

from shared.runtime import green  # isort: skip  # must be first: it patches sockets and threads

import gc
import importlib
import os
import signal
import sys
from typing import Any

import eventlet
import structlog
from nameko.runners import ServiceRunner

from shared.contracts.events import CONTENT_TYPE
from shared.runtime import failpoints
from shared.runtime.logs import configure
from shared.runtime.settings import ServiceSettings, read

__all__ = ["green", "main"]
DRAIN_SECONDS = 28
SERIALIZERS = {
    "cloudevents": {
        "encoder": "json.dumps",
        "decoder": "orjson.loads",
        "content_type": CONTENT_TYPE,
        "content_encoding": "utf-8",
    }
}


def nameko_config(settings: ServiceSettings) -> dict[str, Any]:
    """nameko's configuration from our settings."""
    return {
        "AMQP_URI": settings.amqp_url,
        "WEB_SERVER_ADDRESS": f"{settings.http_host}:{settings.http_port}",
        "max_workers": settings.max_workers,
        "serializer": "cloudevents",
        "ACCEPT": ["cloudevents", "json"],
        "SERIALIZERS": SERIALIZERS,
        "HEARTBEAT": 20,
        "settings": settings,
    }


def service_class(name: str) -> type:
    """The nameko class of a service: `Service` in services/<name>/service.py."""
    return importlib.import_module(f"services.{name}.service").Service  # type: ignore[no-any-return]


def main(name: str) -> None:
    """Start the service and serve until told to stop."""
    settings = read(ServiceSettings)
    configure(name, settings.log_level)
    failpoints.arm(settings.failpoint)
    service = service_class(name)
    runner = ServiceRunner(nameko_config(settings))
    runner.add_service(service)
    stopped = eventlet.event.Event()

    def stop(_signal: int, _frame: Any) -> None:
        signal.alarm(DRAIN_SECONDS + 2)  # unhandled: the system ends who hangs
        eventlet.spawn_n(_stop, runner, stopped)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    runner.start()
    gc.freeze()  # what a service begins with stays: to look through it again would stop everything for a moment
    os.nice(getattr(service, "niceness", 0))  # not before: a start beside busy neighbours would take minutes
    structlog.get_logger().info("serving", port=settings.http_port)
    runner.wait()
    if stopped.ready():
        stopped.wait()


def _stop(runner: ServiceRunner, stopped: Any) -> None:
    with eventlet.Timeout(DRAIN_SECONDS, False):
        runner.stop()
    stopped.send(None)


if __name__ == "__main__":
    main(sys.argv[1])
