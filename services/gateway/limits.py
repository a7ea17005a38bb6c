"""How often who may ask: numbers and reasons in limits.toml, counters shared by all processes (docs/adr/0033)."""

import hashlib
import hmac
import ipaddress
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog
from fastapi import Request

from services.gateway.forgery import SAFE
from services.gateway.problems import TooMany
from services.gateway.store import AWAY, Hits
from shared.contracts.base import Contract
from shared.contracts.calls import Principal
from shared.contracts.permissions import Role

log = structlog.get_logger()
_ALONE_SECONDS = 10.0
_V6_NETWORK = 64


class Limit(Contract):
    """At most `count` in `seconds`; other counts for some roles."""

    count: int
    seconds: int
    counts: Literal["writes", "all"]
    shared: bool
    reason: str
    roles: dict[Role, int] = {}


def read_limits() -> dict[str, Limit]:
    """The limits by right."""
    text = (Path(__file__).parent / "limits.toml").read_text(encoding="utf-8")
    return {right: Limit.model_validate(entry) for right, entry in tomllib.loads(text).items()}


class Limiter:
    """Counts who asks. `hits` None: each process counts alone, as it does while PostgreSQL is away."""

    def __init__(self, hits: Hits | None, secret: str) -> None:
        self._limits = read_limits()
        self._hits = hits
        self._secret = secret.encode()
        self._alone: dict[tuple[str, bytes, int], int] = {}
        self._shared_again = self._tidied = 0.0

    async def check(self, request: Request, right: str, principal: Principal | None) -> None:
        """Count one more.

        Raises:
            TooMany: it is one too many; says in how many seconds the window ends.
        """
        limit, address = self._limits.get(right), _address(request)
        if limit is None or address.is_loopback or (limit.counts == "writes" and request.method in SAFE):
            return
        who = principal.account_id.bytes if principal else self._network(address)
        most = limit.roles.get(principal.kind, limit.count) if principal else limit.count
        ends = (int(time.time()) // limit.seconds + 1) * limit.seconds
        if await self._count(right, limit, who, ends) > most:
            raise TooMany(retry_after=max(1, ends - int(time.time())))

    async def _count(self, right: str, limit: Limit, who: bytes, ends: int) -> int:
        if self._hits and limit.shared and time.monotonic() >= self._shared_again:
            try:
                await self._tidy(self._hits)
                return await self._hits.count(right, who, datetime.fromtimestamp(ends, UTC))
            except AWAY as error:
                self._shared_again = time.monotonic() + _ALONE_SECONDS
                log.warning("limits are counted alone", error=type(error).__name__, seconds=_ALONE_SECONDS)
        return self._count_alone((right, who, ends))

    def _count_alone(self, key: tuple[str, bytes, int]) -> int:
        if len(self._alone) > 10_000 or key not in self._alone:
            now = time.time()
            self._alone = {known: count for known, count in self._alone.items() if known[2] > now}
        self._alone[key] = self._alone.get(key, 0) + 1
        return self._alone[key]

    async def _tidy(self, hits: Hits) -> None:
        if time.monotonic() - self._tidied > 60:
            self._tidied = time.monotonic()
            await hits.forget()

    def _network(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bytes:
        """A keyed hash: the table holds no address."""
        bits = _V6_NETWORK if address.version == 6 else 32
        network = ipaddress.ip_network((address, bits), strict=False)
        return hmac.digest(self._secret, str(network).encode(), hashlib.sha256)[:16]


def _address(request: Request) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The client's, as a declared proxy says it; one that cannot be read counts as one unknown network."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return ipaddress.IPv4Address("0.0.0.0")  # noqa: S104 - a name for nobody, nothing listens there
    return getattr(address, "ipv4_mapped", None) or address
