"""Runs both servers until SIGTERM or SIGINT."""

import asyncio
import os
import signal
import sys
import threading
from http.server import ThreadingHTTPServer
from types import FrameType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.mailbox.letters import Letters
from deploy.mailbox.web import Web


class _Keeping:
    """What aiosmtpd does with a mail."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse what nobody has: `…@refused.invalid` for good, `…@later.invalid` for now (RFC 2606)."""
        if address.endswith("@refused.invalid"):
            return "550 no such mailbox"
        if address.endswith("@later.invalid"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep it."""
        raw = envelope.content
        self._letters.take(raw if isinstance(raw, bytes) else (raw or "").encode(), envelope.rcpt_tos)
        return "250 OK"


def main() -> None:
    """Serve; the address is the loopback's unless HV_MAILBOX_HOST says otherwise (a container's network)."""
    host = os.environ.get("HV_MAILBOX_HOST", "127.0.0.1")
    letters = Web.letters = Letters()
    web = ThreadingHTTPServer((host, int(os.environ["HV_HTTP_PORT"])), Web)
    signal.signal(signal.SIGTERM, _end)
    loop = asyncio.new_event_loop()
    handler = _Keeping(letters)
    made: Any = loop.create_server(lambda: SMTP(handler, loop=loop), host, int(os.environ["HV_MAILBOX_SMTP_PORT"]))
    loop.run_until_complete(made)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        loop.run_forever()
    except (KeyboardInterrupt, SystemExit):
        sys.exit(0)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
