"""Leavers and places around Ludwigsburg, with real occupations."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.candidate import Interests, LeaverProfile
from shared.contracts.documents import GeoPoint, VacancyDocument
from shared.contracts.vacancy import OccupationLabel
from shared.reference.occupations import lesser_known, occupations

HERE = (48.8974, 9.1917)
PRACTICAL = Interests(R=6.5, I=3.5, A=2.0, S=2.0, E=2.0, C=3.5)
SOCIAL = Interests(R=2.5, I=2.5, A=3.0, S=6.8, E=3.0, C=2.5)


def place(occupation_id: str, north_km: float = 3.0, **fixed: Any) -> VacancyDocument:
    """An open place so many km north of Ludwigsburg, each of an employer of its own."""
    facts = occupations()[occupation_id]
    values: dict[str, Any] = {
        "id": uuid4(),
        "revision": 1,
        "title": f"Ausbildung {facts.name}",
        "occupation": OccupationLabel(id=facts.id, kldb2010=facts.kldb2010, name=facts.name),
        "known": facts.known,
        "lesser_known": lesser_known(facts, "08"),
        "employer": "Erfundene GmbH",
        "employer_id": uuid4(),
        "training_kind": facts.training_kind,
        "places": 1,
        "start_date": date(2027, 8, 1),
        "start_year": 2027,
        "start_flexible": False,
        "certificate_required": facts.entry_certificate,
        "certificate_strict": facts.certificate_strict,
        "postal_code": "71634",
        "city": "Ludwigsburg",
        "land": "08",
        "location": GeoPoint(lat=HERE[0] + north_km / 111.195, lon=HERE[1]),
        "synthetic": True,
    }
    return VacancyDocument(**{**values, **fixed})


def leaver(**fixed: Any) -> LeaverProfile:
    """A practical leaver with Hauptschulabschluss in Ludwigsburg, 25 km."""
    values: dict[str, Any] = {
        "certificate": "hauptschule",
        "postal_code": "71634",
        "latitude": HERE[0],
        "longitude": HERE[1],
        "land": "08",
        "radius_km": 25,
        "interests": PRACTICAL,
        "start_year": 2027,
    }
    return LeaverProfile(**{**values, **fixed})


def market(count: int = 60) -> list[VacancyDocument]:
    """A place of each of so many occupations, spread over 20 km, the same every time but for the ids."""
    ids = [id_ for id_, facts in occupations().items() if not facts.successor]
    step = len(ids) // count
    return [place(id_, north_km=1 + 19 * n / count) for n, id_ in enumerate(ids[::step][:count])]


def ids_of(documents: list[VacancyDocument]) -> set[UUID]:
    """Ids of places."""
    return {document.id for document in documents}
