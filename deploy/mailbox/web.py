"""The web view: `/` for people, `/mails.json?to=…` for programs, DELETE `/` empties it, `/readyz` for whoever waits."""

import base64
import hashlib
import json
import re
from dataclasses import asdict
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from deploy.mailbox.letters import Letter, Letters

_LINK = re.compile(r"https?://[^\s<>\"]+")
_POLICY = "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:48rem;margin:1rem auto;padding:0 1rem}"
    "article{border:1px solid #888;border-radius:.5rem;padding:0 1rem;margin:1rem 0}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
)
_PAGE = (
    '<!doctype html><html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Postfach der Vorführung</title><style>{style}</style><h1>Postfach der Vorführung</h1>"
    "<p>Alle Mails, die Heimvorteil hier verschickt hat, die neueste oben. Keine verlässt diesen Rechner.</p>"
    "{letters}</html>"
)


class Web(BaseHTTPRequestHandler):
    """Answers one request."""

    letters: ClassVar[Letters]

    def do_GET(self) -> None:
        """A page, the mails as JSON, or the probe."""
        address = urlsplit(self.path)
        wanted = parse_qs(address.query).get("to", [""])[0]
        if address.path == "/readyz":
            self._answer(json.dumps({"smtp": True}), "application/json")
        elif address.path == "/mails.json":
            self._answer(json.dumps([asdict(letter) for letter in self.letters.to(wanted)]), "application/json")
        elif address.path == "/":
            shown = "".join(map(_shown, self.letters.to(wanted))) or "<p>Noch keine Mail.</p>"
            self._answer(_PAGE.format(style=_STYLE, letters=shown), "text/html")
        else:
            self.send_error(404)

    def do_DELETE(self) -> None:
        """Forget all mails."""
        self.letters.clear()
        self._answer("", "text/plain")

    def log_message(self, format: str, *words: object) -> None:
        """Nothing: addresses are personal data."""

    def _answer(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY.format(style=_digest(_STYLE)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _shown(letter: Letter) -> str:
    text = _LINK.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(letter.text, quote=False))
    head = f"<p>{escape(letter.at)} · an {escape(', '.join(letter.to))} · von {escape(letter.sender)}</p>"
    return f"<article><h2>{escape(letter.subject)}</h2>{head}<pre>{text}</pre></article>"
