"""Times of requests: one after another, and many at a given rate; the same generator for us and the reference."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from threading import local
from urllib.parse import urlsplit

from bench.figure import percentile

Request = tuple[str, str, bytes | None]
"""Method, path with query, body."""
Asked = Sequence[Request]
"""The requests of one question, each sent when the one before is answered."""

STREAMS = 64  # requests under way at most
STEP = 1.25  # from rate to rate
GOOD = {0.95: 0.5, 0.99: 1.0}  # seconds that a share of the requests may take at most


@dataclass(frozen=True)
class Held:
    """What became of a rate. Times in seconds from when a request was due."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int

    @property
    def good(self) -> bool:
        """No error, and fast enough."""
        return not self.errors and self.p95 < GOOD[0.95] and self.p99 < GOOD[0.99]


class Client:
    """Kept-alive connections to one address, one a thread."""

    def __init__(self, url: str) -> None:
        self._netloc = urlsplit(url).netloc
        self._own = local()

    def ask(self, question: Asked) -> bool:
        """Send the requests; whether all were answered with 200."""
        try:
            return all(self._send(*request) for request in question)
        except OSError:
            self._own.connection = None
            return False

    def _send(self, method: str, path: str, body: bytes | None) -> bool:
        try:
            return self._answered(method, path, body)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if getattr(self._own, "connection", None) is None:
                raise
            self._own.connection = None  # kept alive until the server closed it, because nothing was asked for a while
            return self._answered(method, path, body)

    def _answered(self, method: str, path: str, body: bytes | None) -> bool:
        connection = getattr(self._own, "connection", None) or HTTPConnection(self._netloc, timeout=10)
        connection.request(method, path, body, {"Content-Type": "application/x-ndjson"} if body else {})
        response = connection.getresponse()
        response.read()
        self._own.connection = connection
        return bool(response.status == 200)


def one_by_one(client: Client, questions: Sequence[Asked]) -> list[float]:
    """Seconds of each question, the next one asked when the last is answered."""
    times = []
    for question in questions:
        began = time.perf_counter()
        assert client.ask(question), question
        times.append(time.perf_counter() - began)
    return times


def at_rate(client: Client, questions: Sequence[Asked], rate: float, *, seconds: float) -> Held:
    """So many questions a second for so long, whatever the answers take: who is late counts as slow."""
    began = time.perf_counter() + 0.1

    def one(number: int) -> tuple[float, bool]:
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        good = client.ask(questions[number % len(questions)])
        return time.perf_counter() - due, good

    with ThreadPoolExecutor(STREAMS) as pool:
        results = list(pool.map(one, range(int(rate * seconds))))
    times = [taken for taken, _ in results]
    p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
    return Held(rate, p50, p95, p99, sum(not good for _, good in results))


def highest(try_rate: Callable[[float], Held], start: float) -> Held:
    """The highest rate that holds, by steps; where the start does not hold, a lower one."""
    held = try_rate(start)
    while not held.good and held.rate > 1:
        held = try_rate(held.rate / STEP)
    while held.good:
        further = try_rate(held.rate * STEP)
        if not further.good:
            break
        held = further
    return held
