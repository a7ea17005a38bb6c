"""Events as the neighbours of search send them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.candidate import LeaverProfile, LeaverRecord
from shared.contracts.events import CandidateEvent, CandidateItem, CloudEvent, VacancyEvent, VacancyItem, new_event
from shared.contracts.vacancy import Employer, OccupationLabel, Place, VacancyRecord

Rows = Callable[..., list[dict[str, Any]]]
LUDWIGSBURG = Place(
    postal_code="71634", city="Ludwigsburg", latitude=48.8941, longitude=9.1855, kreis_ags="08118", land="08"
)
MARBACH = Place(
    postal_code="71672", city="Marbach am Neckar", latitude=48.9396, longitude=9.2579, kreis_ags="08118", land="08"
)
HEILBRONN = Place(
    postal_code="74072", city="Heilbronn", latitude=49.1427, longitude=9.2109, kreis_ags="08121", land="08"
)
BAECKER = OccupationLabel(id="baecker", kldb2010="29222", name="Bäcker/-in")
KONDITOR = OccupationLabel(id="konditor", kldb2010="29222", name="Konditor/-in")
ZIMMERER = OccupationLabel(id="zimmerer", kldb2010="33302", name="Zimmerer/Zimmerin")


def vacancy(**changes: Any) -> VacancyRecord:
    """A published vacancy: a baker's in Ludwigsburg, unless changed."""
    now = datetime.now(UTC)
    base = VacancyRecord(
        id=uuid4(), revision=1, status="published", title="Ausbildung Bäcker/in (m/w/d)", occupation=BAECKER,
        employer=Employer(id=uuid4(), name="Backhaus Beispiel"), training_kind="dual", places=1,
        start_date=date(2027, 8, 1), location=LUDWIGSBURG, changed_at=now, published_at=now,
    )  # fmt: skip
    return base.model_copy(update=changes)


def published(*records: VacancyRecord) -> CloudEvent:
    """The event of open vacancies: single, or a batch."""
    items = tuple(VacancyItem(kind="published", vacancy_id=r.id, revision=r.revision, vacancy=r) for r in records)
    name = "vacancy.published" if len(items) == 1 else "vacancy.batch"
    return new_event("vacancies", name, str(items[0].vacancy_id), VacancyEvent(items=items))


def closed(record: VacancyRecord, revision: int, kind: str = "withdrawn") -> CloudEvent:
    """The event of a closed vacancy."""
    item = VacancyItem.model_validate({"kind": kind, "vacancy_id": record.id, "revision": revision})
    return new_event("vacancies", f"vacancy.{kind}", str(record.id), VacancyEvent(items=(item,)))


def leaver(**changes: Any) -> LeaverRecord:
    """A matchable leaver in Ludwigsburg who wishes to bake, unless changed."""
    profile = LeaverProfile(
        certificate="mittlerer", postal_code="71634", latitude=48.8941, longitude=9.1855, land="08",
        wishes=(("baecker",), ("konditor", "koch")), start_year=2027, activities=("cooking_baking",),
    )  # fmt: skip
    return LeaverRecord(id=uuid4(), revision=1, profile=profile.model_copy(update=changes))


def shared(*records: LeaverRecord, kind: str = "shared") -> CloudEvent:
    """The event of shared or changed leavers."""
    items = tuple(
        CandidateItem.model_validate({"kind": kind, "leaver_id": r.id, "revision": r.revision, "candidate": r})
        for r in records
    )
    name = f"candidate.{kind}" if len(items) == 1 else "candidate.batch"
    return new_event("candidates", name, str(items[0].leaver_id), CandidateEvent(items=items))


def erased(leaver_id: UUID, revision: int) -> CloudEvent:
    """The event of an erased leaver."""
    item = CandidateItem(kind="erased", leaver_id=leaver_id, revision=revision)
    return new_event("candidates", "candidate.erased", str(leaver_id), CandidateEvent(items=(item,)))
