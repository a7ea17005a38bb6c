"""The SMTP server of the tests: mails really travel, and are read where they arrive."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from shared.testing.processes import eventually, free_port
from shared.testing.servers import ROOT


@dataclass(frozen=True)
class Mailbox:
    """A running `deploy.mailbox`."""

    smtp_url: str
    web_url: str

    def to(self, address: str) -> list[dict[str, Any]]:
        """The mails for an address, newest first: subject, text, message_id …"""
        answer = httpx.get(f"{self.web_url}/mails.json", params={"to": address}, trust_env=False)
        return answer.raise_for_status().json()  # type: ignore[no-any-return]

    def newest(self, address: str, after: int = 0) -> dict[str, Any]:
        """The newest mail for an address, waited for until there are more than `after`."""
        return eventually(lambda: (found := self.to(address)) and len(found) > after and found)[0]  # type: ignore[index]


@contextmanager
def running_mailbox(logs: Path) -> Iterator[Mailbox]:
    """A mailbox of its own; killed after the block."""
    smtp, web = free_port(), free_port()
    variables = {**os.environ, "HV_MAILBOX_SMTP_PORT": str(smtp), "HV_HTTP_PORT": str(web)}
    with (logs / "mailbox.log").open("ab") as log:
        command = [sys.executable, "-m", "deploy.mailbox"]
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)  # noqa: S603 - our own
    try:
        mailbox = Mailbox(f"smtp://127.0.0.1:{smtp}", f"http://127.0.0.1:{web}")
        eventually(lambda: _answers(process, mailbox))
        yield mailbox
    finally:
        process.kill()
        process.wait()


def _answers(process: "subprocess.Popen[bytes]", mailbox: Mailbox) -> bool:
    if process.poll() is not None:
        raise AssertionError("the mailbox ended at its start: see mailbox.log")
    try:
        return httpx.get(f"{mailbox.web_url}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False
