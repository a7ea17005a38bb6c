"""Steps of a vacancy's life and what they are called outside."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.vacancies import announce
from services.vacancies.domain import Composed
from services.vacancies.lifecycle import Head, begin, content_of, digest_of, kind_of, months_later, replace, step
from shared.contracts.events import MAX_BATCH_BYTES
from shared.contracts.vacancy import VacancyRecord

LATER = datetime(2026, 11, 23, tzinfo=UTC)
Check = Callable[..., Composed]


def head_of(record: VacancyRecord, **fields: Any) -> Head:
    values = {"revision": record.revision, "status": record.status, "published_at": record.published_at, **fields}
    content = content_of(record)
    return Head(id=record.id, account_id=uuid4(), external_id=None, digest=digest_of(content), **values)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("draft", "draft", None), ("draft", "published", "published"), ("draft", "withdrawn", None),
        ("published", "published", "changed"), ("published", "draft", "withdrawn"),
        ("published", "withdrawn", "withdrawn"), ("published", "filled", "filled"),
        ("published", "expired", "expired"), ("withdrawn", "published", "published"),
        ("filled", "published", "published"), ("withdrawn", "draft", None),
        ("published", "blocked", "withdrawn"), ("blocked", "published", "published"), ("blocked", "withdrawn", None),
        ("draft", "waiting", None), ("waiting", "published", "published"), ("waiting", "draft", None),
    ],
)  # fmt: skip
def test_names_of_steps(before: Any, after: Any, kind: str | None) -> None:
    assert kind_of(before, after) == kind


def test_a_new_vacancy_is_published_and_a_draft_is_silent(check: Check) -> None:
    (event,) = announce.single(begin(check().record))
    assert event.name == "vacancy.published" and event.subject == str(check().record.id)
    assert announce.single(begin(check(status="draft").record)) == []
    assert check(status="draft").record.published_at is None


def test_the_same_again_is_no_change(check: Check) -> None:
    record = check().record
    assert replace(head_of(record), check().record, LATER) is None


def test_a_change_counts_up_and_keeps_id_and_first_publication(check: Check) -> None:
    record = check().record
    change = replace(head_of(record, revision=4), check(places=3).record, LATER)
    assert change is not None and change.kind == "changed"
    assert (change.record.id, change.record.revision, change.record.places) == (record.id, 5, 3)
    assert (change.record.published_at, change.record.changed_at) == (record.published_at, LATER)


def test_a_draft_is_published_once_and_taken_back_as_withdrawn(check: Check) -> None:
    draft = check(status="draft").record
    published = replace(head_of(draft), check().record, LATER)
    assert published is not None and (published.kind, published.record.published_at) == ("published", LATER)
    back = replace(head_of(published.record), draft, LATER)
    assert back is not None and back.kind == "withdrawn" and back.record.revision == 3
    (event,) = announce.single(back)
    assert event.name == "vacancy.withdrawn"
    assert event.wire()["data"]["items"][0]["vacancy"] is None


def test_what_is_stopped_or_waits_is_published_by_no_change(check: Check) -> None:
    record = check().record
    waiting = begin(record, released=False)
    assert (waiting.kind, waiting.record.status, waiting.record.published_at) == (None, "waiting", None)
    stopped = head_of(record, status="blocked", blocked=True)
    assert replace(stopped, record, LATER) is None
    for status in ("draft", "published"):
        change = replace(stopped, check(places=7, status=status).record, LATER)
        assert change is not None and (change.kind, change.record.status) == (None, "blocked")
    free = replace(head_of(waiting.record), check(places=7).record, LATER)
    assert free is not None and free.kind == "published"


def test_closing_tells_no_content(check: Check) -> None:
    record = check().record
    (event,) = announce.single(step(head_of(record), record, "filled", LATER))
    assert event.name == "vacancy.filled"
    assert event.wire()["data"]["items"][0]["revision"] == 2


def test_withdrawn_comes_back_when_sent_again_but_expired_only_with_new_content(check: Check) -> None:
    record = check().record
    again = replace(head_of(record, status="withdrawn"), record, LATER)
    assert again is not None and again.kind == "published"
    assert replace(head_of(record, status="expired"), record, LATER) is None
    renewed = replace(head_of(record, status="expired"), check(apply_by="2027-06-30").record, LATER)
    assert renewed is not None and renewed.kind == "published"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)), (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)  # fmt: skip
def test_months(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_batches_are_measured_in_bytes(check: Check) -> None:
    item = announce.item(begin(check(description_html="🪚" * 5_000).record))
    assert item is not None
    events = announce.many("vacancy.batch", "push", [item] * 120)
    assert len(events) > 1
    sizes = [len(json.dumps(event.wire(), ensure_ascii=False).encode()) for event in events]
    assert max(sizes) <= MAX_BATCH_BYTES
