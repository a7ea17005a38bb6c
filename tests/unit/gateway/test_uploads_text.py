"""Text files: encodings, delimiters, quotes, line numbers, headers and mappings, refusals."""

import codecs
from itertools import product

import pytest

from services.gateway.uploads import Upload, UploadRefused, read_upload

HEADER = ("Schülerschlüssel", "Abschluss", "PLZ", "Straße")
ROWS = (("A1", "MSA", "71634", "Häuserweg 1"), ("A2", "HSA", "01987", "Größe; | , 2"))


def read(content: bytes, name: str = "liste.csv", mapping: dict[str, str] | None = None) -> Upload:
    return read_upload(content, name, key=b"secret", season="2027", mapping=mapping)


def refusal(content: bytes, name: str = "liste.csv", mapping: dict[str, str] | None = None) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        read(content, name, mapping)
    return caught.value


def text(delimiter: str, newline: str) -> str:
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in (HEADER, *ROWS)]
    return newline.join(delimiter.join(row) for row in quoted) + newline


@pytest.mark.parametrize(("delimiter", "newline"), list(product(";,\t|", ("\r\n", "\n", "\r"))))
def test_delimiters_and_line_ends(delimiter: str, newline: str) -> None:
    upload = read(text(delimiter, newline).encode())
    assert upload.delimiter == delimiter
    assert [(r.line, r.row_key, r.profile["postal_code"]) for r in upload.rows] == [
        (2, "A1", "71634"),
        (3, "A2", "01987"),
    ]
    assert upload.dropped_columns == ("Straße",)


