"""Questions to search and what it answers (api.md)."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.documents import VacancyDocument
from shared.contracts.vocabulary import Certificate, KldbCode, Known, TrainingKind

Sort = Literal["relevance", "distance", "start", "newest", "fewest_applicants"]
"""`fewest_applicants`: fewest leavers around who wish for the occupation, for each place; nobody applies through us."""


class SearchQuery(Repeatable):
    """A search. `where` is a place or postal code; distances in km as the crow flies; texts may be long."""

    q: str = ""
    where: str = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: Annotated[int, Field(ge=1, le=1000)] | None = None
    certificate: Certificate | None = None
    start_year: Annotated[int, Field(ge=2020, le=2040)] | None = None
    kldb2010: KldbCode | None = None
    training_kind: TrainingKind | None = None
    available_now: bool = False
    sort: Sort = "relevance"
    size: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class HitOccupation(Contract):
    """The occupation of a hit; `daily` is our one-line description of what you do all day."""

    id: str
    kldb2010: str
    name: str
    known: Known
    daily: str = ""


class HitLocation(Contract):
    """Where a hit is; degrees, WGS 84."""

    postal_code: str
    city: str
    latitude: float | None = None
    longitude: float | None = None


class Hit(Contract):
    """One vacancy in a list. `distance_km` None when no place was asked for; pay in euro a month by year."""

    id: UUID
    external_id: str | None = None
    title: str
    occupation: HitOccupation
    employer: str
    location: HitLocation
    distance_km: float | None = None
    start_date: date
    pay_per_month: tuple[int, ...] = ()
    certificate_required: Certificate | None = None
    certificate_strict: bool = False
    training_kind: TrainingKind = "dual"
    places: int = 1
    duration_months: int | None = None
    lesser_known: bool = False
    synthetic: bool = False
    score: float | None = None
    highlights: dict[str, list[str]] = {}


class Discovery(Hit):
    """A lesser-known place near, related to what was asked; `reason` in plain German."""

    reason: str


class FacetValue(Contract):
    """One value of a facet and how many vacancies have it."""

    value: str
    count: int


class SearchResult(Contract):
    """The answer to a search. `widened_to_km` says that the radius was widened."""

    total: int
    understood: dict[str, Any] = {}
    corrected: str | None = None
    widened_to_km: int | None = None
    hits: tuple[Hit, ...] = ()
    facets: dict[str, list[FacetValue]] = {}
    discover: tuple[Discovery, ...] = ()
    suggestions: tuple[str, ...] = ()
    next_cursor: str | None = None
    degraded: bool = False


class OccupationQuery(Repeatable):
    """Occupations for a text, as typed."""

    q: Annotated[str, Field(max_length=10_000)]
    limit: Annotated[int, Field(ge=1, le=20)] = 5


class OccupationCandidate(Contract):
    """A guess. `confidence` 0..1; `why` names the alias or rule."""

    id: str
    kldb2010: str
    name: str
    confidence: float
    why: str


class OccupationCandidates(Contract):
    """Best first; empty when unsure."""

    items: tuple[OccupationCandidate, ...]


class Suggestion(Contract):
    """A completion. `kind` is occupation, place or activity."""

    text: str
    kind: str


class Suggestions(Contract):
    """Best first."""

    items: tuple[Suggestion, ...]


def hit_of(document: VacancyDocument, *, daily: str, distance_km: float | None, **more: Any) -> Hit:
    """A document as a hit; `daily` comes from the reference table."""
    occupation = document.occupation
    return Hit(
        id=document.id,
        external_id=document.external_id,
        title=document.title,
        occupation=HitOccupation(**occupation.model_dump(), known=document.known, daily=daily),
        employer=document.employer,
        location=HitLocation(
            postal_code=document.postal_code,
            city=document.city,
            latitude=document.location.lat,
            longitude=document.location.lon,
        ),
        distance_km=None if distance_km is None else round(distance_km, 1),
        start_date=document.start_date,
        pay_per_month=document.pay_per_month,
        certificate_required=document.certificate_required,
        certificate_strict=document.certificate_strict,
        training_kind=document.training_kind,
        places=document.places,
        duration_months=document.duration_months,
        lesser_known=document.lesser_known,
        synthetic=document.synthetic,
        **more,
    )
