"""A company, an importer, small fact tables and a vacancy that is all right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.vacancies.domain import Composed, compose
from shared.contracts.calls import Principal
from shared.contracts.vacancy import OccupationRef, VacancyInput, Warning

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
COMPANY = UUID("00000000-0000-4000-8000-000000000001")
VACANCY = UUID("00000000-0000-4000-8000-00000000000a")


@dataclass(frozen=True)
class FakeOccupation:
    """A row of the occupation table."""

    id: str
    kldb2010: str
    name: str
    law: str = "HwO"
    training_kind: Any = "dual"
    entry_certificate: Any = None
    certificate_strict: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class FakeArea:
    """A postal code."""

    place: str
    latitude: float
    longitude: float
    kreis: str
    land: str


OCCUPATIONS = (
    FakeOccupation("zimmerer", "33302", "Zimmerer/Zimmerin"),
    FakeOccupation("baecker", "29222", "Bäcker/-in"),
    FakeOccupation("konditor", "29222", "Konditor/-in"),
    FakeOccupation("pflegefachmann", "81302", "Pflegefachmann/-frau", "PflBG", "health", "mittlerer", True),
    FakeOccupation("pflegefachassistent", "81301", "Pflegefachassistenz", "", "health", valid_from=date(2027, 1, 1)),
    FakeOccupation("wagner", "22302", "Wagner/-in", valid_until=date(2026, 12, 31)),
)


class FakeFacts:
    """Six occupations, two postal codes, a minimum pay of 700."""

    def occupations(self, ref: OccupationRef) -> Sequence[FakeOccupation]:
        wanted = ref.id or ref.title or ref.kldb2010
        return [one for one in OCCUPATIONS if wanted in (one.id, one.name, one.kldb2010)]

    def area(self, code: str) -> FakeArea | None:
        return {
            "01987": FakeArea("Schwarzheide", 51.47, 13.87, "12066", "12"),
            "71634": FakeArea("Ludwigsburg", 48.90, 9.18, "08118", "08"),
        }.get(code)

    def pay_warnings(self, vacancy: VacancyInput, occupation: Any) -> Sequence[Warning]:
        low = occupation.law == "HwO" and vacancy.training_kind != "eq" and (*vacancy.pay_per_month, 700)[0] < 700
        return [Warning(code="pay_below_minimum", field="pay_per_month.0", message="2027: 700 €")] if low else []


@pytest.fixture
def facts() -> FakeFacts:
    return FakeFacts()


@pytest.fixture
def company() -> Principal:
    return Principal(kind="company", account_id=COMPANY, name="Holzbau Beispiel", key_id=VACANCY)


@pytest.fixture
def importer(company: Principal) -> Principal:
    return company.model_copy(update={"kind": "importer", "name": "Stellenbörse"})


@pytest.fixture
def raw() -> dict[str, Any]:
    """A vacancy without any fault, as a company sends it."""
    return {
        "external_id": "V-1",
        "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
        "occupation": {"id": "zimmerer"},
        "description_html": "<p>Dachstühle bauen</p>",
        "places": 2,
        "start_date": "2027-08-01",
        "duration_months": 36,
        "certificate_required": "hauptschule",
        "pay_per_month": [850, 950, 1100],
        "location": {"street": "Hauptstraße 1", "postal_code": "01987"},
        "apply_by": "2027-03-31",
    }


@pytest.fixture
def check(company: Principal, facts: FakeFacts, raw: dict[str, Any]) -> Callable[..., Composed]:
    """Compose the good vacancy with some fields replaced, as company unless told otherwise."""

    def composed(principal: Principal = company, **fields: Any) -> Composed:
        vacancy = VacancyInput.model_validate({**raw, **fields})
        return compose(vacancy, principal=principal, facts=facts, vacancy_id=VACANCY, now=NOW)

    return composed
