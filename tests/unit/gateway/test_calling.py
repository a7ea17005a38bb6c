"""The edge waits for a service that restarts and repeats what may be repeated; behind it stands a real socket."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from services.gateway import clients
from services.gateway.clients import AsyncCaller
from shared.contracts.base import Contract
from shared.contracts.calls import CreateKey, Erased, EraseLeaver, Once, PostVacancies, Principal
from shared.runtime.calls import ServiceAway
from shared.testing.processes import free_port

WHO = Principal(kind="company", account_id="0" * 32, name="Holzbau", key_id="0" * 32)
POST = PostVacancies(principal=WHO, items=())
ERASE = EraseLeaver(leaver_id="0" * 32)
KEY = CreateKey(kind="company", name="Holzbau")


class LossyService:
    """Reads each request wholly; hangs up on the first `losses` of them, and answers the others."""

    def __init__(self, losses: int = 0) -> None:
        self.port = free_port()
        self.bodies: list[bytes] = []
        self._losses = losses

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        self.bodies.append(await reader.readexactly(int(length.split(b":")[1])))
        if len(self.bodies) > self._losses:
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 17\r\n\r\n" + b'{"existed": true}')
        writer.close()

    async def open(self) -> asyncio.Server:
        return await asyncio.start_server(self.serve, "127.0.0.1", self.port)


def run(test: Callable[[AsyncCaller, LossyService], Coroutine[Any, Any, None]], losses: int = 0) -> LossyService:
    """Run a test with a client of a service that does not listen yet."""

    async def with_client() -> LossyService:
        service = LossyService(losses)
        caller = AsyncCaller(f"http://127.0.0.1:{service.port}")
        await test(caller, service)
        await caller.close()
        return service

    return asyncio.run(with_client())


def called(losses: int, request: Contract) -> tuple[str, list[bytes]]:
    """What becomes of a call when the first answers get lost, and what the service has read."""

    async def one(caller: AsyncCaller, service: LossyService) -> None:
        async with await service.open():
            try:
                words.append(str((await caller.call("x", request, Erased)).existed))
            except ServiceAway:
                words.append("away")

    words: list[str] = []
    service = run(one, losses)
    return words[0], service.bodies


@pytest.mark.parametrize("request_", [POST, ERASE])
def test_a_lost_answer_is_asked_for_once_more_in_the_same_words(request_: Contract) -> None:
    body = request_.model_dump_json().encode()
    assert called(0, request_) == ("True", [body])
    assert called(1, request_) == ("True", [body] * 2)
    assert called(2, request_) == ("away", [body] * 2)


def test_what_would_double_is_never_repeated() -> None:
    assert called(1, KEY) == ("away", [KEY.model_dump_json().encode()])


def test_every_such_call_has_a_key_of_its_own() -> None:
    assert issubclass(PostVacancies, Once)
    assert POST.idempotency_key != PostVacancies(principal=WHO, items=()).idempotency_key


@pytest.mark.parametrize("request_", [POST, KEY])
def test_who_restarts_is_waited_for(request_: Contract) -> None:
    async def restarting(caller: AsyncCaller, service: LossyService) -> None:
        call = asyncio.create_task(caller.call("x", request_, Erased, timeout=60))
        while caller._refused_since is None:
            await asyncio.wait([call], timeout=0.01)
        async with await service.open():
            assert (await call).existed

    assert len(run(restarting).bodies) == 1


def test_who_stays_away_is_said_to_be_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(caller: AsyncCaller, service: LossyService) -> None:
        for _ in range(2):
            with pytest.raises(ServiceAway):
                await caller.call("x", POST, Erased)
        tries = []
        send = caller._send
        monkeypatch.setattr(caller, "_send", lambda *what: (tries.append(what), send(*what))[1])
        with pytest.raises(ServiceAway):
            await caller.call("x", POST, Erased)
        assert len(tries) == 1
        async with await service.open():
            assert (await caller.call("x", POST, Erased)).existed
        assert caller._refused_since is None

    monkeypatch.setattr(clients, "RESTART", 0.3)
    run(away)