@pytest.mark.parametrize(
    ("bom", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (b"", "utf-8", "utf-8"),
        (b"", "cp1252", "cp1252"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(bom: bytes, codec: str, name: str) -> None:
    upload = read(bom + text(";", "\r\n").encode(codec))
    assert upload.encoding == name
    assert [column.column for column in upload.columns] == list(HEADER)


def test_lines_are_physical_start_lines() -> None:
    content = b'PLZ;Key\r\n\r\n"71634";A1\r\n;;\r\n71634;"\r\n"\r\n71634;A3\r\n'
    upload = read(content.replace(b'"\r\n"', b'"A\r\n2"'))
    assert [row.line for row in upload.rows] == [3, 5, 7]


def test_excels_sep_line_counts_as_a_line() -> None:
    upload = read(b"sep=,\r\nKey,PLZ\r\nA1,71634\r\n")
    assert (upload.delimiter, upload.rows[0].line, upload.rows[0].status) == (",", 3, "ok")


def test_doubled_quotes_and_trailing_delimiters() -> None:
    upload = read(b'Key;PLZ;Wunsch 1;\r\nA1;71634;"Koch ""\xc3\xa0 la carte""";\r\nA2;71634;Maurer;;;\r\n')
    assert [row.status for row in upload.rows] == ["ok", "ok"]
    assert upload.rows[0].profile["wishes"] == ['Koch "à la carte"']


def test_columns_tell_their_meaning() -> None:
    upload = read(b"Key;Radius;Nachname;Foo\nA1;25;X;Y\n")
    assert [(c.column, c.meaning, c.dropped) for c in upload.columns] == [
        ("Key", "row_key", False),
        ("Radius", "radius_km", False),
        ("Nachname", "last_name", True),
        ("Foo", None, True),
    ]


def test_the_first_column_of_a_meaning_wins() -> None:
    upload = read(b"Key;PLZ;Postleitzahl\nA1;71634;10115\n")
    assert upload.rows[0].profile["postal_code"] == "71634"
    assert upload.dropped_columns == ("Postleitzahl",)


ASV = "Müller;Zoë;07.06.2010;10a;MSA;01987\r\nGroß;Jürgen;29.02.2008;10a;MSA;88400\r\n".encode("cp1252")
ASV_MAPPING = {
    "1": "last_name",
    "2": "first_name",
    "3": "birth_date",
    "4": "drop",
    "5": "certificate",
    "6": "Postleitzahl",
}


def test_without_header_a_mapping_is_needed_and_nothing_is_repeated() -> None:
    refused = refusal(ASV)
    assert (refused.status, refused.code) == (422, "mapping_needed")
    assert "6 Spalten" in refused.message_de and "6 columns" in refused.message_en
    assert "Müller" not in f"{refused!r}{refused}"


def test_headerless_with_mapping_by_position() -> None:
    upload = read(ASV, mapping=ASV_MAPPING)
    assert upload.format == "positional"
    assert [(row.line, row.status) for row in upload.rows] == [(1, "ok"), (2, "ok")]
    assert upload.dropped_columns == ("Spalte 1", "Spalte 2", "Spalte 3", "Spalte 4")
    headed = read(b"Nachname;Vorname;Geburtsdatum\r\n" + "Müller;Zoë;2010-06-07\r\n".encode())
    assert headed.rows[0].row_key == upload.rows[0].row_key


def test_mapping_by_header_overrides_and_completes() -> None:
    upload = read(b"Chiffre;Ziel;PLZ\nA1;MSA;71634\n", mapping={"chiffre": "row_key", "Ziel": "certificate"})
    assert upload.rows[0].row_key == "A1"
    assert upload.rows[0].profile["certificate"] == "mittlerer"
    dropped = read(b"Key;PLZ\nA1;71634\n", mapping={"PLZ": "drop"})
    assert dropped.rows[0].profile["postal_code"] is None


def test_mapping_by_position_beside_a_header() -> None:
    upload = read(b"Key;PLZ;Foo\nA1;71634;MSA\n", mapping={"3": "certificate"})
    assert [row.line for row in upload.rows] == [2]
    assert upload.rows[0].profile["certificate"] == "mittlerer"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"Key": "favourite_colour"}, "mapping_unknown_meaning"),
        ({"Gibtsnicht": "certificate"}, "mapping_column_missing"),
    ],
)
def test_a_wrong_mapping_is_refused(mapping: dict[str, str], code: str) -> None:
    assert refusal(b"Key;PLZ\nA1;71634\n", mapping=mapping).code == code


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "a.csv", 422, "file_empty"),
        (b" \r\n\r\n", "a.csv", 422, "file_empty"),
        (codecs.BOM_UTF8, "a.csv", 422, "file_empty"),
        (b"Key;PLZ\r\n", "a.csv", 422, "file_no_rows"),
        (b"sep=;\nKey;PLZ\n;\n", "a.csv", 422, "file_no_rows"),
        (b"PLZ;Abschluss\n71634;MSA\n", "a.csv", 422, "row_key_columns_missing"),
        (b"Nachname;Vorname;PLZ\nX;Y;71634\n", "a.csv", 422, "row_key_columns_missing"),
        (b"ein Brief\nohne Tabelle", "a.txt", 422, "no_table"),
        (b'Key;PLZ\nA1;"71634\nA2;71634\n', "a.csv", 422, "quote_broken"),
        (b'Key;PLZ\nA1;"' + b"x" * 200_000 + b'"\n', "a.csv", 422, "cell_too_long"),
        (b"%PDF-1.7\n...", "a.csv", 415, "file_type_mismatch"),
        (b"PK\x03\x04....", "a.csv", 415, "file_type_mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "a.csv", 415, "file_type_mismatch"),
        (b"<html><table>", "a.csv", 415, "file_type_mismatch"),
        (b"Key;PLZ\nA1;71634\n", "a.xlsx", 415, "file_type_mismatch"),
        (b"Key;PLZ\nA1;71634\n", "a.xls", 415, "file_type_mismatch"),
        (b"Key;PLZ\nA1;71634\n", "a.zip", 415, "file_type_mismatch"),
        (b"Key;PLZ\nA1;71634\n", "a.exe", 415, "file_type_not_supported"),
        (b"Key;PLZ\nA\x001;71634\n", "a.csv", 415, "file_not_text"),
        (bytes(range(1, 32)) * 20, "a.csv", 415, "file_not_text"),
        (b"\xff\xfeK\x00e\x00y\x00", "a.csv", 422, "file_no_rows"),
        (b"\xff\xfeK\x00e\x00\x00\xd8", "a.csv", 422, "encoding_unknown"),
        (b"Key;PLZ\nA\x81;71634\n", "a.csv", 422, "encoding_unknown"),
        (b"Key;PLZ" + b";Foo" * 199 + b"\nA1;71634\n", "a.csv", 413, "too_many_columns"),
        (b"Key\n" + b"1\n" * 20_001, "a.csv", 413, "too_many_rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", 413, "file_too_large"),
    ],
)
def test_refused_files(content: bytes, name: str, status: int, code: str) -> None:
    refused = refusal(content, name)
    assert (refused.status, refused.code) == (status, code)
    assert refused.message_de and refused.message_en and "{" not in refused.message_de + refused.message_en


def test_broken_quotes_name_the_line_they_begin_in() -> None:
    assert "Zeile 3" in refusal(b'Key;PLZ\nA1;71634\nA2;"71634\nA3;71634\n').message_de


def test_twenty_thousand_rows_are_read() -> None:
    content = b"Key;PLZ\n" + b"".join(b"K%d;71634\n" % i for i in range(20_000))
    assert read(content).count("ok") == 20_000


def test_a_file_without_extension_is_known_by_its_content() -> None:
    assert read(b"Key;PLZ\nA1;71634\n", "export").count("ok") == 1
