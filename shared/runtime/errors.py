"""Which errors pass by themselves."""

import elastic_transport
import elasticsearch
import psycopg
from amqp.exceptions import AMQPError
from psycopg_pool import PoolTimeout

_PASSING = (
    psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout,
    elastic_transport.ConnectionError, elastic_transport.ConnectionTimeout,
    AMQPError, ConnectionError, TimeoutError,
)  # fmt: skip
_BUSY = {429, 502, 503, 504}


class Passing(Exception):
    """Something that is expected to work when tried again later."""


def is_passing(error: BaseException) -> bool:
    """True for an error of a server that is away or busy, so that trying again later makes sense."""
    if isinstance(error, elasticsearch.ApiError):
        return error.status_code in _BUSY
    return isinstance(error, (Passing, *_PASSING))
