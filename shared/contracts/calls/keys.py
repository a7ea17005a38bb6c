"""Calls to accounts: the API keys a school manages itself (docs/adr/0045)."""

from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Principal
from shared.contracts.vocabulary import Season


class SchoolKey(Contract):
    """A key without its secret. `prefix`: the signs it begins with; `season` None: of all, made by the operator.

    Days are those of UTC; on `expires_on` it still works.
    """

    id: UUID
    prefix: str | None = None
    season: Season | None = None
    created_at: datetime
    last_used_on: date | None = None
    expires_on: date | None = None
    revoked_at: datetime | None = None


class ListKeys(Repeatable):
    """The caller's keys; only for somebody who has signed in by mail, as all calls here."""

    principal: Principal


class KeyList(Contract):
    """Latest first."""

    items: tuple[SchoolKey, ...]


class IssueKey(Contract):
    """A key for a season. Never repeated by itself: only its digest is kept, so it cannot be told again."""

    principal: Principal
    season: Season


class RotateKey(Contract):
    """A new key in place of one; that one works on for the overlap of seven days, so that programs can follow."""

    principal: Principal
    key_id: UUID


class KeyIssued(Contract):
    """The key in clear text, shown once. `earlier_until`: the last day of the one it is for."""

    clear: str
    key: SchoolKey
    earlier_until: date | None = None


class RevokeKey(Repeatable):
    """End a key at once, for good."""

    principal: Principal
    key_id: UUID
