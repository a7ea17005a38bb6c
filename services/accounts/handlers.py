"""One function a verb of accounts."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.accounts import store
from services.accounts.domain import digest, new_key
from services.accounts.errors import KeyUnknown, SubjectMissing
from shared.contracts.calls import Authenticate, CreateKey, KeyCreated, Principal
from shared.contracts.events import CandidateEvent, CloudEvent
from shared.outbox.inbox import first_time
from shared.runtime.database import Database


def create_key(command: CreateKey, *, database: Database, new_id: Callable[[], UUID]) -> KeyCreated:
    """Make a key; the account of that kind and name is made when missing.

    Raises:
        SubjectMissing: a leaver's key without the leaver's id.
    """
    if command.kind == "leaver" and command.subject is None:
        raise SubjectMissing()
    key, key_id = new_key(command.kind), new_id()
    with database.transaction() as connection:
        account_id = store.ensure_account(connection, account_id=new_id(), kind=command.kind, name=command.name)
        store.insert_key(connection, key_id=key_id, account_id=account_id, digest=key.digest, subject=command.subject)
    return KeyCreated(key=key.clear, key_id=key_id, account_id=account_id)


def authenticate(command: Authenticate, *, database: Database, clock: Callable[[], datetime]) -> Principal:
    """Whose key it is; notes the day of use.

    Raises:
        KeyUnknown: no such key, or revoked.
    """
    with database.transaction() as connection:
        row = store.find_key(connection, digest(command.key))
        if row is None:
            raise KeyUnknown()
        now = clock()
        if row["last_used_on"] != now.date():
            store.touch_key(connection, row["key_id"], now)
    return Principal.received(row)


def forget_leavers(event: CloudEvent, *, database: Database) -> None:
    """Delete the keys of erased leavers, once for each event."""
    assert isinstance(event.data, CandidateEvent)  # noqa: S101  # the topology delivers nothing else here
    with database.transaction() as connection:
        if first_time(connection, "accounts.candidates", event):
            erased = [item.leaver_id for item in event.data.items if item.kind == "erased"]
            store.delete_keys_of(connection, erased)
