"""Verdicts of single rows: key, certificate, postal code, radius, wishes, interests, start, status."""

import pytest

from services.gateway.uploads import Row, read_upload
from services.gateway.uploads.certificates import certificate_of


def rows(text: str, *, season: str = "2027", key: bytes = b"secret", name: str = "liste.csv") -> tuple[Row, ...]:
    return read_upload(text.encode(), name, key=key, season=season).rows


def row(header: str, cells: str) -> Row:
    return rows(f"Key;{header}\nA1;{cells}\n")[0]


def codes(found: Row) -> tuple[list[str], list[str]]:
    return [one.code for one in found.errors], [one.code for one in found.warnings]


@pytest.mark.parametrize(
    ("word", "certificate"),
    [
        ("ohne Abschluss", "none"),
        ("Ohne Hauptschulabschluss", "none"),
        ("Abgangszeugnis", "none"),
        ("Abschluss Förderschule Lernen", "none"),
        ("HSA", "hauptschule"),
        ("Hauptschulabschluss (Klasse 9)", "hauptschule"),
        ("Berufsreife", "hauptschule"),
        ("Quali", "hauptschule"),
        ("ESA", "hauptschule"),
        ("eBBR", "hauptschule"),
        ("Sekundarabschluss I - Hauptschulabschluss", "hauptschule"),
        ("MSA", "mittlerer"),
        ("msa", "mittlerer"),
        ("RSA", "mittlerer"),
        ("Realschulabschluß", "mittlerer"),
        ("Mittlere Reife", "mittlerer"),
        ("Mittlerer Schulabschluss (MSA)", "mittlerer"),
        ("Sekundarabschluss I", "mittlerer"),
        ("erweiterter Sekundarabschluss I", "mittlerer"),
        ("FOR-Q", "mittlerer"),
        ("FHR", "fachhochschulreife"),
        ("Fachhochschulreife (schulischer Teil)", "fachhochschulreife"),
        ("Abi", "hochschulreife"),
        ("Allgemeine Hochschulreife", "hochschulreife"),
        ("fachgebundene Hochschulreife", "hochschulreife"),
        ("mittlerer", "mittlerer"),
        ("Seepferdchen", None),
        ("", None),
    ],
)
def test_words_for_certificates(word: str, certificate: str | None) -> None:
    assert certificate_of(word) == certificate


def test_an_unknown_certificate_says_what_is_understood() -> None:
    found = row("Abschluss;PLZ", "Seepferdchen;71634")
    assert codes(found) == (["certificate_unknown"], [])
    assert found.errors[0].column == "Abschluss"
    assert "MSA" in (found.errors[0].hint or "") and "Seepferdchen" not in repr(found)


@pytest.mark.parametrize("cell", ["", "-", " – ", "?"])
def test_a_missing_certificate_warns(cell: str) -> None:
    assert codes(row("Abschluss;PLZ", f"{cell};71634")) == ([], ["certificate_missing"])


@pytest.mark.parametrize(
    ("cell", "value", "errors", "warnings"),
    [
        ("01987", "01987", [], []),
        (" 01987 ", "01987", [], []),
        ("D-01987", "01987", [], []),
        ("71634.0", "71634", [], []),
        ("019", "019", [], ["postal_code_incomplete"]),
        ("", None, [], ["postal_code_missing"]),
        ("1987", None, ["postal_code_not_5_digits"], []),
        ("123456", None, ["postal_code_not_5_digits"], []),
        ("٠١٩٨٧", None, ["postal_code_not_5_digits"], []),
        ("Ort", None, ["postal_code_not_5_digits"], []),
    ],
)
def test_postal_codes(cell: str, value: str | None, errors: list[str], warnings: list[str]) -> None:
    found = row("Abschluss;PLZ", f"MSA;{cell}")
    assert codes(found) == (errors, warnings)
    assert found.profile.get("postal_code") == value
    if errors:
        assert "führende Null" in (found.errors[0].hint or "")


