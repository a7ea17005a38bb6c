"""A TCP proxy before a real server that behaves as badly as a test asks for."""

import asyncio
import socket
import struct
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Behaviour:
    """What is done to connections; the default is to carry every byte at once."""

    delay: float = 0.0
    """Seconds before a piece is carried on, each way."""
    limit: int | None = None
    """Bytes a connection may carry, both ways together; then it ends in the middle of a piece."""
    swallow: bool = False
    """Half-open: connections are accepted and stay, and nothing is ever carried."""
    refuse: bool = False
    """New connections are reset at once."""


@dataclass(eq=False)
class _Link:
    """A connection through the proxy."""

    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    carried: int = 0
    stale: bool = False
    """Bytes were swallowed: this connection can never be right again."""

    def reset(self) -> None:
        """RST to both ends."""
        for writer in self.writers:
            own: socket.socket | None = writer.get_extra_info("socket")
            if own is not None and own.fileno() >= 0:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()


class Proxy:
    """Listens on a free port of this machine and carries bytes to `port` until told to behave otherwise."""

    def __init__(self, port: int) -> None:
        self.said = bytearray()
        """What clients have sent so far, when `listens`."""
        self.listens = False
        self._target = port
        self._behaviour = Behaviour()
        self._links: set[_Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])

    def behave(self, behaviour: Behaviour | None = None) -> None:
        """From now on; without an argument well again, and connections that swallowed bytes are reset."""
        self._do(self._turn(behaviour or Behaviour()))

    def reset(self) -> None:
        """RST to every connection there is."""
        self._do(self._reset_all())

    def close(self) -> None:
        """Reset all and stop listening."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _turn(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        for link in [link for link in self._links if link.stale and not behaviour.swallow]:
            link.reset()

    async def _reset_all(self) -> None:
        for link in list(self._links):
            link.reset()

    async def _end(self) -> None:
        self._server.close()
        await self._reset_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link([writer])
        self._links.add(link)
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            if not self._behaviour.refuse:
                await self._carry(link, reader, writer)
        except (OSError, asyncio.CancelledError):
            return  # either end is gone, or we end: the finally hangs up
        finally:
            link.reset()
            self._links.discard(link)

    async def _carry(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        link.writers.append(far_writer)
        there = asyncio.ensure_future(self._pump(link, reader, far_writer, self.said))
        ways = [there, asyncio.ensure_future(self._pump(link, far_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if not link.stale:
                await _flushed(link)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(
        self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray | None = None
    ) -> None:
        while data := await reader.read(_CHUNK):
            if self.listens and kept is not None:
                kept += data
            behaviour = self._behaviour
            if behaviour.delay:
                await asyncio.sleep(behaviour.delay)
            link.stale = link.stale or behaviour.swallow
            if link.stale:
                continue
            room = None if behaviour.limit is None else max(0, behaviour.limit - link.carried)
            link.carried += len(data)
            writer.write(data[:room])
            if room is not None and len(data) > room:
                return
            await writer.drain()


async def _flushed(link: _Link) -> None:
    """What was carried last arrives before the connection ends."""
    for writer in link.writers:
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()
