"""How far one must look to have a choice (users.md 5)."""

from typing import Any

from services.search.boosts import FEW_HITS, RADIUS_STEPS_KM
from services.search.index.questions import Ask
from services.search.query import filters, gate
from services.search.query.builder import Question, Request, compatible


def radius(question: Question, total: int, ask: Ask) -> int | None:
    """The first wider radius with enough hits, else the one with most; None when `total` is enough or nothing helps."""
    steps = [step for step in RADIUS_STEPS_KM if question.radius_km and step > question.radius_km]
    if total >= FEW_HITS or not steps:
        return None
    (answer,) = ask(_request(question, steps))
    counts = {step: answer["aggregations"][str(step)]["doc_count"] for step in steps}
    best = next((step for step in steps if counts[step] >= FEW_HITS), max(steps, key=lambda step: counts[step]))
    return best if counts[best] > total else None


def _request(question: Question, steps: list[int]) -> Request:
    """All radii counted in one request; max() above takes the smallest of equals."""
    assert question.spot  # noqa: S101  # a radius has a centre
    within: dict[str, Any] = {str(step): {"filter": filters.within(question.spot, step)} for step in steps}
    farthest = filters.within(question.spot, steps[-1])
    covered = gate.gate(question.parts, question.doing)
    return {
        "query": {"bool": {"filter": [*covered, *compatible(question, nearby=False), farthest]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": within,
    }
