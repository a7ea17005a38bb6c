"""Threads for the kernel, which releases the GIL: a range of rows cut into parts, done by whoever is free."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

PARTS_A_THREAD = 8
"""So many that nobody waits long for the last one."""


class Crew:
    """Some threads. What they compute does not depend on how many they are, nor on the parts."""

    def __init__(self, threads: int, parts: int | None = None) -> None:
        self.threads = max(1, threads)
        self._parts = parts or self.threads * PARTS_A_THREAD
        self._pool = ThreadPoolExecutor(self.threads)

    def each(self, rows: int, work: Callable[[int, int], None]) -> None:
        """Call work(first, last) for parts that together are all rows; an error in one is raised."""
        bounds = [rows * part // self._parts for part in range(self._parts + 1)]
        parts = [(first, last) for first, last in pairwise(bounds) if first < last]
        if self.threads == 1 or len(parts) < 2:
            for first, last in parts:
                work(first, last)
            return
        for done in [self._pool.submit(work, first, last) for first, last in parts]:
            done.result()
