"""Invariants of the other tables, and that the README describes each."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

import shared.reference
from shared.reference.kreise import REGIONS, germany, kreise, laender, land_name
from shared.reference.occupations import contracts_in, occupations
from shared.reference.tables import rows
from shared.reference.titles import plain

DATA = Path(shared.reference.__file__).parent / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
TABLES = sorted(path.name for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("table", TABLES)
def test_the_readme_names_each_table_with_its_rows_source_and_licence(table: str) -> None:
    line = next(line for line in README.splitlines() if line.startswith(f"| {table} |"))
    _, _, count, what, source, licence, _ = (cell.strip() for cell in line.split("|"))
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        assert int(count.replace(",", "")) == sum(1 for _ in csv.DictReader(file))
    assert what and source and licence


@pytest.mark.parametrize("table", TABLES)
def test_the_readme_describes_each_column(table: str) -> None:
    columns = next(csv.reader((DATA / table).read_text(encoding="utf-8").splitlines()))
    described = set(re.findall(r"[A-Za-z_0-9]+", README))
    families = {"R", "I", "A", "S", "E", "C"}
    expected = {
        c for c in columns if not c.endswith("_us") and not c.startswith(("share_", "leavers_", "year"))
    } - families
    assert expected <= described


def test_aliases_point_to_existing_occupations_and_keep_their_key() -> None:
    for row in rows("aliases"):
        ids = row["occupations"].split("|")
        assert set(ids) <= occupations().keys()
        assert len(set(ids)) == len(ids)
        assert row["state"] in ("current", "retired", "example", "hand")


def test_alias_keys_are_unique_and_folded() -> None:
    found = list(rows("aliases"))
    assert len({row["key"] for row in found}) == len(found)
    for row in found[::50]:
        assert row["key"].startswith(plain(row["name"])[:4])


def test_postal_codes_are_five_digits_in_an_existing_kreis() -> None:
    found = list(rows("postal_codes"))
    assert len({row["postal_code"] for row in found}) == len(found)
    for row in found:
        assert re.fullmatch(r"\d{5}", row["postal_code"])
        assert row["kreis"] in kreise()
        assert row["places"]
        assert 47.2 <= float(row["latitude"]) <= 55.1
        assert 5.8 <= float(row["longitude"]) <= 15.1
    assert any(row["postal_code"].startswith("0") for row in found)


def test_every_kreis_has_postal_codes() -> None:
    assert {row["kreis"] for row in rows("postal_codes")} == set(kreise())


def test_400_kreise_in_16_laender() -> None:
    assert (len(kreise()), len(laender())) == (400, 16)
    assert all(kreis.ags[:2] == kreis.land and kreis.land in laender() for kreis in kreise().values())
    assert land_name("08118") == "Baden-Württemberg"


def test_leavers_of_the_laender_add_up_to_99_percent_of_germany() -> None:
    total = germany().leavers_total
    assert total is not None
    assert 0.99 <= sum(land.leavers_total or 0 for land in laender().values()) / total <= 1.0


def test_leavers_of_the_kreise_add_up_to_their_land() -> None:
    for land in laender().values():
        kreise_total = sum(kreis.leavers_total or 0 for kreis in kreise().values() if kreis.land == land.ags)
        assert kreise_total == pytest.approx(land.leavers_total, abs=20)


def test_leavers_by_certificate_add_up_in_each_kreis() -> None:
    for kreis in kreise().values():
        known = sum(n for n in kreis.leavers.values() if n is not None)
        assert kreis.leavers_total is not None
        assert known <= kreis.leavers_total * 1.01 + 3


def test_the_demo_region_is_the_three_kreise() -> None:
    names = [kreise()[ags].name for ags in REGIONS["demo"]]
    assert names == ["Ludwigsburg, Landkreis", "Rhein-Lahn-Kreis", "Limburg-Weilburg, Landkreis"]
    assert kreise()["08118"].leavers["mittlerer"] == 2336
    assert all(contracts_in(ags[:2]) for ags in REGIONS["demo"])


def test_minimum_pay_rises_and_follows_the_formula() -> None:
    found = [[int(row[c]) for c in ("start_year", "year1", "year2", "year3", "year4")] for row in rows("minimum_pay")]
    assert [row[0] for row in found] == [2024, 2025, 2026]
    for year, first, *later in found:
        for amount, factor in zip(later, (1.18, 1.35, 1.40), strict=True):
            assert abs(amount - first * factor) <= 1, year
    assert all(a[i] < b[i] for a, b in pairwise(found) for i in range(5))
