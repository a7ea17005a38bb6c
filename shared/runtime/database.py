"""PostgreSQL: a pool bound to one schema, transactions, and the queries of a `queries.sql`."""

import re
import select
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson
import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import ConnectionPool

set_json_dumps(orjson.dumps)
set_json_loads(orjson.loads)

Connection = psycopg.Connection[DictRow]
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_LIVELY = {"connect_timeout": 10, "tcp_user_timeout": 30_000, **_ALIVE}
"""Seconds, tcp_user_timeout in milliseconds: nobody waits for hours on a connection that lost its other end."""


class Database:
    """A pool of connections whose search_path is the service's own schema; rows come as dicts.

    No statement is compiled (jit): where a table had no statistics yet a short one took 20 ms longer.
    """

    def __init__(self, url: str, schema: str, min_size: int = 1, max_size: int = 8) -> None:
        self.schema = schema
        self._url = url
        self._options = {**_LIVELY, "options": f"-c search_path={schema} -c jit=off", "row_factory": dict_row}
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, kwargs=self._options, min_size=min_size, max_size=max_size, open=False, timeout=10, check=_check
        )

    def open(self) -> None:
        """Start the pool; returns at once, connections come as they can."""
        self._pool.open()

    def close(self) -> None:
        """Close the pool."""
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside a transaction: committed at the end of the block, rolled back on an error.

        Raises:
            psycopg_pool.PoolTimeout: no connection within 10 s (PostgreSQL away or all busy).
        """
        with self._pool.connection() as connection:
            yield connection

    def dedicated(self) -> Connection:
        """A connection of its own, autocommit, for LISTEN."""
        return psycopg.connect(self._url, autocommit=True, **self._options)  # type: ignore[arg-type]

    def answers(self) -> bool:
        """True when PostgreSQL answers within two seconds."""
        try:
            with self._pool.connection(timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


def _check(connection: Connection) -> None:
    """Ask the server only if the connection has something to say: its end, most likely.

    Raises:
        psycopg.OperationalError: it is lost; the pool takes another one.
    """
    readable, _, _ = select.select([connection.fileno()], [], [], 0)
    if readable:
        ConnectionPool.check_connection(connection)


def load_queries(folder: Path) -> Mapping[str, str]:
    """The statements of `queries.sql` in a folder by the name in their title line `-- name: …`."""
    text = (folder / "queries.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: *(\w+).*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
