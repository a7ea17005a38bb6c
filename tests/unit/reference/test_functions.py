"""The pure functions over the tables."""

from datetime import date

import pytest

from shared.reference.certificates import CERTIFICATES, GERMAN, level, steps_short
from shared.reference.occupations import (
    OccupationAmbiguous,
    OccupationUnknown,
    by_kldb,
    contracts_in,
    exact_alias,
    family,
    lesser_known,
    occupations,
    related,
    resolve,
    riasec_similarity,
    similarity,
)
from shared.reference.pay import check_pay, minimum_pay
from shared.reference.places import distance_km, find_place, postal_code
from shared.reference.titles import plain


@pytest.mark.parametrize(
    "title",
    [
        "Zimmerer/Zimmerin", "Zimmerer", "ZIMMERIN", "Ausbildung Zimmerer/Zimmerin (m/w/d)", "Zimmerer*in",
        "Zimmerer:in", "ZimmererIn", "Ausbildung zum Zimmerer / zur Zimmerin (w/m/d) 2027", "Zimmermann",
        "Auszubildende zum/zur Zimmerer/-in ab 01.08.2027", "Azubi Zimmerer m/w/d",
    ],
)  # fmt: skip
def test_a_title_resolves_however_it_is_gendered(title: str) -> None:
    assert resolve(title=title).id == "zimmerer"


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("MFA", "medizinische-fachangestellte"),
        ("Medizinischer Fachangestellter", "medizinische-fachangestellte"),
        ("Kaufmann/-frau im Einzelhandel", "kaufmann-im-einzelhandel"),
        ("Kauffrau/Kaufmann für Büromanagement", "kaufmann-fuer-bueromanagement"),
        ("Anlagenmechaniker SHK", "anlagenmechaniker-fuer-sanitaer-heizungs-und-klimatechnik"),
        ("Gas-Wasser-Installateur", "anlagenmechaniker-fuer-sanitaer-heizungs-und-klimatechnik"),
        ("Altenpfleger/in", "pflegefachmann"),
        ("Schreiner/in", "tischler"),
        ("Metzgerin", "fleischer"),
        ("Spengler", "klempner"),
        ("Fachinformatiker/-in FR Systemintegration", "fachinformatiker-systemintegration"),
        ("Fachinformatiker für Anwendungsentwicklung", "fachinformatiker-anwendungsentwicklung"),
        ("Fachinformatiker", "fachinformatiker"),
        ("Erzieher (m/w/d)", "erzieher"),
        ("Bäcker/in", "baecker"),
    ],
)
def test_names_people_use_resolve(title: str, id: str) -> None:
    assert resolve(title=title).id == id


def test_every_own_name_resolves_to_its_occupation() -> None:
    for occupation in occupations().values():
        for name in (occupation.name, occupation.masculine, occupation.feminine):
            assert resolve(title=name) is occupation


def test_a_retired_name_with_several_successors_is_ambiguous() -> None:
    with pytest.raises(OccupationAmbiguous) as refused:
        resolve(title="Kfz-Mechaniker")
    assert "kraftfahrzeugmechatroniker" in [candidate.id for candidate in refused.value.candidates]


def test_a_class_of_one_resolves_and_a_class_of_several_names_them() -> None:
    assert resolve(kldb2010="33302").id == "trockenbaumonteur"
    assert resolve(kldb2010="71302").id == "industriekaufmann"  # a school's course of that class does not count
    with pytest.raises(OccupationAmbiguous) as refused:
        resolve(kldb2010="29222")
    assert [candidate.id for candidate in refused.value.candidates] == ["baecker", "konditor"]


@pytest.mark.parametrize("reference", [{"id": "astronaut"}, {"title": "Astronaut"}, {"kldb2010": "99999"}, {}])
def test_what_nobody_trains_is_unknown(reference: dict[str, str]) -> None:
    with pytest.raises(OccupationUnknown):
        resolve(**reference)


def test_an_id_wins_over_a_title() -> None:
    assert resolve(id="baecker", title="Zimmerer").id == "baecker"


def test_a_very_long_title_is_answered() -> None:
    assert exact_alias("Ausbildung zum " * 2_000) == ()
    assert plain("(" * 10_000) == plain("/" * 10_000) == ""


def test_a_wish_for_a_group_means_its_branches() -> None:
    ids = {occupation.id for occupation in family(occupations()["fachinformatiker"])}
    assert {"fachinformatiker", "fachinformatiker-systemintegration"} <= ids
    assert family(occupations()["baecker"]) == (occupations()["baecker"],)


