"""The rules on the real tables."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.vacancies.domain import Composed, compose
from services.vacancies.reference import ReferenceFacts
from shared.contracts.calls import Principal
from shared.contracts.vacancy import OccupationRef, VacancyInput

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def composed(company: Principal, raw: dict[str, Any], **fields: Any) -> Composed:
    vacancy = VacancyInput.model_validate({**raw, **fields})
    return compose(vacancy, principal=company, facts=ReferenceFacts(), vacancy_id=uuid4(), now=NOW)


@pytest.mark.parametrize(
    ("ref", "ids"),
    [
        ({"id": "zimmerer"}, ["zimmerer"]),
        ({"title": "Ausbildung Zimmerer/Zimmerin (m/w/d)"}, ["zimmerer"]),
        ({"id": "", "title": "Zimmerin"}, ["zimmerer"]),
        ({"kldb2010": "29222"}, ["baecker", "konditor"]),
        ({"kldb2010": "99999"}, []),
        ({"title": "Einhornpfleger"}, []),
    ],
)
def test_occupations(ref: dict[str, str], ids: list[str]) -> None:
    assert [one.id for one in ReferenceFacts().occupations(OccupationRef(**ref))] == ids


def test_a_place_is_completed_from_its_postal_code(company: Principal, raw: dict[str, Any]) -> None:
    place = composed(company, raw).record.location
    assert (place.postal_code, place.kreis_ags, place.land) == ("01987", "12066", "12")
    assert place.city and 51 < place.latitude < 52


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start_date": "2026-09-01", "pay_per_month": [724, 854]}, None),
        ({"start_date": "2026-09-01", "pay_per_month": [723]}, ("pay_below_minimum", "724", "2026")),
        ({"start_date": "2027-08-01", "pay_per_month": [900]}, ("pay_not_checkable", "2027", "(2026: 724 €)")),
        ({"start_date": "2026-09-01", "pay_per_month": [400], "training_kind": "eq"}, None),
        (
            {
                "start_date": "2027-08-01", "pay_per_month": [400], "training_kind": "health",
                "occupation": {"id": "pflegefachmann"},
            },
            None,
        ),
    ],
)  # fmt: skip
def test_minimum_pay(
    company: Principal, raw: dict[str, Any], fields: dict[str, Any], expected: tuple[str, ...] | None
) -> None:
    warnings = composed(company, raw, apply_by=None, **fields).warnings
    pay = [warning for warning in warnings if warning.field.startswith("pay_per_month")]
    if expected is None:
        assert pay == []
    else:
        assert pay[0].code == expected[0]
        assert all(part in pay[0].message for part in expected[1:])


def test_care_demands_its_certificate_by_law(company: Principal, raw: dict[str, Any]) -> None:
    record = composed(company, raw, occupation={"id": "pflegefachmann"}, training_kind="health").record
    assert (record.certificate_required, record.certificate_strict) == ("mittlerer", True)
