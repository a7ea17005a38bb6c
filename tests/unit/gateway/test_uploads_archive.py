"""Zip archives: everything declared is judged before anything is unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from services.gateway.uploads import UploadRefused, archive


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as new:
        for name, body in entries:
            new.writestr(name, body)
    return target.getvalue()


def refusal(content: bytes) -> tuple[int, str]:
    with pytest.raises(UploadRefused) as caught:
        archive.members(content)
    return caught.value.status, caught.value.code


@pytest.fixture
def never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_: object) -> None:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)


def test_members_and_repacking() -> None:
    files = {"a.csv": b"x" * 5000, "folder/b.csv": b""}
    content = packed(*files.items(), ("empty/", b""))
    assert archive.members(content) == files
    assert archive.members(archive.repacked(files)) == files


@pytest.mark.parametrize(
    "name", ["../a.csv", "a/../../b.csv", "/etc/passwd", "C:/a.csv", "c:a.csv", "..\\a.csv", "a\\b.csv", ".."]
)
def test_paths_that_lead_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed((name, b"x"))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert refusal(content) == (422, "archive_path_unsafe")


def test_links_are_paths_that_lead_out() -> None:
    link = zipfile.ZipInfo("users.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(packed((link, b"/etc/passwd"))) == (422, "archive_path_unsafe")


def bomb(bytes_each: int, count: int) -> bytes:
    return packed(*((f"{i}.csv", b"0" * bytes_each) for i in range(count)))


@pytest.mark.parametrize(("bytes_each", "count"), [(2_000_000, 1), (1_000_000, 68), (0, 501)])
def test_bombs_are_refused_by_their_directory(bytes_each: int, count: int, request: pytest.FixtureRequest) -> None:
    content = bomb(bytes_each, count)
    request.getfixturevalue("never_unpacked")
    assert refusal(content) == (413, "archive_too_large")


def test_a_directory_that_lies_about_the_size_is_found_while_reading() -> None:
    content = bytearray(bomb(3_000_000, 1))
    place = content.index(b"PK\x01\x02") + 24
    assert struct.unpack_from("<I", content, place) == (3_000_000,)
    struct.pack_into("<I", content, place, 1000)
    assert refusal(bytes(content)) == (422, "archive_broken")


def test_encrypted_and_unknown_methods() -> None:
    content = bytearray(packed(("a.csv", b"x")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == (422, "archive_protected")
    assert refusal(packed(("a.csv", b"x"), method=zipfile.ZIP_LZMA)) == (422, "archive_broken")


def test_damaged_archives() -> None:
    content = packed(("a.csv", b"some text " * 50))
    assert refusal(content[:-10]) == (422, "archive_broken")
    flipped = bytearray(content)
    flipped[45] ^= 0xFF
    assert refusal(bytes(flipped)) == (422, "archive_broken")


def test_a_name_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed(("a.csv", b"1"), ("a.csv", b"2"))
    assert refusal(content) == (422, "archive_broken")


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    archive.members(packed(("users.csv", b"x"), ("a/b.csv", b"y")))
    assert list(tmp_path.iterdir()) == []
