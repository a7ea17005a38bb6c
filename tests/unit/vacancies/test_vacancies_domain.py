"""The rules a vacancy is checked by."""

from collections.abc import Callable
from typing import Any

import pytest

from services.vacancies.domain import Composed, may_write
from services.vacancies.errors import KeyNotAllowed, OccupationAmbiguous
from shared.contracts.calls import Principal
from shared.contracts.problems import FieldsInvalid

Check = Callable[..., Composed]


def codes(composed: Composed) -> list[str]:
    return [warning.code for warning in composed.warnings]


def refused(check: Check, **fields: Any) -> dict[str, str]:
    with pytest.raises(FieldsInvalid) as caught:
        check(**fields)
    assert all(error.message for error in caught.value.body.errors)
    return {error.field: error.code for error in caught.value.body.errors}


def test_a_good_vacancy_becomes_a_complete_record_without_warnings(check: Check) -> None:
    done = check()
    assert done.warnings == ()
    record = done.record
    assert (record.revision, record.status, record.external_id) == (1, "published", "V-1")
    assert record.occupation.model_dump() == {"id": "zimmerer", "kldb2010": "33302", "name": "Zimmerer/Zimmerin"}
    assert record.employer.name == "Holzbau Beispiel"
    assert record.location.model_dump() == {
        "street": "Hauptstraße 1", "postal_code": "01987", "city": "Schwarzheide", "latitude": 51.47,
        "longitude": 13.87, "kreis_ags": "12066", "land": "12",
    }  # fmt: skip
    assert record.published_at == record.changed_at


def test_all_errors_are_told_at_once(check: Check) -> None:
    found = refused(
        check,
        occupation={"title": "Einhornpfleger"},
        location={"postal_code": "00000"},
        employer={"name": "Anderer Betrieb"},
        start_date="2025-08-01",
    )
    assert found == {
        "employer": "employer_not_allowed",
        "occupation": "occupation_unknown",
        "location.postal_code": "postal_code_unknown",
        "start_date": "start_date_past",
    }


def test_a_class_of_several_occupations_lists_its_candidates(check: Check) -> None:
    with pytest.raises(OccupationAmbiguous) as caught:
        check(occupation={"kldb2010": "29222"})
    body = caught.value.body
    assert body.code == "occupation_ambiguous"
    assert body.extra["candidates"] == [
        {"id": "baecker", "kldb2010": "29222", "name": "Bäcker/-in"},
        {"id": "konditor", "kldb2010": "29222", "name": "Konditor/-in"},
    ]
    assert "baecker" in body.detail and "konditor" in body.detail


def test_a_class_of_one_occupation_is_that_occupation(check: Check) -> None:
    assert check(occupation={"kldb2010": "33302"}).record.occupation.id == "zimmerer"


def test_an_importer_names_the_employer_and_gets_the_same_id_each_time(check: Check, importer: Principal) -> None:
    one = check(importer, employer={"name": "Bäckerei Korn"}).record.employer
    again = check(importer, employer={"name": "Bäckerei Korn"}).record.employer
    other = check(importer, employer={"name": "Bäckerei Mohn"}).record.employer
    assert one == again and one.id != other.id and one.id != importer.account_id


def test_an_importer_without_employer_is_refused(check: Check, importer: Principal) -> None:
    assert refused(check, principal=importer) == {"employer.name": "employer_missing"}


def test_a_vocational_school_offers_its_own_school_based_places(check: Check, company: Principal) -> None:
    school = company.model_copy(update={"kind": "vocational_school"})
    assert refused(check, principal=school)["training_kind"] == "school_based_only"


@pytest.mark.parametrize("kind", ["school", "leaver", "coordinator"])
def test_other_keys_may_not_write(company: Principal, kind: str) -> None:
    with pytest.raises(KeyNotAllowed) as caught:
        may_write(company.model_copy(update={"kind": kind}))
    assert caught.value.body.kind == "forbidden"


def test_a_wish_never_excludes(check: Check) -> None:
    done = check(certificate_strict=True)
    assert (done.record.certificate_required, done.record.certificate_strict) == ("hauptschule", False)
    assert codes(done) == ["certificate_not_strict_by_law"]


@pytest.mark.parametrize(
    ("wished", "stored", "warnings"),
    [
        (None, "mittlerer", []),
        ("hauptschule", "mittlerer", ["certificate_raised_by_law"]),
        ("mittlerer", "mittlerer", []),
        ("hochschulreife", "hochschulreife", []),
    ],
)
def test_where_the_law_demands_a_certificate_it_is_strict(
    check: Check, wished: str | None, stored: str, warnings: list[str]
) -> None:
    done = check(
        occupation={"id": "pflegefachmann"}, training_kind="health", certificate_required=wished,
        title="Pflegefachfrau/-mann",
    )  # fmt: skip
    assert (done.record.certificate_required, done.record.certificate_strict) == (stored, True)
    assert codes(done) == warnings


