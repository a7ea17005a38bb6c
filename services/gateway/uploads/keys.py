"""The row key: the school's own, else a keyed hash made in memory (R2.1)."""

import base64
import hmac
import re
import unicodedata
from dataclasses import dataclass

_KEY_BYTES = 20  # 160 bits, 32 letters
_OWN_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class KeyMaker:
    """Makes row keys for one school and season. `secret` never leaves the edge."""

    secret: bytes
    season: str

    def __repr__(self) -> str:
        return "KeyMaker()"

    def of_person(self, last_name: str, first_name: str, birth_date: str) -> str:
        """The key of a person: the same for Excel, CSV and SchILD, whatever case and date form."""
        return self._hash("person", _folded(last_name), _folded(first_name), _date(birth_date))

    def of_source(self, source_id: str) -> str:
        """The key of an identifier of the school's own system, which may speak (an e-mail, a login)."""
        return self._hash("source", source_id)

    def _hash(self, *parts: str) -> str:
        message = "\x1f".join((self.season, *parts)).encode("utf-8", "surrogatepass")
        digest = hmac.digest(self.secret, message, "sha256")[:_KEY_BYTES]
        return base64.b32encode(digest).decode("ascii").lower()


def is_own_key(text: str) -> bool:
    """True for an identifier a school may send as it is; names and addresses mostly fail here."""
    return _OWN_KEY.fullmatch(text) is not None


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _date(text: str) -> str:
    """A birth date as yyyy-mm-dd, its calendar unchecked: it only feeds the hash. Else the text itself."""
    plain = _folded(text)
    if german := _GERMAN_DATE.fullmatch(plain):
        day, month, year = german.groups()
        century = "20" if len(year) == 2 else ""  # leavers of today are born after 2000
        return f"{century}{year}-{month:0>2}-{day:0>2}"
    if iso := _ISO_DATE.fullmatch(plain.upper()):
        return f"{iso[1]}-{iso[2]:0>2}-{iso[3]:0>2}"
    return plain
