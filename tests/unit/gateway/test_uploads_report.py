"""The downloadable report opens in Excel and computes nothing (R2.5)."""

import csv
import io

import pytest

from services.candidates.problems import duplicate_of
from services.gateway.uploads import read_upload, report_csv
from shared.contracts.calls import CohortRow
from shared.contracts.vocabulary import formula_safe


def lines(content: bytes, name: str = "a.csv", judged: tuple[CohortRow, ...] = ()) -> list[list[str]]:
    rows = (*read_upload(content, name, key=b"k", season="2027").rows, *judged)
    return list(csv.reader(io.StringIO(report_csv(rows).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_line_a_problem_and_a_line_for_a_clean_row() -> None:
    twin = CohortRow(line=4, row_key="A1", status="duplicate", errors=(duplicate_of(2),))
    found = lines(b"Key;PLZ;Abschluss\nA1;71634;MSA\nA2;1987;\n", judged=(twin,))
    assert found[0] == ["Zeile", "Schlüssel", "Ergebnis", "Art", "Spalte", "Code", "Meldung", "Hinweis"]
    assert found[1] == ["2", "A1", "gelesen", "", "", "", "", ""]
    assert [line[:6] for line in found[2:]] == [
        ["3", "A2", "abgelehnt", "Fehler", "PLZ", "postal_code_not_5_digits"],
        ["3", "A2", "abgelehnt", "Warnung", "Abschluss", "certificate_missing"],
        ["4", "A1", "doppelt", "Fehler", "", "duplicate_of_line_2"],
    ]


def test_it_has_a_bom_and_windows_line_ends() -> None:
    raw = report_csv([])
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_formulas_are_made_text(start: str) -> None:
    assert formula_safe(f"{start}1+1") == f"'{start}1+1"


def test_a_row_key_and_a_header_cannot_carry_a_formula() -> None:
    found = lines(b"Key;=cmd;PLZ\n-1;x;1\n")
    assert found[1][1] == "'-1"
    mapped = read_upload(b"Key;=cmd\n-1;x\n", "a.csv", key=b"k", season="2027", mapping={"=cmd": "certificate"})
    assert b";'=cmd;certificate_unknown;" in report_csv(mapped.rows)
