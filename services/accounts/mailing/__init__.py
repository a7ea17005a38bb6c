"""Mails to people: written beside the state they tell of, sent after the commit (docs/adr/0032).

    with database.transaction() as connection:
        store.release(connection, company)
        mailing.add(connection, "released", to=address, now=clock(), name=company.name, link=link)

`templates/released.txt` is the German text: its first line the subject, `$name` and `$link` its gaps.
"""

from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from uuid import uuid4

from services.accounts.mailing import store
from shared.contracts.vocabulary import without_invisible
from shared.runtime.database import Connection

TEMPLATES = Path(__file__).parent / "templates"
_SUBJECT = "Betreff: "
DAY = timedelta(hours=24)
"""A mail that could not be sent by then is given up, and its text deleted."""


def add(connection: Connection, template: str, *, to: str, now: datetime, worth: timedelta = DAY, **facts: str) -> None:
    """Queue a mail within the caller's transaction; nothing is sent before, or without, its commit.

    `worth` is how long the mail is worth sending, at most a day. Each fact stands on one line, whatever it holds.

    Raises:
        KeyError: the template has a gap for which there is no fact.
    """
    subject, text = written(template, **facts)
    row = {"id": uuid4(), "recipient": to, "subject": subject, "text": text, "now": now}
    store.insert_mail(connection, {**row, "ends_at": now + min(worth, DAY)})


def wake(connection: Connection) -> None:
    """Let the sender look on commit."""
    store.wake(connection)


def written(template: str, **facts: str) -> tuple[str, str]:
    """Subject and text of a template with its gaps filled."""
    first, _, body = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8").partition("\n")
    plain = {name: " ".join(without_invisible(fact).split()) for name, fact in facts.items()}
    return Template(first.removeprefix(_SUBJECT)).substitute(plain), Template(body.lstrip()).substitute(plain)
