"""Events the suite makes itself, as the owning service would say them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.events import CloudEvent, VacancyEvent, VacancyItem, new_event
from shared.contracts.vacancy import Employer, OccupationLabel, Place, VacancyRecord


def published(latitude: float = 48.8941) -> CloudEvent:
    """A vacancy has come. Elasticsearch refuses one at a latitude that does not exist."""
    now = datetime.now(UTC)
    record = VacancyRecord(
        id=uuid4(), revision=1, status="published", title="Ausbildung Zimmerer (m/w/d)",
        occupation=OccupationLabel(id="zimmerer", kldb2010="33302", name="Zimmerer/Zimmerin"),
        employer=Employer(id=uuid4(), name="Holzbau Beispiel"), training_kind="dual", places=1,
        start_date=date(2027, 8, 1), changed_at=now, published_at=now,
        location=Place(postal_code="71634", city="Ludwigsburg", latitude=latitude, longitude=9.1855, land="08"),
    )  # fmt: skip
    return _event("published", record.id, 1, record)


def withdrawn(vacancy: UUID, revision: int) -> CloudEvent:
    """A vacancy has gone."""
    return _event("withdrawn", vacancy, revision, None)


def vacancy_of(event: CloudEvent) -> UUID:
    """Whose event it is."""
    return UUID(event.subject)


def _event(kind: Any, vacancy: UUID, revision: int, record: VacancyRecord | None) -> CloudEvent:
    item = VacancyItem(kind=kind, vacancy_id=vacancy, revision=revision, vacancy=record)
    return new_event("vacancies", f"vacancy.{kind}", str(vacancy), VacancyEvent(items=(item,)))
