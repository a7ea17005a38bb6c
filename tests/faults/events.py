"""Events the suite makes itself, as the owning service would say them."""

from datetime import UTC, date, datetime
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
    item = VacancyItem(kind="published", vacancy_id=record.id, revision=1, vacancy=record)
    return new_event("vacancies", "vacancy.published", str(record.id), VacancyEvent(items=(item,)))


def vacancy_of(event: CloudEvent) -> UUID:
    """Whose event it is."""
    return UUID(event.subject)
