"""Handing one mail to an SMTP server."""

import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

from services.accounts.settings import MailSettings

TIMEOUT = 20.0  # seconds for each step of the talk
_PORTS = {"smtp": 25, "smtps": 465}


class Refused(Exception):
    """The server will never take this mail; the text is its code, such as 550."""


class Postbox:
    """An SMTP server by its url: `smtp://host:25`, `smtps://user:password@host`, `smtp://…?starttls`."""

    def __init__(self, url: str, sender: str) -> None:
        self._address = urlsplit(url)
        self._sender = sender
        self._host = self._address.hostname or "127.0.0.1"
        if self._address.scheme not in _PORTS:
            raise ValueError("HV_SMTP_URL must begin with smtp:// or smtps://")

    @classmethod
    def of(cls, settings: MailSettings) -> "Postbox":
        """The one of the settings."""
        return cls(settings.smtp_url.get_secret_value(), settings.mail_from)

    def put(self, mail: dict[str, Any]) -> None:
        """Hand over a mail (id, recipient, subject, text). Its Message-ID stays the same when it is tried again.

        Raises:
            Refused: for good, an answer of 500 or more about this mail or its recipient.
            OSError: not now; includes every other complaint of the server.
        """
        try:
            server = self._open()
            with closing(server):
                server.send_message(self._message(mail))
                with suppress(OSError):  # it was taken already
                    server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            raise _sorted(next(iter(error.recipients.values()))[0], error) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _sorted(error.smtp_code, error) from error
        except ValueError as error:  # an address or a subject that is none
            raise Refused("unsendable") from error

    def _open(self) -> smtplib.SMTP:
        port = self._address.port or _PORTS[self._address.scheme]
        if self._address.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, port, timeout=TIMEOUT)
        if self._address.query == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))
        return server

    def _message(self, mail: dict[str, Any]) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail["recipient"], mail["subject"]
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail['id']}@{self._sender.rpartition('@')[2].rstrip('>')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail["text"])
        return message


def _sorted(code: int, error: Exception) -> Exception:
    return Refused(str(code)) if code >= 500 else error
