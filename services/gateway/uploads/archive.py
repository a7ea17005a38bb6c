"""Zip archives, guarded: everything declared is judged before the first byte is unpacked (ASVS V5.2.3, V5.3.3)."""

import io
import re
import stat
import struct
import zipfile
import zlib

from services.gateway.uploads.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FREE_BYTES,
)
from services.gateway.uploads.refused import refused

# What zipfile raises on damaged or odd archives, beside its own BadZipFile.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OSError, OverflowError, IndexError,
)  # fmt: skip
_ENCRYPTED = 0x1


def members(content: bytes) -> dict[str, bytes]:
    """The files of an archive by name, folders left out, in memory.

    Raises UploadRefused: archive_path_unsafe, archive_too_large, archive_protected, archive_broken.
    """
    found: dict[str, bytes] | None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries)
            found = {entry.filename: _read(archive, entry) for entry in entries if not entry.is_dir()}
    except _BROKEN:
        found = None
    if found is None:
        raise refused("archive_broken")
    return found


def repacked(files: dict[str, bytes]) -> bytes:
    """The files as a plain, stored archive: what another parser opens then is what was checked here."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    return target.getvalue()


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """Judge the central directory alone: paths, kinds, count, sizes, ratios."""
    names = [entry.orig_filename for entry in entries]
    if any(_unsafe(name) for name in names) or any(_is_link(entry) for entry in entries):
        raise refused("archive_path_unsafe")
    if len(entries) > MAX_ARCHIVE_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise refused("archive_too_large")
    if any(_swells(entry) for entry in entries):
        raise refused("archive_too_large")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refused("archive_protected")
    methods = {entry.compress_type for entry in entries}
    if len(set(names)) != len(names) or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise refused("archive_broken")


def _unsafe(name: str) -> bool:
    absolute = name.startswith("/") or re.match(r"[A-Za-z]:", name) is not None
    return absolute or "\\" in name or "\x00" in name or ".." in name.split("/")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The file, never more of it than declared and judged; a wrong declaration fails its checksum."""
    with archive.open(entry) as file:
        body = file.read(entry.file_size + 1)
    if len(body) != entry.file_size:
        raise refused("archive_broken")
    return body
