"""draft → (waiting →) published → filled | withdrawn | expired: which step is a change, and what it is called."""

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.vacancy import VacancyRecord
from shared.contracts.vocabulary import VacancyStatus

Kind = Literal["published", "changed", "filled", "withdrawn", "expired"]
CLOSED: tuple[VacancyStatus, ...] = ("filled", "withdrawn", "expired")
HEAD_FIELDS = frozenset({"id", "revision", "status", "published_at", "changed_at"})

# Training starts on 1 August or 1 September, and places are still filled afterwards, within the first months
# (the chambers' and the employment agency's Nachvermittlung runs from October to January). Our rule since
# 2026-11: six months after its start nobody can join any more without losing the year.
LATE_START_MONTHS = 6


@dataclass(frozen=True)
class Head:
    """What is known of a stored vacancy without its content; `digest` identifies the content, `blocked` what a
    coordinator has stopped (it outlives withdrawing and reopening)."""

    id: UUID
    account_id: UUID
    external_id: str | None
    revision: int
    status: VacancyStatus
    published_at: datetime | None
    digest: str
    blocked: bool = False


@dataclass(frozen=True)
class Change:
    """A new state of a vacancy. `kind` is what the world is told, None for nothing (drafts)."""

    record: VacancyRecord
    kind: Kind | None


def content_of(record: VacancyRecord) -> str:
    """The record without its head, as JSON: what its sender can change."""
    return record.model_dump_json(exclude=set(HEAD_FIELDS))


def digest_of(content: str) -> str:
    """Identifies a content."""
    return hashlib.sha256(content.encode()).hexdigest()


def standing(wanted: VacancyStatus, *, blocked: bool = False, released: bool = True) -> VacancyStatus:
    """What a wanted status comes to: a stopped vacancy stays stopped, a company nobody has looked at yet waits."""
    if wanted in CLOSED:
        return wanted
    if blocked:
        return "blocked"
    return "waiting" if wanted == "published" and not released else wanted


def begin(record: VacancyRecord, *, released: bool = True) -> Change:
    """The first revision."""
    status = standing(record.status, released=released)
    if status != record.status:
        record = record.model_copy(update={"status": status, "published_at": None})
    return Change(record, "published" if status == "published" else None)


def replace(head: Head, record: VacancyRecord, now: datetime, *, released: bool = True) -> Change | None:
    """The next revision with a new content, or None when nothing changes.

    What has expired stays so while the same is sent again, because its dates are still past; what was withdrawn or
    filled is offered again.
    """
    status = standing(record.status, blocked=head.blocked, released=released)
    same = head.digest == digest_of(content_of(record))
    if same and head.status in (status, "expired"):
        return None
    return step(head, record, status, now)


def step(head: Head, record: VacancyRecord, status: VacancyStatus, now: datetime) -> Change:
    """The next revision in the given status."""
    published_at = head.published_at or (now if status == "published" else None)
    fields = {
        "id": head.id, "revision": head.revision + 1, "status": status, "published_at": published_at,
        "changed_at": now,
    }  # fmt: skip
    return Change(record.model_copy(update=fields), kind_of(head.status, status))


def kind_of(before: VacancyStatus, after: VacancyStatus) -> Kind | None:
    """What a step is called outside. A published vacancy that is public no more counts as withdrawn."""
    if after == "published":
        return "changed" if before == "published" else "published"
    if before != "published":
        return None
    return after if after == "filled" or after == "expired" else "withdrawn"  # mypy reads this one


def months_later(day: date, months: int) -> date:
    """The same day so many months later (or earlier), the month's last when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