@pytest.mark.parametrize(
    ("header", "cells", "field", "value"),
    [
        ("Umkreis", "25 km", "radius_km", 25),
        ("Radius", "40", "radius_km", 40),
        ("Radius", "", "radius_km", None),
        ("Startjahr", "2027", "start_year", 2027),
        ("Ausbildungsbeginn", "01.08.2027", "start_year", 2027),
        ("Startjahr", "", "start_year", None),
        ("Wunsch1;Wunsch2;Wunsch3", "Koch;;  Maurer\t ", "wishes", ["Koch", "Maurer"]),
        ("Berufswunsch", "Bä\u202ecker\u200b", "wishes", ["Bäcker"]),
        (
            "Interessen R;I;Interesse A;riasec_s;Interest E;C",
            "5,1;3;2.0;4;7;1",
            "interests",
            {"R": 5.1, "I": 3.0, "A": 2.0, "S": 4.0, "E": 7.0, "C": 1.0},
        ),
        ("R;I;A;S;E;C", ";;;;;", "interests", None),
    ],
)
def test_values_of_the_profile(header: str, cells: str, field: str, value: object) -> None:
    found = row(header, cells)
    assert found.status == "ok"
    assert found.profile[field] == value


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("Radius", "0", "radius_invalid"),
        ("Radius", "201", "radius_invalid"),
        ("Radius", "weit", "radius_invalid"),
        ("Startjahr", "27", "start_year_invalid"),
        ("Startjahr", "2049", "start_year_invalid"),
        ("Wunsch", "x" * 121, "wish_too_long"),
        ("R;I;A;S;E;C", "1;2;3;4;5;", "interests_incomplete"),
        ("R;I;A;S;E;C", "1;2;3;4;5;7,5", "interest_out_of_range"),
        ("R;I;A;S;E;C", "1;2;3;4;5;nan", "interest_out_of_range"),
        ("Foo", "x" * 2001, "cell_too_long"),
    ],
)
def test_values_that_reject_a_row(header: str, cells: str, code: str) -> None:
    found = row(f"PLZ;{header}", f"71634;{cells}")
    assert found.status == "rejected" and found.profile == {}
    assert code in codes(found)[0]


def test_a_fourth_wish_warns_and_a_single_interest_is_dropped() -> None:
    found = row("Wunsch1;Wunsch2;Wunsch3;Wunsch4", "a;b;c;d")
    assert "too_many_wishes" in codes(found)[1] and found.profile["wishes"] == ["a", "b", "c"]
    upload = read_upload(b"Key;PLZ;R\nA1;71634;hoch\n", "a.csv", key=b"k", season="2027")
    assert upload.count("ok") == 1 and upload.dropped_columns == ("R",)


@pytest.mark.parametrize("own", ["Müller", "a b", "x" * 65, "=1+1", "<b>"])
def test_a_row_key_of_its_own_is_checked(own: str) -> None:
    found = rows(f"Key;PLZ\n{own};71634\n")[0]
    assert codes(found)[0] == ["row_key_invalid"] and found.row_key is None


PERSON = "Nachname;Vorname;Geburtsdatum;PLZ\n"


def key_of(line: str, **more: object) -> str | None:
    return rows(f"{PERSON}{line}\n", **more)[0].row_key  # type: ignore[arg-type]  # season and key by name


def test_the_keyed_hash_is_stable_long_and_bound_to_school_and_season() -> None:
    key = key_of("Müller;Zoë;07.06.2010;71634")
    assert key == key_of(" MÜLLER ;zoë;7.6.2010;10115") == key_of("Müller;Zoë;2010-06-07;")
    assert key is not None and len(key) >= 26  # 5 bits a letter, at least 128
    others = [
        key_of("Müller;Zoë;07.06.2010;71634", season="2028"),
        key_of("Müller;Zoë;07.06.2010;71634", key=b"another school"),
        key_of("Müller;Zoe;07.06.2010;71634"),
        key_of("Müller;Zoë;08.06.2010;71634"),
    ]
    assert len({key, *others}) == 5


@pytest.mark.parametrize("line", [";Zoë;07.06.2010;71634", "M;;07.06.2010;71634", "M;Zoë; ;71634"])
def test_an_incomplete_key_rejects(line: str) -> None:
    assert codes(rows(f"{PERSON}{line}\n")[0])[0] == ["row_key_incomplete"]


def test_a_formula_in_a_name_is_hashed_and_dropped() -> None:
    found = rows(f'{PERSON}=HYPERLINK("http://x");Inj;07.06.2010;71634\n')[0]
    assert found.status == "ok" and "HYPERLINK" not in repr(found)


def test_every_row_of_a_person_travels_on_and_is_judged_by_candidates() -> None:
    found = rows("Key;PLZ;Abschluss\nA1;1987;MSA\nA1;01987;MSA\nA1;01987;MSA\n")
    assert [(one.row_key, one.status) for one in found] == [("A1", "rejected"), ("A1", "ok"), ("A1", "ok")]
    assert found[1].profile == found[2].profile != {}


@pytest.mark.parametrize(
    ("status", "errors", "warnings"),
    [
        ("2", [], []),
        ("6", [], []),
        ("8", ["status_left"], []),
        ("9", ["status_left"], []),
        ("Abgang", ["status_left"], []),
        ("0", ["status_not_active"], []),
        ("77", [], ["status_unknown"]),
        ("", [], []),
    ],
)
def test_schild_status(status: str, errors: list[str], warnings: list[str]) -> None:
    found = rows(f"Key|PLZ|Abschluss|Status\nA1|71634|MSA|{status}\n", name="SchuelerBasisdaten.dat")[0]
    assert codes(found) == (errors, warnings)
