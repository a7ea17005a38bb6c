"""Changes as events."""

from collections.abc import Sequence

from services.vacancies.lifecycle import Change
from shared.contracts.events import CloudEvent, VacancyEvent, VacancyItem, new_event
from shared.outbox import outbox


def item(change: Change) -> VacancyItem | None:
    """What the world is told of a change; the whole record while it is open."""
    if change.kind is None:
        return None
    record = change.record
    shown = record if record.status == "published" else None
    return VacancyItem(kind=change.kind, vacancy_id=record.id, revision=record.revision, vacancy=shown)


def single(change: Change) -> list[CloudEvent]:
    """The event of one change, such as vacancy.published; none for a draft's."""
    told = item(change)
    if told is None:
        return []
    data = VacancyEvent(items=(told,))
    return [new_event("vacancies", f"vacancy.{told.kind}", str(told.vacancy_id), data)]


def many(name: str, subject: str, items: Sequence[VacancyItem]) -> list[CloudEvent]:
    """The events of many changes at once, at most 500 items and about 1 MiB each."""
    return [new_event("vacancies", name, subject, VacancyEvent(items=group)) for group in outbox.batches(items)]