def test_coordinates_near_the_postal_code_are_kept(check: Check) -> None:
    place = check(location={"postal_code": "01987", "latitude": 51.5, "longitude": 13.9, "city": "Ortsteil"}).record
    assert (place.location.latitude, place.location.longitude, place.location.city) == (51.5, 13.9, "Ortsteil")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"latitude": 48.9, "longitude": 9.18}, "coordinates_far_from_postal_code"),
        ({"latitude": 51.47}, "coordinates_incomplete"),
    ],
)
def test_odd_coordinates_give_way_to_the_postal_code(check: Check, given: dict[str, float], code: str) -> None:
    done = check(location={"postal_code": "01987", **given})
    assert (done.record.location.latitude, done.record.location.longitude) == (51.47, 13.87)
    assert codes(done) == [code]


def test_pay_is_noted_never_refused(check: Check) -> None:
    assert codes(check(pay_per_month=[500])) == ["pay_below_minimum"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"training_kind": "eq", "duration_months": 12, "pay_per_month": [276]}, []),
        ({"training_kind": "eq", "duration_months": 4, "pay_per_month": []}, []),
        ({"training_kind": "eq", "duration_months": 3, "pay_per_month": []}, ["eq_duration_unusual"]),
        ({"training_kind": "eq", "duration_months": 13, "pay_per_month": []}, ["eq_duration_unusual"]),
        ({"training_kind": "health"}, ["training_kind_unusual"]),
        ({"training_kind": "dual_study"}, []),
        ({"start_date": "2026-05-22", "apply_by": None}, []),
        ({"start_date": "2026-05-21", "apply_by": None}, ["start_date_late"]),
        ({"apply_by": "2026-11-21"}, ["apply_by_past"]),
        ({"apply_by": "2027-11-01"}, []),
        ({"apply_by": "2027-11-02"}, ["apply_by_late"]),
    ],
)
def test_dates_and_kinds(check: Check, fields: dict[str, Any], expected: list[str]) -> None:
    assert codes(check(**fields)) == expected


def test_a_start_of_exactly_a_year_ago_is_late_not_refused(check: Check) -> None:
    assert codes(check(start_date="2025-11-22", apply_by=None)) == ["start_date_late"]
    assert refused(check, start_date="2025-11-21", apply_by=None) == {"start_date": "start_date_past"}


def test_a_leap_day_has_a_year_later(check: Check) -> None:
    assert check(start_date="2028-02-29", apply_by="2028-05-29").warnings == ()


@pytest.mark.parametrize(
    ("html", "stored", "warned"),
    [
        ("Nur Text mit 3 < 5 & mehr", "Nur Text mit 3 &lt; 5 &amp; mehr", False),
        (
            "<p>a<br>b</p><ul><li><strong>c</strong></li></ul>",
            "<p>a<br>b</p><ul><li><strong>c</strong></li></ul>",
            False,
        ),
        ('<p lang="de" title="x" style="color:red">a</p>', "<p>a</p>", True),
        ("<script>alert(1)</script><p onclick=x()>a</p>", "<p>a</p>", True),
        ('<a href="javascript:x()">b</a><img src=x onerror=y>', "b", True),
        ("<style>p{}</style>c", "c", True),
    ],
)
def test_descriptions_keep_seven_tags_and_no_attributes(check: Check, html: str, stored: str, warned: bool) -> None:
    done = check(description_html=html)
    assert done.record.description_html == stored
    assert codes(done) == (["description_cleaned"] if warned else [])


@pytest.mark.parametrize(
    ("occupation", "start", "expected"),
    [
        ("pflegefachassistent", "2026-12-31", ["occupation_not_offered"]),
        ("pflegefachassistent", "2027-01-01", []),
        ("wagner", "2026-12-31", []),
        ("wagner", "2027-01-01", ["occupation_not_offered"]),
    ],
)
def test_occupations_come_and_go(check: Check, occupation: str, start: str, expected: list[str]) -> None:
    kind = "health" if occupation == "pflegefachassistent" else "dual"
    done = check(occupation={"id": occupation}, training_kind=kind, start_date=start, apply_by=None)
    assert codes(done) == expected


def test_invisible_characters_in_addresses_are_refused(check: Check) -> None:
    contact = {"email": "a\x00@b.de", "url": "https://a.de/\u202egnp", "name": "Frau\u202e Kurz"}
    assert refused(check, contact=contact) == {
        "contact.email": "invisible_characters",
        "contact.url": "invisible_characters",
    }
