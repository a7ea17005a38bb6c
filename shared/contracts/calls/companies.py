"""Calls to accounts about companies: registration and release (docs/adr/0034)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Mail, Principal
from shared.contracts.vocabulary import PlainLine, PlainText, PostalCode

CompanyState = Literal["unconfirmed", "waiting", "released", "refused"]
Phone = Annotated[PlainLine, Field(min_length=5, max_length=40, pattern=r"^[0-9+()/ .-]+$")]
Name = Annotated[PlainLine, Field(min_length=2, max_length=120)]


class RegisterCompany(Contract):
    """A company asks to be let in. A mail with a link follows, whether the address is known already or not."""

    name: Name
    postal_code: PostalCode
    email: Mail
    phone: Phone
    chamber_number: Annotated[PlainLine, Field(max_length=40, pattern=r"^[0-9A-Za-z /.-]*$")] = ""


class CompanyRegistered(Contract):
    """Answer of register_company: the mail is on its way to this address."""

    email: str


class Company(Contract):
    """A registered company. `reason` is the coordinator's, if it was refused; `kreis` is an AGS."""

    account_id: UUID
    name: str
    postal_code: str
    kreis: str
    email: str
    phone: str
    chamber_number: str = ""
    state: CompanyState
    reason: str | None = None
    registered_at: datetime
    decided_at: datetime | None = None


class GetCompany(Repeatable):
    """The caller's own registration; a company whose key was made by hand has none (kind not_found)."""

    principal: Principal


class ListCompanies(Repeatable):
    """Confirmed registrations of the caller's region in a state: those that wait oldest first, others latest first."""

    principal: Principal
    state: Literal["waiting", "released", "refused"] = "waiting"
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class CompanyList(Contract):
    """Answer of list_companies. `late`: so many wait for more than two working days."""

    items: tuple[Company, ...]
    late: int = 0


class DecideCompany(Repeatable):
    """Release a company, refuse it, or let it wait again. The same decision twice is the same as once.

    A reason belongs to a refusal: the company reads it. Refusing a released company withdraws what it offers.
    """

    principal: Principal
    account_id: UUID
    decision: Literal["released", "refused", "waiting"]
    reason: Annotated[PlainText, Field(max_length=1000)] = ""
