"""Secrets that nobody can guess (ADR 0046)."""

import math
import re
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

BITS = 128
"""Of chance, at least."""
_GUESSED = re.compile(
    r"(?i)change.?(?:me|it)|pass.?wor[dt]|kennwort|geheim|secret|guest|admin|example|beispiel|default|placeholder|dummy"
    r"|postgres|elastic|rabbit(?:mq)?|heimvorteil|your|mein|test|demo|qwert[yz]|123456|(.{1,12}?)\1{3,}"
)
"""What people write where a secret should be, and whatever repeats: it counts for nothing."""
_ALPHABETS = {r"[0-9a-f]*|[0-9A-F]*": 16, r"[0-9a-z]*|[0-9A-Z]*": 36, r"[0-9A-Za-z]*": 62, r"(?s:.*)": 64}


def strong(text: str) -> str:
    """The same secret, if it is none of those people leave behind and long enough.

    Raises:
        ValueError: it is not, or there is none.
    """
    left = _GUESSED.sub("", text)
    alphabet = next(size for pattern, size in _ALPHABETS.items() if re.fullmatch(pattern, left))
    bits = int(len(left) * math.log2(alphabet))
    if bits < BITS:
        why = f"leer, kurz oder ein Platzhalter (etwa {bits} Bit, nötig sind {BITS})"
        raise ValueError(f"Das Geheimnis darin ist zu erraten: {why}. Ein gutes macht `openssl rand -hex 24`.")
    return text


def strong_url(url: str) -> str:
    """The same address (several separated by `;`) if its password is good. Without one: who asks is known otherwise.

    Raises:
        ValueError: a password in it is bad, or missing where the client would take guest's.
    """
    for address in map(urlsplit, url.split(";")):
        if address.password is not None or address.scheme.startswith("amqp"):
            strong(unquote(address.password or "guest"))
    return url


Secret = Annotated[str, AfterValidator(strong)]
SecretUrl = Annotated[str, AfterValidator(strong_url)]
