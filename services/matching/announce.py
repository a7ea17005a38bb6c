"""What matching says of changed lists."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.matching.lists import Change
from shared.contracts.events import (
    CandidateItem,
    CloudEvent,
    ErasuresDone,
    MatchesProposed,
    MatchesWithdrawn,
    ProposedMatches,
    new_event,
)
from shared.outbox import outbox


def proposed(subject: str, changes: Sequence[Change]) -> Iterable[CloudEvent]:
    """What is newly shown to whom; `subject` is what it came of."""
    items = [
        ProposedMatches(leaver_id=UUID(change.leaver), vacancy_ids=tuple(map(UUID, change.appeared)))
        for change in changes
        if change.appeared
    ]
    for group in outbox.batches(items):
        yield new_event("matching", "match.proposed", subject, MatchesProposed(items=group))


def withdrawn(changes: Sequence[Change], touched: set[str]) -> Iterable[CloudEvent]:
    """A vacancy that was closed or changed left lists. One that only gave way to a better one is no news."""
    leavers: dict[str, list[UUID]] = {}
    for change in changes:
        for vacancy in touched.intersection(change.left):
            leavers.setdefault(vacancy, []).append(UUID(change.leaver))
    for vacancy, ids in sorted(leavers.items()):
        data = MatchesWithdrawn(vacancy_id=UUID(vacancy), leaver_ids=tuple(ids))
        yield new_event("matching", "match.withdrawn", vacancy, data)


def erasures_done(items: Iterable[CandidateItem]) -> CloudEvent:
    """Of those items that are erasures: nothing of them is left here."""
    data = ErasuresDone(erasures=tuple(item.id for item in items if item.kind == "erased"))
    return new_event("matching", "erasure.done.matching", str(data.erasures[0]), data)
