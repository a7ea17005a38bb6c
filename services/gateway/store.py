"""The SQL door of the gateway: counters shared by all its processes."""

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from shared.runtime.database import load_queries

_SQL = load_queries(Path(__file__).parent)
AWAY = psycopg.Error
_SECONDS = 1.0
"""Waiting longer for a counter than for most pages would turn one fault into another."""


class Hits:
    """Counters in the gateway's own schema."""

    def __init__(self, url: str) -> None:
        options = {"options": "-c search_path=gateway", "autocommit": True, "row_factory": dict_row}
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            url, kwargs=options, min_size=0, max_size=4, open=False, timeout=_SECONDS
        )

    async def open(self) -> None:
        """Take connections from now on."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close them."""
        await self._pool.close()

    async def count(self, right: str, who: bytes, ends_at: datetime) -> int:
        """Count one more in a window that ends then; how many now.

        Raises:
            psycopg.Error: PostgreSQL is away.
        """
        async with self._pool.connection() as connection:
            found = await connection.execute(_SQL["hit"], {"right": right, "who": who, "ends_at": ends_at})
            row = await found.fetchone()
        return int(row["count"])

    async def forget(self) -> None:
        """Delete windows that have ended."""
        async with self._pool.connection() as connection:
            await connection.execute(_SQL["forget"])
