"""Fixtures of all tests."""

import signal
from collections.abc import Callable
from functools import cache

import httpx
import pytest
from httpx._transports import default as http
from unserved import everything_is_served

from services.console.migrate import SERVICES, password_variable
from services.console.migrate import migrate as run_migrations
from shared.testing.processes import start_service
from shared.testing.servers import PASSWORD, database, index_prefix, servers, template, vhost
from shared.testing.stack import stack

http.create_ssl_context = cache(httpx.create_ssl_context)  # type: ignore[attr-defined]
"""Each of thousands of clients would read the machine's certificates anew: 25 ms of the processor."""
signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, pytest ends what its fixtures have started

__all__ = ["database", "everything_is_served", "index_prefix", "servers", "stack", "start_service", "template", "vhost"]


@pytest.fixture(scope="session")
def migrate() -> Callable[[str], object]:
    """Brings the database at a superuser's address up to date, as `heimvorteil init` does."""
    patch = pytest.MonkeyPatch()

    def to_latest(url: str) -> list[str]:
        with patch.context() as environment:
            for service in SERVICES:
                environment.setenv(password_variable(service), PASSWORD)
            return run_migrations(url)

    return to_latest
