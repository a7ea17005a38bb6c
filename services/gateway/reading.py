"""Reading requests: half characters refused, zero characters dropped before any model sees them; the common header."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import orjson
from fastapi import Header, Request, Response
from fastapi.routing import APIRoute

from shared.contracts.calls import new_idempotency_key

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        default_factory=new_idempotency_key,
        description="a write sent again with its key is done once and answered alike, for 7 days",
    ),
]
_ZERO = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # PostgreSQL stores no zero character in text or jsonb


class CleanRequest(Request):
    """A request whose JSON holds only text that every store can keep."""

    async def json(self) -> Any:
        """The decoded body.

        Raises:
            json.JSONDecodeError: not JSON, not UTF-8, nested too deeply, or half of a surrogate pair.
        """
        body = (await self.body()).removeprefix(BOM_UTF8)
        if b"\\u0000" in body:  # the pattern alone would look at every backslash
            body = _ZERO.sub(rb"\1", body)
        return orjson.loads(body)


class CleanRoute(APIRoute):
    """A route that reads its body through `CleanRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's hook for own request classes."""
        handler = super().get_route_handler()

        async def clean(request: Request) -> Response:
            return await handler(CleanRequest(request.scope, request.receive))

        return clean
