"""Lines, and arrays as texts in them, between the service and its resident process."""

import select
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
from numpy.typing import DTypeLike, NDArray

from services.matching.ids import Buffer


def text_of(array: NDArray[Any]) -> str:
    """In hexadecimal."""
    return array.tobytes().hex()


def array_of(text: str, kind: DTypeLike) -> NDArray[Any]:
    """The reverse, read-only."""
    return np.frombuffer(bytes.fromhex(text), dtype=kind)


def ids_of(text: str) -> Buffer:
    """Ids, as rows of 16 bytes."""
    return array_of(text, np.uint8).reshape(-1, 16)


def line_of(what: object) -> bytes:
    """A line of JSON."""
    return orjson.dumps(what, option=orjson.OPT_APPEND_NEWLINE)


def lines(channel: socket.socket, seconds: float) -> Iterator[bytes | None]:
    """Lines as they come, None where none has come for so long; until the other end is closed."""
    rest = b""
    while True:
        while b"\n" in rest:
            line, _, rest = rest.partition(b"\n")
            yield line
        if not select.select([channel], [], [], seconds)[0]:
            yield None
        elif part := channel.recv(1 << 20):
            rest += part
        else:
            return
