"""The proxy does what the catalogue believes: otherwise a fault would be none."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from shared.testing.proxy import Behaviour, Proxy


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Before a server that says everything back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_echo, args=(server,), daemon=True)
        thread.start()
        made = Proxy(server.getsockname()[1])
        yield made
        made.close()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def near(proxy: Proxy) -> Iterator[socket.socket]:
    """A connection through it that works."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as opened:
        assert _said_back(opened, b"well") == b"well"
        yield opened


def test_half_open_connections_stay_silent_and_are_reset_when_healed(proxy: Proxy, near: socket.socket) -> None:
    proxy.behave(Behaviour(swallow=True))
    near.settimeout(0.3)
    with pytest.raises(TimeoutError):
        _said_back(near, b"anybody?")
    near.settimeout(10)
    proxy.behave()
    with pytest.raises(ConnectionResetError):
        near.recv(100)


def test_a_limit_ends_a_connection_in_the_middle(proxy: Proxy, near: socket.socket) -> None:
    proxy.behave(Behaviour(limit=12))  # eight bytes went through already
    near.sendall(b"0123456789")
    assert b"0123456789".startswith(near.recv(100))
    assert near.recv(100) == b""


def test_a_reset_is_one(proxy: Proxy, near: socket.socket) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        near.recv(100)


def test_who_refuses_takes_nobody_new(proxy: Proxy, near: socket.socket) -> None:
    proxy.behave(Behaviour(refuse=True))
    assert _said_back(near, b"old ones stay") == b"old ones stay"
    with pytest.raises(ConnectionError), socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as refused:
        refused.recv(100)


def _said_back(near: socket.socket, words: bytes) -> bytes:
    near.sendall(words)
    return near.recv(100)


def _echo(server: socket.socket) -> None:
    while True:
        try:
            far, _ = server.accept()
        except OSError:
            return
        with far:
            _say_back(far)


def _say_back(far: socket.socket) -> None:
    try:
        while words := far.recv(100):
            far.sendall(words)
    except ConnectionError:
        return
