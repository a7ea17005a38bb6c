"""API keys: a public prefix and 256 random bits; only the SHA-256 is kept (ASVS 11.5, R3.2)."""

import hashlib
import secrets
from dataclasses import dataclass

from shared.contracts.vocabulary import KeyKind

_LETTER: dict[KeyKind, str] = {"company": "c", "school": "s", "importer": "i", "leaver": "l"}
_PUBLIC = 4  # bytes


@dataclass(frozen=True)
class NewKey:
    """A key in clear text beside what is stored of it."""

    clear: str
    digest: bytes


def new_key(kind: KeyKind) -> NewKey:
    """A fresh key such as `hvs_…` with 256 random bits."""
    clear = f"hv{_LETTER[kind]}_{secrets.token_urlsafe(32)}"
    return NewKey(clear, digest(clear))


def new_school_key() -> tuple[NewKey, str]:
    """A fresh key `hvs_<8 public signs>_<256 random bits>` and the part by which people tell it from others."""
    prefix = f"hv{_LETTER['school']}_{secrets.token_hex(_PUBLIC)}"
    clear = f"{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(clear, digest(clear)), prefix


def digest(clear: str) -> bytes:
    """What is stored of a key. A plain hash will do: 256 random bits cannot be guessed."""
    return hashlib.sha256(clear.encode()).digest()
