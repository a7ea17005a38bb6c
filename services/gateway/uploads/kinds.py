"""What a file is, by its first bytes and by its name; both must agree (ASVS V5.2.2)."""

from pathlib import PurePath
from typing import Literal

from services.gateway.uploads.refused import refused

Kind = Literal["text", "xlsx", "xls", "zip"]

_EXTENSIONS: dict[str, Kind] = {
    ".csv": "text", ".tsv": "text", ".txt": "text", ".tab": "text", ".dat": "text", ".asc": "text",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".zip": "zip",
}  # fmt: skip
_NAMES: dict[str, tuple[str, str]] = {
    "text": ("einfacher Text", "plain text"),
    "package": ("ein ZIP-Archiv oder eine neuere Excel-Datei", "a zip archive or a newer workbook"),
    "ole": ("eine ältere oder geschützte Excel-Datei", "an older or protected workbook"),
    "pdf": ("ein PDF", "a PDF"),
    "image": ("ein Bild", "an image"),
    "archive": ("ein Archiv, das wir nicht öffnen", "an archive we do not open"),
    "rtf": ("ein Textdokument (RTF)", "an RTF document"),
    "markup": ("eine Web- oder XML-Seite", "an HTML or XML document"),
    "program": ("ein Programm", "a program"),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "package"), (b"PK\x05\x06", "package"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"Rar!", "archive"), (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"), (b"{\\rtf", "rtf"), (b"MZ\x90", "program"), (b"\x7fELF", "program"),
)  # fmt: skip
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")


def _content(content: bytes) -> str:
    head = content[:64].removeprefix(b"\xef\xbb\xbf")
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    return "markup" if head.lstrip().lower().startswith(_MARKUP) else "text"


def _by_content(found: str) -> Kind | None:
    """The kind for a file whose name has no extension; a package is taken for an archive."""
    table: dict[str, Kind] = {"text": "text", "package": "zip", "ole": "xls"}
    return table.get(found)


def kind_of(content: bytes, filename: str) -> Kind:
    """The kind of the file.

    Raises UploadRefused: file_type_not_supported for an extension we do not read, file_type_mismatch when
    the content is something else than the name says, excel_protected for an encrypted .xlsx.
    """
    extension = PurePath(filename.replace("\\", "/")).suffix.lower()
    found = _content(content)
    kind = _EXTENSIONS.get(extension) if extension else _by_content(found)
    if kind is None:
        raise refused("file_type_not_supported")
    if kind == "xlsx" and found == "ole":
        raise refused("excel_protected")
    expected = {"text": "text", "xlsx": "package", "xls": "ole", "zip": "package"}[kind]
    if found != expected:
        raise mismatch(found)
    return kind


def mismatch(found: str) -> Exception:
    """The refusal of a file whose content, named by `found`, does not fit its extension."""
    german, english = _NAMES[found]
    return refused("file_type_mismatch", kind=german, kind_en=english)
