"""The best few of many."""

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import Floats, Numbers


@compiled
def offer(scores: Floats, items: Numbers, row: int, room: int, size: int, score: float, item: int) -> int:
    """Put an item into the heap of a row (the worst on top) if it is among the best `room`; the new size.

    Of equal scores the one offered first stays. All in one function: see kernel/fit.py on arrays handed over.
    """
    if size < room:
        at = size
        while at > 0 and scores[row, (at - 1) // 2] > score:
            above = (at - 1) // 2
            scores[row, at], items[row, at] = scores[row, above], items[row, above]
            at = above
        scores[row, at], items[row, at] = score, item
        return size + 1
    if score <= scores[row, 0]:
        return size
    at, below = 0, 1
    while below < room:
        if below + 1 < room and scores[row, below + 1] < scores[row, below]:
            below += 1
        if scores[row, below] >= score:
            break
        scores[row, at], items[row, at] = scores[row, below], items[row, below]
        at, below = below, 2 * below + 1
    scores[row, at], items[row, at] = score, item
    return size