def test_groups_belong_to_no_class_of_their_own() -> None:
    assert "gaertner" not in [occupation.id for occupation in by_kldb(occupations()["gaertner"].kldb2010)]


@pytest.mark.parametrize(
    ("id", "land", "expected"),
    [
        ("packmitteltechnologe", "08", True),  # hardly known
        ("elektroniker-fuer-geraete-und-systeme", "08", True),  # hardly known, though with many contracts
        ("baecker", "08", False),  # everybody knows it
        ("schornsteinfeger", "08", False),  # few contracts, known all the same
        ("industriemechaniker", "08", False),  # somewhat known, among the 40 largest
        ("vermessungstechniker", "08", True),  # somewhat known, outside the 40
        ("feinoptiker", None, True),
    ],
)
def test_lesser_known(id: str, land: str | None, expected: bool) -> None:
    assert lesser_known(occupations()[id], land) is expected


def test_a_branch_counts_with_its_occupation() -> None:
    for child in family(occupations()["fachinformatiker"]):
        assert lesser_known(child, "08") is (child.known == "hardly")


def test_an_unknown_land_is_refused() -> None:
    with pytest.raises(ValueError, match="two digits"):
        contracts_in("Bayern")


def test_interests_correlate() -> None:
    assert riasec_similarity((1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6)) == pytest.approx(1.0)
    assert riasec_similarity((1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1)) == pytest.approx(-1.0)
    assert riasec_similarity((3, 3, 3, 3, 3, 3), (6, 5, 4, 3, 2, 1)) == 0.0


def test_related_occupations_are_near_and_open() -> None:
    near = related(occupations()["baecker"], 5)
    assert near[0].id == "konditor"
    assert len(near) == 5
    assert all(not occupation.successor for occupation in near)
    assert similarity(occupations()["baecker"], near[0]) > similarity(occupations()["baecker"], near[4])


def test_places_are_found_by_code_prefix_and_name() -> None:
    found = postal_code("71634")
    assert found is not None
    assert (found.place, found.kreis, found.land) == ("Ludwigsburg", "08118", "08")
    assert postal_code("00000") is None
    assert all(entry.code.startswith("716") for entry in find_place("716"))
    assert find_place("Raum Limburg")[0].kreis == "06533"
    assert find_place("in Bad Ems")[0].code == "56130"
    assert find_place("65549 Limburg")[0].code == "65549"
    assert find_place("Nirgendwo") == find_place("") == []
    assert {find_place(text)[0].code for text in ("71634Ludwigsburg", "D-71634", "d71634", "Ort (71634)")} == {"71634"}
    assert [find_place(word) for word in ("73e77808", "76879ee9", "5da65554", "e73")] == [[]] * 4  # no digits of a word


def test_a_leading_zero_is_kept() -> None:
    found = postal_code("01067")
    assert found is not None
    assert found.place == "Dresden"


def test_distance_as_the_crow_flies() -> None:
    assert distance_km(52.52, 13.405, 48.137, 11.575) == pytest.approx(504, abs=2)  # Berlin to München
    assert distance_km(50.0, 8.0, 50.0, 8.0) == 0.0


def test_pay_below_the_minimum_names_year_and_amount() -> None:
    [warning] = check_pay(occupations()["zimmerer"], date(2026, 8, 1), (700, 854, 977))
    assert (warning.code, warning.field) == ("pay_below_minimum", "pay_per_month.0")
    assert "1. Jahr" in warning.message
    assert "724 €" in warning.message
    assert "2026" in warning.message


def test_pay_of_a_year_without_a_row_is_not_called_fine() -> None:
    [warning] = check_pay(occupations()["zimmerer"], date(2027, 8, 1), (2_000,))
    assert warning.code == "pay_not_checkable"
    assert "2027 noch nicht eingetragen (2026: 724 €)" in warning.message
    assert minimum_pay(2027) is None


def test_pay_is_checked_under_bbig_and_hwo_only() -> None:
    assert check_pay(occupations()["pflegefachmann"], date(2026, 8, 1), (100,)) == []
    assert check_pay(occupations()["zimmerer"], date(2026, 8, 1), ()) == []
    assert check_pay(occupations()["zimmerer"], date(2026, 8, 1), (724, 854, 977)) == []


def test_certificates_are_ordered_and_named() -> None:
    assert [level(certificate) for certificate in CERTIFICATES] == [0, 1, 2, 3, 4]
    assert set(GERMAN) == set(CERTIFICATES)
    assert steps_short("hauptschule", "mittlerer") == 1
    assert steps_short(None, "hauptschule") == 1
    assert steps_short("hochschulreife", "hauptschule") == steps_short("none", None) == 0
