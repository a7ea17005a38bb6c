"""The documents in Elasticsearch: written by search alone, read by matching with a read-only role."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from shared.contracts.base import Contract
from shared.contracts.candidate import LeaverProfile
from shared.contracts.held import FIRST_AND_LAST, IDENTITY, MATCHING
from shared.contracts.vacancy import OccupationLabel
from shared.contracts.vocabulary import Certificate, Known, TrainingKind


class GeoPoint(Contract):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class VacancyDocument(Contract):
    """A published vacancy as it is searched. Pay in euro a month by year, `lesser_known` in its Land."""

    id: UUID
    revision: int
    external_id: str | None = None
    title: str
    occupation: OccupationLabel
    known: Known
    lesser_known: bool
    employer: str
    employer_id: UUID
    description: str = ""
    training_kind: TrainingKind
    places: int
    start_date: date
    start_year: int
    start_flexible: bool
    duration_months: int | None = None
    certificate_required: Certificate | None = None
    certificate_strict: bool
    part_time_possible: bool | None = None
    pay_per_month: tuple[int, ...] = ()
    postal_code: str
    city: str
    kreis_ags: str | None = None
    land: str | None = None
    location: GeoPoint
    apply_by: date | None = None
    published_at: datetime | None = None
    synthetic: bool = False


class CandidateDocument(Contract):
    """A leaver's profile as it is recalled. `wish_occupations` are all wished ids, flat, for term queries."""

    id: Annotated[UUID, IDENTITY]
    revision: Annotated[int, FIRST_AND_LAST]
    profile: LeaverProfile
    location: Annotated[GeoPoint | None, MATCHING] = None
    wish_occupations: Annotated[tuple[str, ...], MATCHING] = ()
