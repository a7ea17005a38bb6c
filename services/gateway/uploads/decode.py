"""Bytes → text: BOM, then strict UTF-8, then UTF-16 by its zero bytes, then Windows-1252 (R2.3)."""

import codecs
import re

from services.gateway.uploads.refused import refused

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.005  # a stray escape is dirt, one in 200 characters is no text


def decoded(content: bytes) -> tuple[str, str]:
    """The text without BOM, and the name of its encoding.

    Raises UploadRefused (file_not_text, encoding_unknown).
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _checked(_strict(content[len(bom) :], name)), name
    guessed = _guess_utf16(content)
    names = (guessed,) if guessed else ("utf-8", "cp1252")
    for name in names:
        text = _strict(content, name)
        if text is not None:
            return _checked(text), name
    raise refused("encoding_unknown")


def _strict(content: bytes, name: str) -> str | None:
    """None instead of an exception: a UnicodeDecodeError would carry the file's content with it."""
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _guess_utf16(content: bytes) -> str | None:
    """German text in UTF-16 has a zero as every second byte, nearly always."""
    if len(content) < 2 or b"\x00" not in content:
        return None
    half = len(content) // 2
    even, odd = content[0::2].count(0) / half, content[1::2].count(0) / half
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    return None


def _checked(text: str | None) -> str:
    if text is None:
        raise refused("encoding_unknown")
    text = text.removesuffix("\x1a")  # DOS end of file
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > max(1, len(text) * _MAX_CONTROL_SHARE):
        raise refused("file_not_text")
    return text
