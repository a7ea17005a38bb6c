"""W3C trace context: one trace id from the request at the edge to the indexed document."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def new_traceparent() -> str:
    """A fresh traceparent."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def current() -> str | None:
    """The traceparent of the running request or message."""
    return _current.get()


def resume(traceparent: str | None) -> None:
    """Continue a trace in this green thread, which lives for one request or message only."""
    _current.set(_valid(traceparent))


def _valid(traceparent: str | None) -> str:
    return traceparent if traceparent and _FORM.fullmatch(traceparent) else new_traceparent()


@contextmanager
def traced(traceparent: str | None) -> Iterator[str]:
    """Run the block within the given trace, or within a new one when there is none or it is malformed."""
    value = _valid(traceparent)
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)
