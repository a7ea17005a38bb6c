"""Calls to accounts: who calls, and keys."""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.permissions import Role
from shared.contracts.vocabulary import KeyKind, PlainLine, Season


class Acting(Contract):
    """Who writes in a company's name: the account of a guild or chamber, and the mandate that allows it."""

    mandate_id: UUID
    account_id: UUID
    name: str


class Principal(Contract):
    """Who calls. `account_id` is the company, school or importer; `subject` the leaver of a leaver's token.

    `regions` are the Kreise (AGS) of a coordinator; `person_id` who of an account has signed in by mail.
    `key_id` is the key, or the session. `season`: a school's key for this one alone. `released`: a coordinator, or the
    operator who made the key, has looked at the company; before that nothing of it becomes public. `acting`: a clerk
    writes for this company (docs/adr/0048).
    """

    kind: Role
    account_id: UUID
    name: str
    key_id: UUID
    subject: UUID | None = None
    person_id: UUID | None = None
    regions: tuple[str, ...] = ()
    season: Season | None = None
    released: bool = True
    acting: Acting | None = None

    @property
    def kreis(self) -> str | None:
        """Where somebody works who has one Kreis alone, as a school has."""
        return self.regions[0] if len(self.regions) == 1 else None


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
    """A code in clear text and the one that says "Nein danke": shown once, only hashes of their secrets are kept."""

    leaver_id: UUID
    code: str
    decline: str


class CodesIssued(Contract):
    """Codes in the order of the leavers asked for."""

    items: tuple[ClaimCode, ...]


class Claim(Contract):
    """Use a code: whoever has it is the leaver. It works once; unknown, used and expired look the same."""

    code: Annotated[str, Field(max_length=100)]


_MAIL = r"^[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]{2,63}$"
Mail = Annotated[str, Field(max_length=254, pattern=_MAIL)]
"""An address as people type it. Whether it exists only a mail can tell."""
StaffRole = Literal[
    "company", "clerk", "school", "mentor", "coordinator", "authority", "job_centre", "vocational_school"
]
"""Who signs in by mail."""


class AddPerson(Contract):
    """Let an address sign in for the account of that role and name. `regions`: Kreise (AGS) of a partner or school."""

    role: StaffRole
    name: Annotated[PlainLine, Field(min_length=2, max_length=200)]
    mail: Mail
    regions: Annotated[tuple[Annotated[str, Field(pattern=r"^\d{5}$")], ...], Field(max_length=60)] = ()


class PersonAdded(Contract):
    """Who may sign in now."""

    person_id: UUID
    account_id: UUID


class RequestLink(Repeatable):
    """A link by mail, please. The answer is the same for everybody."""

    mail: Mail


class Done(Contract):
    """It is done, or there was nothing to do."""


class OpenSession(Contract):
    """Use the link of a mail. Never repeated by itself: it works once."""

    token: Annotated[str, Field(max_length=200)]
    device: Annotated[PlainLine, Field(max_length=80)] = ""


class SessionOpened(Contract):
    """The session in clear text: it goes into a cookie, and only its SHA-256 is kept."""

    token: str
    role: Role


class ListSessions(Repeatable):
    """Where the caller is signed in."""

    principal: Principal


class SessionEntry(Contract):
    """One device; `current` is the one that asks."""

    id: UUID
    device: str
    began_at: AwareDatetime
    seen_at: AwareDatetime
    current: bool


class SessionList(Contract):
    """Last used first."""

    items: tuple[SessionEntry, ...]


class EndSessions(Repeatable):
    """Sign out one of the caller's devices, or all of them; with `others`, all but the one that asks."""

    principal: Principal
    session_id: UUID | None = None
    others: bool = False


class Authenticate(Repeatable):
    """Whose key or session is this? Unknown or revoked: a problem of kind unauthorized."""

    key: Annotated[str, Field(max_length=200)]
