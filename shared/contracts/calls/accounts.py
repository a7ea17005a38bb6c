"""Calls to accounts: who calls, and keys."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.vocabulary import KeyKind, PlainLine


class Principal(Contract):
    """Who calls. `account_id` is the company, school or importer; `subject` the leaver of a leaver's token."""

    kind: KeyKind
    account_id: UUID
    name: str
    key_id: UUID
    subject: UUID | None = None


class CreateKey(Contract):
    """Make an API key; the account of that kind and name is made when missing."""

    kind: KeyKind
    name: Annotated[PlainLine, Field(min_length=2, max_length=200)]
    subject: UUID | None = None


class KeyCreated(Contract):
    """The key in clear text: shown once, only its SHA-256 is kept."""

    key: str
    key_id: UUID
    account_id: UUID


class Authenticate(Contract):
    """Whose key is this? Unknown or revoked: a problem of kind unauthorized."""

    key: Annotated[str, Field(max_length=200)]
