"""Calls to accounts about mandates: a guild or chamber writes for a company that has allowed it (docs/adr/0048)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Principal
from shared.contracts.calls.companies import RegisterCompany

MANDATE_TEXT = "2026-11"
"""The version of the text a company agrees to (services/gateway/pages/templates/company/mandate.html)."""
MandateState = Literal["asked", "refused", "given", "ended", "expired"]
Token = Annotated[str, Field(max_length=200)]


class AskMandate(RegisterCompany):
    """A clerk asks a company, known or not: it gets a mail, and is registered if its address is nobody's.

    Never repeated by itself: a second request is a conflict, `mandate_asked`.
    """

    principal: Principal


class Mandate(Contract):
    """Who may write for whom. `ends_on` is the last day; `company` is set once it is given; `company_name` is until
    then what the clerk typed, for the clerk. `text_version` is what was agreed to."""

    id: UUID
    clerk: UUID
    clerk_name: str
    company: UUID | None = None
    company_name: str
    state: MandateState
    asked_at: datetime
    given_at: datetime | None = None
    ends_on: date | None = None
    ended_at: datetime | None = None
    ended_by: Literal["clerk", "company", "renewed"] | None = None
    text_version: str


class ListMandates(Repeatable):
    """The caller's: those a clerk has asked for, or a company was asked for."""

    principal: Principal


class MandateList(Contract):
    """Answer of list_mandates: open ones first, at most 500."""

    items: tuple[Mandate, ...]


class ReadMandateLink(Repeatable):
    """What the link of a mail asks for. Unknown, answered and old ones look the same (kind not_found)."""

    token: Token


class AnswerMandateLink(Contract):
    """Give or refuse by the link of the mail; it works once."""

    token: Token
    decision: Literal["given", "refused"]


class AnswerMandate(Repeatable):
    """The company gives what it was asked for, or gives again what it has ended."""

    principal: Principal
    mandate_id: UUID


class EndMandate(Repeatable):
    """Either side ends a mandate; a company refuses an open request so, a clerk takes it back."""

    principal: Principal
    mandate_id: UUID


class ActFor(Repeatable):
    """A clerk wants to write for a company: answered with the company's principal while the mandate holds."""

    principal: Principal
    company_id: UUID
