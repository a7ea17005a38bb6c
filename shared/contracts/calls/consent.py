"""Calls about letters and consent: "Nein danke", another device, a parent's step, the ledger (ADR 0038, 0039)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Principal

PassKind = Literal["move", "parent"]
Giver = Literal["leaver", "parent"]
TypedCode = Annotated[str, Field(max_length=100)]


class ReadDecline(Repeatable):
    """Whose letter says "Nein danke" with this code? Nothing is used up: the erasure that follows removes the code."""

    code: TypedCode


class Declined(Contract):
    """The leaver who is to be erased."""

    leaver_id: UUID


class GivePass(Contract):
    """A code the leaver shows: for another device (10 minutes) or to a parent (7 days). An earlier one ends."""

    principal: Principal
    kind: PassKind


class PassGiven(Contract):
    """The code in clear text: shown once."""

    code: str
    expires_at: datetime


class UseMove(Contract):
    """Another device of the same leaver: the code becomes a key, once. The first device stays signed in."""

    code: TypedCode


class ConsentAsParent(Contract):
    """A parent agrees with the code the leaver has shown; it works once."""

    code: TypedCode
    purpose: Annotated[str, Field(max_length=40)]
    text_version: Annotated[str, Field(max_length=40)]


class Consented(Contract):
    """Answer of consent_as_parent."""

    given_at: datetime


class GiveConsent(Repeatable):
    """The leaver agrees. Under 16 a parent must have agreed to the same before; else a problem `parent_needed`."""

    principal: Principal
    purpose: Annotated[str, Field(max_length=40)]
    text_version: Annotated[str, Field(max_length=40)]
    under_16: bool


class WithdrawConsent(Repeatable):
    """The leaver takes back what was agreed to for a purpose, a parent's consent too."""

    principal: Principal
    purpose: Annotated[str, Field(max_length=40)]


class ListConsents(Repeatable):
    """What the leaver has agreed to for a purpose and not taken back."""

    principal: Principal
    purpose: Annotated[str, Field(max_length=40)]


class Consent(Contract):
    """A line of the ledger."""

    given_by: Giver
    text_version: str
    given_at: datetime


class Consents(Contract):
    """Living consents; empty when there is none."""

    items: tuple[Consent, ...] = ()
