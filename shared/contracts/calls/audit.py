"""The audit log: administrative acts without content (docs/adr/0044), and the call that reads it."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Principal
from shared.contracts.permissions import RIGHTS, Role

ActRole = Role | Literal["clock"]
"""Who acts; what a service does by the clock is nobody's act."""
Outcome = Literal["begun", "done", "failed"]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Named = Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]{1,80}$")]
"""An id or the name of a thing of ours; neither a sentence nor an address of somebody fits."""


class Act(Contract):
    """What was done, on what, by whom. `actor` is the person who had signed in, else the key; never a name.

    `subject` is the id of a thing of this `kind`, `kreis` (AGS) where it belongs, `count` how many an act was about.
    """

    account: UUID | None = None
    actor: UUID | None = None
    role: ActRole
    right: str
    action: Word
    kind: Word
    subject: Named | None = None
    kreis: Annotated[str, StringConstraints(pattern=r"^\d{5}$")] | None = None
    outcome: Outcome = "done"
    count: int | None = None

    @classmethod
    def by(
        cls,
        who: Principal | None,
        right: str,
        action: str,
        kind: str,
        subject: UUID | str | None = None,
        *,
        kreis: str | None = None,
        count: int | None = None,
    ) -> Self:
        """An act of a caller's; without one, the operator's on the command line."""
        values = {"right": right, "action": action, "kind": kind, "kreis": kreis, "count": count}
        values["subject"] = None if subject is None else str(subject)
        if who is None:
            return cls.model_validate({"role": "operator", **values})
        actor = who.person_id or who.key_id
        return cls.model_validate({"role": who.kind, "account": who.account_id, "actor": actor, **values})

    @classmethod
    def retention(cls, role: ActRole, part: str, deleted: Mapping[str, int]) -> Self | None:
        """A run of retention in a part of the system; None for one by the clock that found nothing."""
        count = sum(deleted.values())
        if role == "clock" and not count:
            return None
        return cls(role=role, right="retention.run", action="deleted", kind="retention", subject=part, count=count)

    def ending(self, outcome: Outcome) -> Self:
        """The same act with another outcome."""
        return self.model_copy(update={"outcome": outcome})

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.right not in RIGHTS:
            raise ValueError(f"There is no right {self.right}: see shared/contracts/permissions.py.")
        return self


class NotedAct(Act):
    """A row of the log."""

    id: int
    at: AwareDatetime

    @model_validator(mode="after")
    def _known(self) -> Self:
        return self  # a right that was taken off the table since is still told


class ListActs(Repeatable):
    """The log, latest first, a page at a time: what lies before an `id`, since a time, of a role, account or actor.

    Coordinators see what belongs to their Kreise; without a principal (the command line) it is everything.
    """

    principal: Principal | None = None
    before: int | None = None
    since: AwareDatetime | None = None
    who: Annotated[str, Field(max_length=80)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Acts(Contract):
    """Answer of list_acts. `more`: there are older ones."""

    items: tuple[NotedAct, ...]
    more: bool = False
