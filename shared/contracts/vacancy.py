"""A vacancy (Ausbildungsplatzangebot): what a company sends, and the canonical public record (R1.1)."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.base import Contract
from shared.contracts.held import ASKING
from shared.contracts.vocabulary import (
    Certificate,
    KldbCode,
    PlainLine,
    PlainText,
    PostalCode,
    TrainingKind,
    VacancyStatus,
)

Pay = Annotated[int, Field(ge=0, le=20_000, description="euro a month, before tax")]


MAIL = r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$"


class OccupationRef(Contract):
    """An occupation by our id, by title or by KldB 2010 code; the id wins, then the title."""

    id: Annotated[str, Field(max_length=120)] | None = None
    title: Annotated[PlainLine, Field(max_length=300)] | None = None
    kldb2010: KldbCode | None = None

    @model_validator(mode="after")
    def _one_given(self) -> Self:
        if not (self.id or self.title or self.kldb2010):
            raise ValueError("Der Beruf fehlt: bitte id, title oder kldb2010 angeben.")
        return self


class EmployerRef(Contract):
    """An employer by name; only keys of kind importer may name one."""

    name: Annotated[PlainLine, Field(min_length=2, max_length=200)]


class Location(Contract):
    """A working place. Coordinates in degrees (WGS 84); optional, else the postal code's centre."""

    street: Annotated[PlainLine, Field(max_length=200)] | None = None
    postal_code: PostalCode
    city: Annotated[PlainLine, Field(max_length=120)] | None = None
    latitude: Annotated[float, Field(ge=47.0, le=55.2)] | None = None
    longitude: Annotated[float, Field(ge=5.5, le=15.6)] | None = None


class Contact(Contract):
    """Whom an applicant asks. Public: it is printed on the vacancy's page."""

    name: Annotated[Annotated[PlainLine, Field(max_length=120)] | None, ASKING] = None
    email: Annotated[Annotated[str, Field(max_length=254, pattern=MAIL)] | None, ASKING] = None
    phone: Annotated[Annotated[str, Field(max_length=40, pattern=r"^[0-9+()/ .-]+$")] | None, ASKING] = None
    url: Annotated[Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s<>\"]+$")] | None, ASKING] = None


class VacancyInput(Contract):
    """What a company or an importer sends (api.md). Durations in months, pay in euro a month by year."""

    external_id: Annotated[PlainLine, Field(min_length=1, max_length=120)] | None = None
    title: Annotated[PlainLine, Field(min_length=3, max_length=200)]
    occupation: OccupationRef
    employer: EmployerRef | None = None
    description_html: Annotated[PlainText, Field(max_length=20_000)] = ""
    training_kind: TrainingKind = "dual"
    places: Annotated[int, Field(ge=1, le=500)] = 1
    start_date: Annotated[date, Field(ge=date(2020, 1, 1), le=date(2040, 12, 31))]
    start_flexible: bool = False
    duration_months: Annotated[int, Field(ge=1, le=60)] | None = None
    certificate_required: Certificate | None = None
    certificate_strict: bool = False
    part_time_possible: bool | None = None
    pay_per_month: Annotated[tuple[Pay, ...], Field(max_length=4)] = ()
    location: Location
    apply_by: date | None = None
    contact: Contact | None = None
    status: Annotated[VacancyStatus, Field(pattern="^(draft|published)$")] = "published"
    synthetic: Annotated[bool, Field(description="invented for a demonstration")] = False


class Employer(Contract):
    """The company behind a vacancy. `id` is the account's."""

    id: UUID
    name: str


class Place(Contract):
    """A located working place; coordinates in degrees (WGS 84), Kreis by its official key (AGS)."""

    street: str | None = None
    postal_code: str
    city: str
    latitude: float
    longitude: float
    kreis_ags: str | None = None
    land: str | None = None


class OccupationLabel(Contract):
    """What other services need to know of an occupation."""

    id: str
    kldb2010: str
    name: str


class VacancyRecord(Contract):
    """The canonical public record, as it travels in events. `revision` counts up with every change."""

    id: UUID
    revision: int
    status: VacancyStatus
    external_id: str | None = None
    title: str
    occupation: OccupationLabel
    employer: Employer
    description_html: str = ""
    training_kind: TrainingKind
    places: int
    start_date: date
    start_flexible: bool = False
    duration_months: int | None = None
    certificate_required: Certificate | None = None
    certificate_strict: bool = False
    part_time_possible: bool | None = None
    pay_per_month: tuple[int, ...] = ()
    location: Place
    apply_by: date | None = None
    contact: Contact | None = None
    synthetic: bool = False
    published_at: datetime | None = None
    changed_at: datetime


class Warning(Contract):
    """Something accepted that the sender should look at: `code`, dotted `field`, German sentence."""

    code: str
    field: str
    message: str
