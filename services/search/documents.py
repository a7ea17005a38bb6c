"""From what the sources of truth say to what is searched: pure functions over the events' items."""

import html
import re
from collections.abc import Iterable
from uuid import UUID

from services.search.occupations.reference import lesser_known, occupation
from services.search.store import Projected, Source
from shared.contracts.candidate import LeaverRecord
from shared.contracts.documents import CandidateDocument, GeoPoint, VacancyDocument
from shared.contracts.events import CandidateItem, VacancyItem
from shared.contracts.vacancy import VacancyRecord

_TAG = re.compile(r"<[^>]*>")


def vacancy_sources(items: Iterable[VacancyItem]) -> list[Source]:
    """One source a vacancy, the latest of several; closed and draft vacancies have no document."""
    return _latest(Source(item.vacancy_id, item.revision, _open(item)) for item in items)


def candidate_sources(items: Iterable[CandidateItem]) -> list[Source]:
    """One source a leaver, the latest of several; an erased leaver has no document, whatever came after."""
    found = list(items)
    erased = {item.leaver_id for item in found if item.kind == "erased"}
    return _latest(
        Source(item.leaver_id, item.revision, None if item.leaver_id in erased else _shared(item)) for item in found
    )


def _latest(sources: Iterable[Source]) -> list[Source]:
    latest: dict[UUID, Source] = {}
    for source in sources:
        if source.id not in latest or source.revision > latest[source.id].revision:
            latest[source.id] = source
    return list(latest.values())


def _open(item: VacancyItem) -> VacancyDocument | None:
    open_now = item.kind in ("published", "changed") and item.vacancy and item.vacancy.status == "published"
    return vacancy_document(item.vacancy) if open_now and item.vacancy else None


def _shared(item: CandidateItem) -> CandidateDocument | None:
    return candidate_document(item.candidate) if item.candidate else None


def vacancy_document(record: VacancyRecord) -> VacancyDocument:
    """The document of a published vacancy; the description loses its markup."""
    place, known = record.location, occupation(record.occupation.id)
    shared = record.model_dump(include=set(VacancyDocument.model_fields) - _DERIVED)
    return VacancyDocument(
        **shared,
        known=known.known if known else "hardly",
        lesser_known=lesser_known(record.occupation.id, place.land),
        employer=record.employer.name,
        employer_id=record.employer.id,
        description=plain_text(record.description_html),
        start_year=record.start_date.year,
        postal_code=place.postal_code,
        city=place.city,
        kreis_ags=place.kreis_ags,
        land=place.land,
        location=GeoPoint(lat=place.latitude, lon=place.longitude),
    )


_DERIVED = {
    "known", "lesser_known", "employer", "employer_id", "description", "start_year", "postal_code", "city",
    "kreis_ags", "land", "location",
}  # fmt: skip


def candidate_document(record: LeaverRecord) -> CandidateDocument:
    """The document of a leaver. Without a location it is kept, but not indexed."""
    profile = record.profile
    return CandidateDocument(
        id=record.id,
        revision=record.revision,
        profile=profile,
        location=GeoPoint(lat=profile.latitude, lon=profile.longitude) if profile.matchable else None,
        wish_occupations=tuple(dict.fromkeys(id_ for wish in profile.wishes for id_ in wish)),
    )


def plain_text(description: str) -> str:
    """Text of cleaned HTML: tags become spaces, entities become letters."""
    return " ".join(html.unescape(_TAG.sub(" ", description)).split())


def searchable(document: Projected) -> Projected:
    """What belongs into the index: a leaver without a place does not (its document is deleted)."""
    if document.body and document.body.get("location") is None:
        return Projected(document.id, document.revision, document.version, None)
    return document
