"""Workbooks: numbers, dates, sheets, and hostile ones that must take down nothing but their own process."""

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlwt

from services.gateway.uploads import Upload, UploadRefused, excel, read_upload


def read(content: bytes, name: str = "liste.xlsx", mapping: dict[str, str] | None = None) -> Upload:
    return read_upload(content, name, key=b"secret", season="2027", mapping=mapping)


def refusal(content: bytes, name: str = "liste.xlsx") -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        read(content, name)
    return caught.value


def xlsx(*sheets: list[list[object]], hidden: int = 0) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Blatt {number}")
        for row in rows:
            sheet.append(row)
        if number < hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_cells_become_what_a_school_would_have_typed() -> None:
    rows = [
        ["Nachname", "Vorname", "Geburtsdatum", "PLZ", "Abschluss", "Radius", "Startjahr"],
        ["Müller", "Zoë", datetime.date(2010, 6, 7), "01987", "MSA", 25.0, 2027],
        ["Groß", "Jürgen", "29.02.2008", 71634.0, "HSA", "30 km", datetime.date(2027, 8, 1)],
    ]
    upload = read(xlsx(rows))
    first, second = upload.rows
    assert (upload.format, upload.encoding, upload.delimiter) == ("excel", "", "")
    assert (first.line, first.profile["postal_code"], first.profile["radius_km"]) == (2, "01987", 25)
    assert (second.profile["postal_code"], second.profile["start_year"]) == ("71634", 2027)
    as_text = "Nachname;Vorname;Geburtsdatum\nMüller;Zoë;07.06.2010\n".encode()
    assert first.row_key == read(as_text, "a.csv").rows[0].row_key


def test_a_number_that_lost_its_zero_is_explained() -> None:
    found = read(xlsx([["Key", "PLZ"], ["A1", 1987.0]])).rows[0]
    assert [one.code for one in found.errors] == ["postal_code_not_5_digits"]
    assert "Excel" in (found.errors[0].hint or "")


def test_lines_are_excels_row_numbers() -> None:
    rows: list[list[object]] = [[], [], [None, "Key", "PLZ"], [None, "A1", "71634"], [], [None, "A2", "71634"]]
    upload = read(xlsx(rows), mapping={"1": "drop"})
    assert [row.line for row in upload.rows] == [4, 6]


def test_the_sheet_with_a_known_header_is_read_and_others_are_counted() -> None:
    notes: list[list[object]] = [["Hinweise zum Ausfüllen"], ["Bitte lesen"]]
    data: list[list[object]] = [["Key", "PLZ"], ["A1", "71634"]]
    upload = read(xlsx(data, notes, data, hidden=1))
    assert upload.count("ok") == 1
    assert upload.ignored_sheets == 1


def test_old_xls() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Liste")
    for y, row in enumerate((("Key", "PLZ", "Abschluss"), ("A1", 71634, "Mittlere Reife"))):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell)
    target = io.BytesIO()
    book.save(target)
    upload = read(target.getvalue(), "liste.xls")
    assert upload.rows[0].profile == {
        "certificate": "mittlerer",
        "postal_code": "71634",
        "radius_km": None,
        "wishes": [],
        "interests": None,
        "start_year": None,
    }
    assert refusal(target.getvalue(), "liste.xlsx").code == "excel_protected"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xlsx([]), "file_empty"),
        (xlsx([["Key", "PLZ"]]), "file_no_rows"),
        (xlsx([["Müller", "Zoë", "07.06.2010"]]), "mapping_needed"),
        (xlsx([["Key", *["x"] * 200], ["A1"]]), "too_many_columns"),
        (xlsx([["Key", "PLZ"], *[["A", "1"]] * 20_001]), "too_many_rows"),
    ],
)
def test_refused_workbooks(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def with_cell(reference: str) -> bytes:
    """A workbook of two cells, the second where `reference` says."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Key"
    book.active["B2"] = "x"
    target = io.BytesIO()
    book.save(target)
    result = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()
                body = body.replace(b'r="B2"', b'r="%s"' % reference.encode()).replace(
                    b'<row r="2"', b'<row r="%s"' % row
                )
            new.writestr(entry, body)
    return result.getvalue()


@pytest.mark.parametrize("reference", ["XFD1048576", "GZ1048576", "XFD20000", "A1048576"])
def test_a_cell_far_out_costs_only_its_own_process(reference: str) -> None:
    assert refusal(with_cell(reference)).code in {"excel_broken", "too_many_rows", "too_many_columns"}


def test_too_many_cells() -> None:
    assert refusal(with_cell("GR20000")).code == "too_many_cells"


def test_a_reader_that_is_killed_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "EXCEL_MEMORY_BYTES", 1024)
    assert refusal(xlsx([["Key"], ["A1"]])).code == "excel_broken"


def test_other_zips_named_xlsx() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        new.writestr("[Content_Types].xml", "<x/>")
        new.writestr("word/document.xml", "<x/>")
    assert refusal(target.getvalue()).code == "excel_broken"
    assert refusal(target.getvalue(), "a.csv").code == "file_type_mismatch"
    assert refusal(xlsx([["Key"], ["A1"]]), "a.zip").code == "file_type_mismatch"
    damaged = xlsx([["Key"], ["A1"]])[:-30]
    assert refusal(damaged).code == "archive_broken"
