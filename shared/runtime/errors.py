"""Which errors pass by themselves, and what is said of those that do not."""

import sys

import psycopg
from amqp.exceptions import AMQPError
from psycopg_pool import PoolTimeout
from pydantic import ValidationError

_PASSING = (
    psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, AMQPError, ConnectionError, TimeoutError,
)  # fmt: skip
_BUSY = {429, 502, 503, 504}


class Passing(Exception):
    """Something that is expected to work when tried again later."""


def is_passing(error: BaseException) -> bool:
    """True for an error of a server that is away or busy, so that trying again later makes sense."""
    return isinstance(error, (Passing, *_PASSING)) or _passes_in_the_index(error)


def _passes_in_the_index(error: BaseException) -> bool:
    """Asked only where the index's client is in use: importing it takes half of a service's start and 30 MB."""
    client = sys.modules.get("elasticsearch")
    if client is None:
        return False
    if isinstance(error, client.ApiError):
        return error.status_code in _BUSY or error.status_code < 400  # an answer cut off within its head
    return isinstance(error, (client.ConnectionError, client.ConnectionTimeout, client.SerializationError))


def reason_of(error: Exception) -> str:
    """Why, without the values that were refused: a reason is read in lists and logs."""
    if isinstance(error, ValidationError):
        where = {f"{'.'.join(map(str, found['loc']))}: {found['type']}" for found in error.errors()}
        return f"ValidationError: {', '.join(sorted(where))}"
    if isinstance(error, psycopg.Error):
        return f"{type(error).__name__}: {error.diag.message_primary}"
    return f"{type(error).__name__}: {error}"
