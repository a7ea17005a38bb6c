"""The mails that came, newest first."""

import itertools
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

KEPT = 500
"""Older ones are forgotten; so are all when the process ends."""


@dataclass(frozen=True)
class Letter:
    """One mail as it was taken over."""

    number: int
    at: str
    to: tuple[str, ...]
    sender: str
    subject: str
    text: str
    message_id: str


class Letters:
    """Written by the SMTP server's thread, read by the web view's."""

    def __init__(self) -> None:
        self._kept: list[Letter] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def take(self, raw: bytes, to: list[str]) -> None:
        """Keep a mail."""
        parsed = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
        body = parsed.get_body(preferencelist=("plain", "html"))
        letter = Letter(
            next(self._numbers),
            datetime.now(UTC).isoformat(timespec="seconds"),
            tuple(to),
            str(parsed["From"]),
            str(parsed["Subject"]),
            body.get_content() if body else "",
            str(parsed["Message-ID"]),
        )
        with self._lock:
            self._kept = [letter, *self._kept][:KEPT]

    def to(self, address: str = "") -> list[Letter]:
        """Those for an address, or all."""
        with self._lock:
            return [letter for letter in self._kept if not address or address.lower() in map(str.lower, letter.to)]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept = []
