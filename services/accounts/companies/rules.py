"""Who may register, and how long a coordinator has: pure rules."""

from datetime import datetime, timedelta

from shared.contracts.problems import FieldError

FREE_MAIL = frozenset(
    (
        "aol.com", "aol.de", "arcor.de", "email.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.de", "mail.de", "mailbox.org", "me.com",
        "outlook.com", "outlook.de", "posteo.de", "proton.me", "t-online.de", "vodafone.de", "web.de", "yahoo.com",
        "yahoo.de", "ymail.com",
    )
)  # fmt: skip
"""Addresses anybody can have: they say nothing of a company. Ours, from what German companies use."""
WORKING_DAYS = 2
"""Issue 8: a coordinator releases within two working days or is reminded."""
_SATURDAY = 5


def own_domain(email: str) -> bool:
    """Whether the address is at a domain of the company's own, as far as one can tell."""
    return email.rpartition("@")[2].lower() not in FREE_MAIL


def recognisable(email: str, chamber_number: str) -> FieldError | None:
    """An address of the company's own or its number at the chamber: one of them must tell who it is."""
    if own_domain(email) or chamber_number:
        return None
    domain = email.rpartition("@")[2]
    message = (
        f"Eine Adresse bei {domain} kann jeder haben. Bitte dazu die Nummer Ihrer Kammer, sie steht auf Ihrem "
        "Beitragsbescheid, oder eine Adresse Ihres Betriebs."
    )
    return FieldError(field="chamber_number", code="chamber_number_missing", message=message)


def working_days_before(now: datetime, days: int = WORKING_DAYS) -> datetime:
    """The moment so many working days (Monday to Friday) earlier; holidays count as working days."""
    moment = now
    while days or moment.weekday() >= _SATURDAY:
        days -= moment.weekday() < _SATURDAY
        moment -= timedelta(days=1)
    return moment
