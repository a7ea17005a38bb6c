"""Names and foreign cells leave the module in no result, exception or log (R2.1, R2.2, R2.5)."""

import io
import logging
import pickle
import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from services.gateway.uploads import Upload, UploadRefused, read_upload, report_csv

MARK = "Xyzzymark"
HEADER = "Nachname;Vorname;Geburtsdatum;Klasse;Bemerkung;PLZ;Abschluss;Radius;Startjahr;Status"
GOOD = f"{MARK};{MARK};07.06.2010;{MARK};{MARK};71634;MSA;25;2027;2"
BAD = f"{MARK};{MARK};{MARK};{MARK};{MARK};{MARK};{MARK};{MARK};{MARK};{MARK}"
SHORT = f"{MARK};{MARK}"
DATA = Path(__file__).parents[2] / "data"
read = partial(read_upload, key=b"secretsecret", season="2027")


def chained(error: BaseException | None) -> str:
    """Everything that hangs on an exception, decoders' inputs included."""
    found = ""
    while error is not None:
        found += repr(error) + repr(error.args) + repr(vars(error)) + repr(getattr(error, "object", ""))
        error = error.__cause__ or error.__context__
    return found


def seen(upload: Upload) -> bytes:
    return repr(upload).encode() + pickle.dumps(upload) + report_csv(upload.rows)


def test_markers_are_absent_from_results(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    upload = read("\r\n".join((HEADER, GOOD, GOOD, BAD, SHORT)).encode(), f"{MARK}.csv")
    assert [row.status for row in upload.rows] == ["ok", "ok", "rejected", "rejected"]
    assert MARK.encode() not in seen(upload)
    assert b"2010" not in seen(upload) and b"secretsecret" not in seen(upload)
    assert MARK not in caplog.text


def test_markers_are_absent_from_a_workbook() -> None:
    book = openpyxl.Workbook()
    for line in (HEADER, GOOD, BAD):
        book.active.append(line.split(";"))
    book.active.title = MARK
    target = io.BytesIO()
    book.save(target)
    assert MARK.encode() not in seen(read(target.getvalue(), "a.xlsx"))


def test_markers_are_absent_from_oneroster() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(DATA / "oneroster/valid_bulk_1p2.zip") as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body.replace("Müller".encode(), MARK.encode()).replace(b"u-1", MARK.encode()))
    upload = read(target.getvalue(), "a.zip")
    assert upload.count("ok") == 2
    assert MARK.encode() not in seen(upload)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"{MARK};{MARK};07.06.2010\n".encode(), "a.csv"),
        (f"{MARK};{MARK};{MARK}\n{MARK};b;c\n".encode(), "a.csv"),
        (f"{MARK}\n{MARK}".encode(), "a.csv"),
        (f'{HEADER}\n{MARK};"{MARK}\n'.encode(), "a.csv"),
        (f"{HEADER}\n{MARK};\x00".encode(), "a.csv"),
        (f"{HEADER}\n{MARK};".encode() + b"\x81", "a.csv"),
        (b"\xff\xfe" + f"{MARK}".encode("utf-16-le") + b"\x00\xd8", "a.csv"),
        (f"Klasse;PLZ\n{MARK};1".encode(), "a.csv"),
        (b"%PDF" + MARK.encode(), f"{MARK}.csv"),
        (b"PK\x03\x04" + MARK.encode(), f"{MARK}.zip"),
        (b"PK\x03\x04" + MARK.encode(), f"{MARK}.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MARK.encode(), "a.xls"),
    ],
)
def test_markers_are_absent_from_refusals(content: bytes, name: str) -> None:
    with pytest.raises(UploadRefused) as caught:
        read(content, name)
    assert MARK not in chained(caught.value)
    assert MARK.encode() not in pickle.dumps(caught.value)


def test_it_runs_in_a_process_pool() -> None:
    with ProcessPoolExecutor(1) as pool:
        good = pool.submit(read, f"{HEADER}\n{GOOD}".encode(), "a.csv")
        bad = pool.submit(read, b"%PDF" + MARK.encode(), "a.csv")
        assert good.result(timeout=60).count("ok") == 1
        refusal = bad.exception(timeout=60)
    assert isinstance(refusal, UploadRefused)
    assert (refusal.status, refusal.code) == (415, "file_type_mismatch")
    assert MARK not in chained(refusal)
