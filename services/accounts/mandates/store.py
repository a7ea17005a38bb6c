"""The SQL door of mandates."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.contracts.calls import Mandate
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def company_of(connection: Connection, mail: str) -> UUID | None:
    """The company an address signs in for."""
    row = connection.execute(_SQL["company_of"], {"mail": mail}).fetchone()
    return None if row is None else row["id"]


def ask(connection: Connection, **values: Any) -> bool:
    """Keep a request (id, clerk, company, name, mail, asked_by, now, digest, text_version); False when there is one."""
    return connection.execute(_SQL["ask"], values).fetchone() is not None


def list_of(connection: Connection, account: UUID, today: date, id_: UUID | None = None) -> tuple[Mandate, ...]:
    """An account's mandates, those it asked for and those it was asked for; or the one with this id."""
    rows = connection.execute(_SQL["list"], {"account": account, "today": today, "id": id_})
    return tuple(Mandate.received(row) for row in rows)


def find_asked(connection: Connection, digest: bytes, since: datetime) -> dict[str, Any] | None:
    """id, company and mail of what a link asks for; nobody else answers until this transaction ends."""
    return connection.execute(_SQL["find_asked"], {"digest": digest, "since": since}).fetchone()


def give(connection: Connection, id_: UUID, *, now: datetime, given_by: str, ends_on: date) -> bool:
    """Give what was asked for; what the company gave this clerk before ends with it. False: it is answered already."""
    connection.execute(_SQL["end_earlier"], {"id": id_, "now": now})
    values = {"id": id_, "now": now, "given_by": given_by, "ends_on": ends_on}
    return connection.execute(_SQL["give"], values).fetchone() is not None


def give_again(connection: Connection, id_: UUID, **values: Any) -> bool:
    """Give anew what the company has ended (new_id, now, ends_on, text_version)."""
    return connection.execute(_SQL["give_again"], {"id": id_, **values}).fetchone() is not None


def end(connection: Connection, id_: UUID, *, now: datetime, by: str) -> bool:
    """End or refuse it; False when it has ended."""
    return connection.execute(_SQL["end"], {"id": id_, "now": now, "by": by}).fetchone() is not None


def whom_to_tell(connection: Connection, id_: UUID) -> dict[str, Any]:
    """company_mail, company_name, kreis (None: not registered), clerk_mail (None: a key asked) and clerk_name."""
    return connection.execute(_SQL["whom_to_tell"], {"id": id_}).fetchone() or {}


def acts_for(connection: Connection, clerk: UUID, company: UUID, today: date) -> dict[str, Any] | None:
    """mandate_id, and account_id, name and released of the company, while the mandate holds."""
    return connection.execute(_SQL["acts_for"], {"clerk": clerk, "company": company, "today": today}).fetchone()
