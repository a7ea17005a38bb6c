"""Calls to accounts: who calls, and keys."""

from typing import Annotated
from uuid import UUID, uuid4

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.permissions import Role
from shared.contracts.vocabulary import KeyKind, PlainLine, Season


class Principal(Contract):
    """Who calls. `account_id` is the company, school or importer; `subject` the leaver of a leaver's token.

    `regions` are the Kreise (AGS) of a coordinator; `person_id` who of an account has signed in by mail.
    `key_id` is the key, or the session. `released`: a coordinator, or the operator who made the key, has looked at the
    company; before that nothing of it becomes public.
    """

    kind: Role
    account_id: UUID
    name: str
    key_id: UUID
    subject: UUID | None = None
    person_id: UUID | None = None
    regions: tuple[str, ...] = ()
    released: bool = True


def new_idempotency_key() -> str:
    """A key for a call whose sender named none."""
    return str(uuid4())


class Once(Repeatable):
    """A write that would double when repeated: an account's key is done once, and gives the same answer again.

    The same key with another content is a problem of kind conflict, `idempotency_key_reused` (ADR 0016).
    """

    principal: Principal
    idempotency_key: Annotated[str, Field(max_length=220)] = Field(default_factory=new_idempotency_key)


class CreateKey(Contract):
    """Make an API key; the account of that kind and name is made when missing.

    Doing it twice makes two keys, and nobody repeats it by himself: only the digest of a key is kept, so its clear
    text cannot be told again. A key whose answer was lost is known to nobody and harms nobody.
    """

    kind: KeyKind
    name: Annotated[PlainLine, Field(min_length=2, max_length=200)]
    subject: UUID | None = None


class KeyCreated(Contract):
    """The key in clear text: shown once, only its SHA-256 is kept."""

    key: str
    key_id: UUID
    account_id: UUID


class IssueCodes(Contract):
    """New claim codes for leavers of a school. What a leaver had before ends: code and sessions.

    `asked_at` is when the school asked, the same for all parts of one print: of two prints at once the later one holds.
    """

    principal: Principal
    season: Season
    asked_at: AwareDatetime
    leavers: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]


class ClaimCode(Contract):
    """A code in clear text: shown once, only the hash of its secret is kept."""

    leaver_id: UUID
    code: str


class CodesIssued(Contract):
    """Codes in the order of the leavers asked for."""

    items: tuple[ClaimCode, ...]


class Claim(Contract):
    """Use a code: whoever has it is the leaver. It works once; unknown, used and expired look the same."""

    code: Annotated[str, Field(max_length=100)]


class Authenticate(Repeatable):
    """Whose key is this? Unknown or revoked: a problem of kind unauthorized."""

    key: Annotated[str, Field(max_length=200)]
