"""Every sample gives exactly its expected verdicts and reasons (T2.a, T2.b, T2.c, T2.f)."""

import json
import zipfile
from pathlib import Path

import pytest

from services.gateway.uploads import Upload, UploadRefused, read_upload

DATA = Path(__file__).parents[2] / "data"
SCHOOL = {k: v for k, v in json.loads((DATA / "school/expected.json").read_text()).items() if k != "_"}
ONEROSTER = json.loads((DATA / "oneroster/expected.json").read_text())


def read(path: Path) -> Upload:
    return read_upload(path.read_bytes(), path.name, key=b"secret", season="2027")


def test_every_sample_has_an_expectation() -> None:
    found = {p.name for folder in ("school", "oneroster") for p in (DATA / folder).iterdir()}
    assert found - {"expected.json"} == set(SCHOOL) | set(ONEROSTER)


@pytest.mark.parametrize("name", SCHOOL)
def test_school_sample(name: str) -> None:
    upload, expected = read(DATA / "school" / name), SCHOOL[name]
    codes = {str(row.line): [one.code for one in row.errors] for row in upload.rows}
    by_status = {s: [r.line for r in upload.rows if r.status == s] for s in ("ok", "rejected")}
    assert upload.read == expected["read"] == sum(map(len, by_status.values()))
    assert by_status["ok"] == sorted([*expected["accepted"], *map(int, expected["duplicate"])])
    assert {str(n): codes[str(n)] for n in by_status["rejected"]} == {
        n: [code] for n, code in expected["rejected"].items()
    }


@pytest.mark.parametrize("name", SCHOOL)
def test_school_sample_warnings_and_dropped_columns(name: str) -> None:
    upload, expected = read(DATA / "school" / name), SCHOOL[name]
    warnings = {str(row.line): [one.code for one in row.warnings] for row in upload.rows if row.warnings}
    assert warnings == {line: [code] for line, code in expected.get("warnings", {}).items()}
    if "dropped_columns" in expected:
        assert list(upload.dropped_columns) == expected["dropped_columns"]


@pytest.mark.parametrize(
    ("name", "format_", "encoding", "delimiter"),
    [
        ("excel_de_cp1252_semicolon.csv", "csv", "cp1252", ";"),
        ("utf8_bom_semicolon.csv", "csv", "utf-8", ";"),
        ("utf8_comma_quoted.csv", "csv", "utf-8", ","),
        ("schild_SchuelerBasisdaten.dat", "schild", "cp1252", "|"),
    ],
)
def test_how_a_sample_was_read(name: str, format_: str, encoding: str, delimiter: str) -> None:
    upload = read(DATA / "school" / name)
    assert (upload.format, upload.encoding, upload.delimiter) == (format_, encoding, delimiter)


def test_mueller_is_intact_in_every_encoding() -> None:
    """The same person gives the same key from cp1252, UTF-8, quoted UTF-8 and SchILD: umlauts survived."""
    names = ("excel_de_cp1252_semicolon.csv", "utf8_bom_semicolon.csv", "utf8_comma_quoted.csv")
    keys = {read(DATA / "school" / name).rows[0].row_key for name in names}
    keys.add(read(DATA / "school/schild_SchuelerBasisdaten.dat").rows[0].row_key)
    assert len(keys) == 1 and None not in keys


@pytest.mark.parametrize("name", [n for n, e in ONEROSTER.items() if e["status"] != 200])
def test_oneroster_sample_is_refused_for_its_own_reason(name: str) -> None:
    with pytest.raises(UploadRefused) as refusal:
        read(DATA / "oneroster" / name)
    assert (refusal.value.status, refusal.value.code) == (ONEROSTER[name]["status"], ONEROSTER[name]["code"])


def test_valid_oneroster_sample() -> None:
    upload = read(DATA / "oneroster/valid_bulk_1p2.zip")
    assert [row.status for row in upload.rows] == ["ok", "ok"]
    for row in upload.rows:
        assert [one.code for one in row.warnings] == ["certificate_missing", "postal_code_missing"]
        assert row.profile["postal_code"] is None
    assert {"givenName", "familyName", "email"} <= set(upload.dropped_columns)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("zip_bomb_50MB.zip", 413, "archive_too_large"),
        ("zip_slip.zip", 422, "archive_path_unsafe"),
        ("xxe.xml", 415, "file_type_not_supported"),
        ("ssrf_urls.txt", 422, "no_table"),
    ],
)
def test_hostile_sample_is_refused_before_unpacking(
    name: str, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(*_: object) -> None:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    with pytest.raises(UploadRefused) as refusal:
        read(DATA / "hostile" / name)
    assert (refusal.value.status, refusal.value.code) == (status, code)
