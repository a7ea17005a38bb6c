"""The best few of many."""

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import Floats, Numbers


@compiled
def offer(scores: Floats, items: Numbers, size: int, score: float, item: int) -> int:
    """Put an item into a heap of fixed room (the worst on top) if it is among the best; the new size.

    Of equal scores the one offered first stays.
    """
    if size < len(scores):
        _rise(scores, items, size, score, item)
        return size + 1
    if score > scores[0]:
        _sink(scores, items, score, item)
    return size


@compiled
def _rise(scores: Floats, items: Numbers, at: int, score: float, item: int) -> None:
    while at > 0 and scores[(at - 1) // 2] > score:
        scores[at], items[at] = scores[(at - 1) // 2], items[(at - 1) // 2]
        at = (at - 1) // 2
    scores[at], items[at] = score, item


@compiled
def _sink(scores: Floats, items: Numbers, score: float, item: int) -> None:
    at = 0
    while True:
        below = 2 * at + 1
        if below >= len(scores):
            break
        if below + 1 < len(scores) and scores[below + 1] < scores[below]:
            below += 1
        if scores[below] >= score:
            break
        scores[at], items[at] = scores[below], items[below]
        at = below
    scores[at], items[at] = score, item
