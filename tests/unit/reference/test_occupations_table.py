"""Invariants of occupations.csv: every row can be trusted on its own."""

from collections import Counter, defaultdict

import pytest

from shared.reference.activities import activities
from shared.reference.certificates import CERTIFICATES
from shared.reference.occupations import RIASEC, family, is_group, occupations
from shared.reference.tables import rows

ROWS = list(rows("occupations"))
DUAL_CONTRACTS_2023 = 470_685  # own sum over DAZUBI; about 98 % of the published total


def test_ids_are_unique_slugs() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(set(ids)) == len(ids) == 512
    assert all(i == i.lower() and i.replace("-", "").isalnum() and i.isascii() for i in ids)


def test_names_are_unique() -> None:
    assert [name for name, n in Counter(row["name"] for row in ROWS).items() if n > 1] == []


def test_kldb_is_text_of_five_digits_and_no_key() -> None:
    codes = Counter(row["kldb2010"] for row in ROWS)
    assert all(len(code) == 5 and code.isdigit() for code in codes)
    assert {o.id for o in occupations().values() if o.kldb2010 == "29222"} == {"baecker", "konditor"}


def test_every_parent_exists_and_has_no_parent() -> None:
    for occupation in occupations().values():
        if occupation.parent:
            assert occupations()[occupation.parent].parent is None
            assert occupation in family(occupations()[occupation.parent])


def test_every_group_has_children_and_no_counts_of_its_own() -> None:
    for row in ROWS:
        if row["riasec_source"] == "children":
            assert is_group(occupations()[row["id"]])
            assert row["contracts_2023"] == ""


@pytest.mark.parametrize("letter", RIASEC)
def test_interests_lie_between_1_and_7(letter: str) -> None:
    assert all(1.0 <= float(row[letter]) <= 7.0 for row in ROWS)


def test_corrected_rows_keep_the_old_values_and_say_why() -> None:
    corrected = [row for row in ROWS if row["riasec_source"] == "hand"]
    assert all(row["riasec_reason"] for row in corrected)
    dual = [row for row in corrected if row["training_kind"] == "dual" and row["R_us"]]
    assert len(dual) > 100
    assert all(row[f"{letter}_us"] for row in dual for letter in RIASEC)
    assert all(any(row[k] != row[f"{k}_us"] for k in RIASEC) for row in dual)


def test_uncorrected_rows_show_the_source_values() -> None:
    for row in ROWS:
        if row["riasec_source"] in ("kldb5", "kldb4", "kldb3", "isco4"):
            assert [row[k] for k in RIASEC] == [row[f"{k}_us"] for k in RIASEC]


def test_known_nonsense_of_the_crosswalk_is_corrected() -> None:
    landwirt = dict(zip(RIASEC, occupations()["landwirt"].riasec, strict=True))
    mediengestalter = dict(zip(RIASEC, occupations()["mediengestalter-digital-und-print"].riasec, strict=True))
    assert max(landwirt, key=landwirt.__getitem__) == "R"
    assert max(mediengestalter, key=mediengestalter.__getitem__) == "A"


def test_every_occupation_has_its_own_sentence() -> None:
    sentences = [row["daily"] for row in ROWS]
    assert [row["id"] for row in ROWS if not 60 <= len(row["daily"]) <= 140] == []
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith((".", "?")) and "du" in sentence.lower() for sentence in sentences)


def test_how_known_is_judged_with_a_reason_in_every_class() -> None:
    count = Counter(row["known"] for row in ROWS)
    assert set(count) == {"well", "somewhat", "hardly"}
    assert all(row["known_reason"] for row in ROWS)
    assert occupations()["baecker"].known == occupations()["schornsteinfeger"].known == "well"
    assert occupations()["packmitteltechnologe"].known == "hardly"


def test_activities_come_from_the_closed_list() -> None:
    used = {tag for occupation in occupations().values() for tag in occupation.activities}
    assert used == set(activities())
    assert all(1 <= len(occupation.activities) <= 4 for occupation in occupations().values())


def test_a_certificate_is_demanded_by_a_named_law_only() -> None:
    for row in ROWS:
        assert row["entry_certificate"] in ("", *CERTIFICATES)
        assert row["entry_rule"]
        assert row["entry_source"]
        if row["law"] == "BBiG/HwO":
            assert (row["entry_certificate"], row["certificate_strict"]) == ("", "no")


def test_nothing_outside_dazubi_is_counted_as_zero() -> None:
    outside = [row for row in ROWS if row["training_kind"] != "dual"]
    assert len(outside) > 40
    assert all(row["contracts_2023"] != "0" for row in outside)
    assert {row["id"] for row in outside if row["contracts_2023"]} == {"pflegefachmann"}


def test_pflegefachassistenz_begins_in_2027_and_is_open_with_hauptschule() -> None:
    found = occupations()["pflegefachassistent"]
    assert found.valid_from is not None
    assert (found.valid_from.year, found.entry_certificate, found.certificate_strict) == (2027, "hauptschule", False)
    assert occupations()["altenpflegehelfer"].successor == found.id


def test_care_is_strict_where_the_law_is() -> None:
    found = occupations()["pflegefachmann"]
    assert (found.entry_certificate, found.certificate_strict) == ("mittlerer", True)


def test_successors_exist_and_are_open() -> None:
    for occupation in occupations().values():
        if occupation.successor:
            assert occupation.valid_until is not None
            assert occupations()[occupation.successor].successor is None


def test_contracts_add_up_to_the_national_figure_and_by_land() -> None:
    national = {row["id"]: int(row["contracts_2023"] or 0) for row in ROWS if row["training_kind"] == "dual"}
    assert sum(national.values()) == DUAL_CONTRACTS_2023
    by_land: dict[str, int] = defaultdict(int)
    for row in rows("contracts_by_land"):
        by_land[row["occupation"]] += int(row["contracts_2023"])
    assert by_land == {i: n for i, n in national.items() if n}


def test_shares_of_certificates_are_shares() -> None:
    for occupation in occupations().values():
        given = [s for s in occupation.shares if s is not None]
        assert all(0.0 <= s <= 1.0 for s in given)
        assert sum(given) <= 1.02
