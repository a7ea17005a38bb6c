"""The SQL door of accounts."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.contracts.permissions import Role
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def ensure_account(connection: Connection, *, account_id: UUID, kind: Role, name: str) -> UUID:
    """The id of the account of this kind and name, made when missing."""
    row = connection.execute(_SQL["ensure_account"], {"id": account_id, "kind": kind, "name": name}).fetchone()
    return row["id"]  # type: ignore[index, no-any-return]  # the statement always returns a row


def insert_key(
    connection: Connection,
    *,
    key_id: UUID,
    account_id: UUID,
    digest: bytes,
    subject: UUID | None,
    expires_on: date | None = None,
) -> None:
    """Keep a key's digest, and its last day if it has one."""
    values = {"id": key_id, "account_id": account_id, "digest": digest, "subject": subject, "expires_on": expires_on}
    connection.execute(_SQL["insert_key"], values)


def find_key(connection: Connection, digest: bytes, today: date) -> dict[str, Any] | None:
    """Key and account of a digest, unless revoked or expired."""
    return connection.execute(_SQL["find_key"], {"digest": digest, "today": today}).fetchone()


def touch_key(connection: Connection, key_id: UUID, now: datetime) -> None:
    """Note the day of the key's last use (a write a day at most)."""
    connection.execute(_SQL["touch_key"], {"id": key_id, "now": now})


def issue_codes(connection: Connection, rows: list[dict[str, str]], *, now: datetime, expires_on: date) -> int:
    """Keep codes (locator, leaver, hashes of both secrets), each unless the leaver has a later one; how many."""
    return connection.execute(_SQL["issue_codes"], {"rows": Jsonb(rows), "now": now, "expires_on": expires_on}).rowcount


def find_claim(connection: Connection, locator: str, today: date) -> dict[str, Any] | None:
    """Leaver, hash and last day of a code that is neither used nor expired."""
    return connection.execute(_SQL["find_claim"], {"locator": locator, "today": today}).fetchone()


def use_claim(connection: Connection, locator: str, secret: str, now: datetime) -> bool:
    """True for the one who uses the code first."""
    values = {"locator": locator, "secret": secret, "now": now}
    return connection.execute(_SQL["use_claim"], values).fetchone() is not None


def erase_leavers(connection: Connection, leavers: list[UUID]) -> None:
    """Remove codes, passes, consents, keys and accounts of these leavers; from now on they get none."""
    for name in ("note_erased", "delete_claims_of", "forget_passes_of", "forget_consents_of"):
        connection.execute(_SQL[name], {"leavers": leavers})
    delete_keys_of(connection, leavers)


def delete_keys_of(connection: Connection, subjects: list[UUID]) -> None:
    """Remove the keys that name these leavers, and their accounts."""
    connection.execute(_SQL["delete_keys_of"], {"subjects": subjects})


def delete_passes_of(connection: Connection, leavers: list[UUID]) -> None:
    """Remove codes for another device and for a parent; whoever uses one now waits, and finds none."""
    connection.execute(_SQL["forget_passes_of"], {"leavers": leavers})


def end_keys_of(connection: Connection, leaver: UUID, *, only: UUID | None, but: UUID | None) -> None:
    """End a leaver's keys: one, all, or all but one."""
    connection.execute(_SQL["end_keys_of"], {"leaver": leaver, "only": only, "but": but})


def export_leaver(connection: Connection, leaver: UUID) -> dict[str, list[dict[str, Any]]]:
    """Everything held about a leaver: rows by table."""
    row = connection.execute(_SQL["export_leaver"], {"leaver": leaver}).fetchone() or {"held": {}}
    return {table: rows or [] for table, rows in row["held"].items()}


def retains(connection: Connection) -> bool:
    """True for the one instance that deletes what is past its time, until its transaction ends."""
    return connection.execute(_SQL["retain_lock"]).fetchone() == {"mine": True}


def retain(connection: Connection, rule: str, now: datetime) -> int:
    """Delete what a rule says is past its time; how many rows."""
    return connection.execute(_SQL[rule], {"now": now}).rowcount


def lapsed(connection: Connection, now: datetime) -> list[UUID]:
    """Leavers whose letters nobody used in 60 days."""
    return [row["leaver"] for row in connection.execute(_SQL["lapsed_claims"], {"now": now})]


def acts(connection: Connection, **asked: Any) -> list[dict[str, Any]]:
    """Rows of the audit log, latest first: before, since, who, regions (None: everything), limit."""
    return connection.execute(_SQL["acts"], asked).fetchall()


def count_acts(connection: Connection, now: datetime) -> int:
    """How many rows of the audit log are older than three years."""
    return int((connection.execute(_SQL["count_acts"], {"now": now}).fetchone() or {"old": 0})["old"])


def lock_account(connection: Connection, account: UUID) -> None:
    """Let nobody else make keys of an account until this transaction ends."""
    connection.execute(_SQL["lock_account"], {"account": account})


def keys_of(connection: Connection, account: UUID) -> list[dict[str, Any]]:
    """An account's keys, ended ones too, latest first."""
    return connection.execute(_SQL["keys_of"], {"account": account}).fetchall()


def insert_school_key(connection: Connection, **values: Any) -> dict[str, Any]:
    """Keep a key a school made: id, account_id, digest, prefix, season, expires_on, now."""
    return connection.execute(_SQL["insert_school_key"], values).fetchone() or {}


def end_key(connection: Connection, key_id: UUID, until: date) -> None:
    """It works until that day."""
    connection.execute(_SQL["end_key"], {"id": key_id, "until": until})


def revoke_key(connection: Connection, key_id: UUID, now: datetime) -> bool:
    """End it now; False if it was revoked before."""
    return connection.execute(_SQL["revoke_key"], {"id": key_id, "now": now}).rowcount == 1
