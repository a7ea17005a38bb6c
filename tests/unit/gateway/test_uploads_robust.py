"""Whatever the bytes: an upload whose rows add up, or a refusal (R2.6)."""

import io
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway.uploads import UploadRefused, read_upload, report_csv

DATA = Path(__file__).parents[2] / "data"
TEXTS = [path.read_bytes() for path in sorted((DATA / "school").glob("*.[cd]*"))]
ZIPS = [path.read_bytes() for path in sorted((DATA / "oneroster").glob("*.zip"))]
MEANINGS = st.sampled_from(["row_key", "last_name", "first_name", "birth_date", "certificate", "drop", "?"])
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(content: bytes, name: str, mapping: dict[str, str] | None = None) -> None:
    """The whole promise of the module about one input."""
    try:
        upload = read_upload(content, name, key=b"k", season="2027", mapping=mapping)
    except UploadRefused as refusal:
        assert refusal.status in {413, 415, 422} and refusal.message_de and refusal.message_en
        return
    counts = [upload.count(status) for status in ("ok", "rejected")]
    assert upload.read == sum(counts) > 0
    keys = [row.row_key for row in upload.rows if row.status == "ok"]
    assert None not in keys
    assert all(row.errors for row in upload.rows if row.status != "ok")
    assert report_csv(upload.rows)


@EXAMPLES
@given(st.binary(max_size=2000), st.sampled_from(["a.csv", "a.dat", "a.zip", "a.txt", "a", "ä.CSV", ".csv"]))
def test_any_bytes(content: bytes, name: str) -> None:
    holds(content, name)


@EXAMPLES
@given(
    st.lists(
        st.lists(st.text(max_size=12) | st.sampled_from(["01987", "MSA", '"', "=1", "07.06.2010"]), max_size=6),
        max_size=8,
    ),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le"]),
    st.dictionaries(st.sampled_from(["1", "2", "3", "9", "0", "Nachname", "", "²"]), MEANINGS, max_size=4),
)
def test_any_table(rows: list[list[str]], delimiter: str, newline: str, encoding: str, mapping: dict[str, str]) -> None:
    table = [["Nachname", "Vorname", "Geburtsdatum", "PLZ", "Abschluss"], *rows]
    text = newline.join(delimiter.join(row) for row in table)
    holds(text.encode(encoding, "replace"), "a.csv", mapping)
    headless = newline.join(delimiter.join(row) for row in rows)
    holds(headless.encode(encoding, "replace"), "a.csv", mapping)


@EXAMPLES
@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6))
def test_damaged_samples(content: bytes, changes: list[tuple[int, int]]) -> None:
    holds(changed(content, changes), "a.csv")


@EXAMPLES
@given(st.sampled_from(ZIPS), st.lists(st.tuples(st.integers(0, 2200), st.integers(0, 255)), max_size=6))
def test_damaged_archives(content: bytes, changes: list[tuple[int, int]]) -> None:
    holds(changed(content, changes), "a.zip")


@EXAMPLES
@given(
    st.dictionaries(
        st.sampled_from(["users.csv", "roles.csv", "manifest.csv", "orgs.csv"]), st.binary(max_size=300), max_size=4
    )
)
def test_any_files_in_an_archive(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(ZIPS[-1])) as sample:
        whole = {name: sample.read(name) for name in sample.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, body in (whole | files).items():
            new.writestr(name, body)
    holds(target.getvalue(), "a.zip")


@settings(EXAMPLES, max_examples=15)
@given(st.binary(max_size=600))
def test_any_bytes_as_an_old_workbook(content: bytes) -> None:
    holds(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, "a.xls")


def changed(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    body = bytearray(content)
    for place, value in changes:
        if place < len(body):
            body[place] = value
    return bytes(body)
