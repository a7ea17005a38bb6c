"""OneRoster 1.2: the rules of the specification, each broken alone, on top of the valid sample."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.gateway.uploads import Upload, UploadRefused, read_upload

SAMPLE = Path(__file__).parents[2] / "data/oneroster/valid_bulk_1p2.zip"
Files = dict[str, bytes]


@pytest.fixture
def files() -> Files:
    with zipfile.ZipFile(SAMPLE) as sample:
        return {name: sample.read(name) for name in sample.namelist()}


def read(files: Mapping[str, bytes], name: str = "export.zip") -> Upload:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for file, body in files.items():
            new.writestr(file, body)
    return read_upload(target.getvalue(), name, key=b"secret", season="2027")


def code(files: Mapping[str, bytes]) -> str:
    with pytest.raises(UploadRefused) as caught:
        read(files)
    assert caught.value.status == 422
    return caught.value.code


def swap(files: Files, name: str, old: bytes, new: bytes) -> Files:
    assert old in files[name]
    return files | {name: files[name].replace(old, new)}


def test_students_are_found_by_roles(files: Files) -> None:
    upload = read(swap(files, "roles.csv", b"r-2,,,u-2,primary,student", b"r-2,,,u-2,primary,teacher"))
    assert [(r.line, r.status) for r in upload.rows] == [(2, "ok"), (3, "rejected")]
    assert [one.code for one in upload.rows[1].errors] == ["oneroster_not_student"]


def test_the_source_id_is_hashed(files: Files) -> None:
    upload = read(files)
    assert all(row.row_key and "u-" not in row.row_key and len(row.row_key) == 32 for row in upload.rows)
    assert {"sourcedId", "givenName", "classes.csv"} <= set(upload.dropped_columns)


def test_metadata_columns_complete_a_profile(files: Files) -> None:
    users = files["users.csv"].decode().splitlines()
    rows = [users[0] + ",metadata.plz,metadata.abschluss", *(row + ",71634,MSA" for row in users[1:])]
    upload = read(files | {"users.csv": "\r\n".join(rows).encode()})
    assert upload.rows[0].profile["postal_code"] == "71634"
    assert upload.rows[0].warnings == ()


def test_delta(files: Files) -> None:
    delta = swap(files, "manifest.csv", b"file.users,bulk", b"file.users,delta")
    assert code(delta) == "oneroster_delta_status_blank"
    delta = swap(delta, "users.csv", b"u-1,,,", b"u-1,active,2026-01-01T00:00:00.000Z,")
    delta = swap(delta, "users.csv", b"u-2,,,", b"u-2,tobedeleted,2026-01-01T00:00:00.000Z,")
    upload = read(delta)
    assert [row.status for row in upload.rows] == ["ok", "rejected"]
    assert upload.rows[1].errors[0].code == "oneroster_tobedeleted"


def test_a_short_row_is_rejected_alone(files: Files) -> None:
    upload = read(files | {"users.csv": files["users.csv"] + b"u-3,,,true\r\n"})
    assert [row.status for row in upload.rows] == ["ok", "ok", "rejected"]
    assert upload.rows[2].errors[0].code == "column_count"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("manifest.csv", b"oneroster.version,1.2", b"oneroster.version,1.1", "oneroster_version"),
        ("manifest.csv", b"file.users,bulk", b"file.users,yes", "oneroster_manifest_incomplete"),
        ("manifest.csv", b"file.demographics,absent", b"file.demographics,bulk", "oneroster_file_missing"),
        ("manifest.csv", b"file.orgs,bulk", b"file.orgs,absent", "oneroster_file_undeclared"),
        ("users.csv", b"familyName", b"lastName", "oneroster_header_invalid"),
        ("orgs.csv", b"dateLastModified", b"modified", "oneroster_header_invalid"),
        ("orgs.csv", b"org-1,,", b"org-1,active,", "oneroster_bulk_status_not_blank"),
        ("users.csv", "Zoë".encode(), "Zoë".encode("cp1252"), "oneroster_not_utf8"),
        ("users.csv", "Zoë".encode(), b'"Zo', "quote_broken"),
    ],
)
def test_each_rule_has_its_own_code(files: Files, name: str, old: bytes, new: bytes, expected: str) -> None:
    assert code(swap(files, name, old, new)) == expected


def test_without_roles_there_are_no_students(files: Files) -> None:
    without = swap(files, "manifest.csv", b"file.roles,bulk", b"file.roles,absent")
    del without["roles.csv"]
    assert code(without) == "oneroster_students_missing"


def test_without_manifest(files: Files) -> None:
    del files["manifest.csv"]
    assert code(files) == "oneroster_manifest_missing"
    assert code({}) == "oneroster_manifest_missing"


def test_without_users(files: Files) -> None:
    header = files["users.csv"].splitlines()[0]
    assert code(files | {"users.csv": header}) == "file_no_rows"


def test_traces_of_a_mac_do_no_harm(files: Files) -> None:
    assert read(files | {"__MACOSX/._users.csv": b"\x00\x05\x16\x07"}).count("ok") == 2
