"""Claim codes: a public locator of 8 signs and a secret of 16, which is 80 bits (R3.2, ASVS 6.5.2).

Signs are Crockford's base 32: no I, L, O or U, so that a code typed from paper is read as it was meant.
"""

import secrets
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR, SECRET, GROUP = 8, 16, 4
_READ_AS = str.maketrans("ILO", "110", " -\N{EN DASH}\N{NO-BREAK SPACE}.")
_HASHER = PasswordHasher(time_cost=5, memory_cost=7168, parallelism=1)  # OWASP's setting with the least memory
_SEASON_ENDS = (9, 30)


@dataclass(frozen=True)
class Code:
    """The two parts of a code."""

    locator: str
    secret: str

    def __str__(self) -> str:
        """As people type it: in groups of four."""
        text = self.locator + self.secret
        return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def new_code() -> Code:
    """A fresh code; 40 bits of it are public."""
    return Code(*("".join(secrets.choice(SIGNS) for _ in range(length)) for length in (LOCATOR, SECRET)))


def new_pair() -> tuple[Code, Code]:
    """Two codes with the same locator: the one that opens the list, and the one that says "Nein danke"."""
    code = new_code()
    return code, Code(code.locator, new_code().secret)


def read(text: str) -> Code | None:
    """The code somebody typed, whatever its case, spaces and dashes; None when it cannot be one."""
    plain = text.upper().translate(_READ_AS)
    if len(plain) != LOCATOR + SECRET or not set(plain) <= set(SIGNS):
        return None
    return Code(plain[:LOCATOR], plain[LOCATOR:])


def hashed(secret: str) -> str:
    """What is kept of a secret: argon2id with a salt, about 15 ms."""
    return _HASHER.hash(secret)


def fits(secret: str, kept: str) -> bool:
    """True for the secret that was hashed."""
    try:
        return _HASHER.verify(kept, secret)
    except VerifyMismatchError:
        return False


def expires_on(season: str) -> date:
    """A code lives as long as its season: to 30 September."""
    return date(int(season), *_SEASON_ENDS)
