"""Structured logs: one JSON object a line, with the trace id; never a name, an address or a free text."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared.runtime import trace


def _with_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    traceparent = trace.current()
    if traceparent:
        event["trace_id"] = traceparent.split("-")[1]
    return event


# Local variables hold people's data: they stay out of the logs.
_TRACEBACKS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def configure(service: str, level: str = "INFO") -> None:
    """Set up structlog and the standard library's logging for this process, to standard error."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        structlog.processors.ExceptionRenderer(_TRACEBACKS),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=steps,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)  # our entrypoints log each outcome
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='{"log":"%(name)s","event":"%(message)s"}')
