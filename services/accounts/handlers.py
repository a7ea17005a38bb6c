"""One function a verb of accounts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.accounts import codes, store
from services.accounts.domain import digest, new_key
from services.accounts.errors import CodesOvertaken, CodeUnknown, KeyUnknown, SeasonOver, SubjectMissing
from services.accounts.people.handlers import SESSION, whose_session
from shared.contracts.calls import (
    Act,
    Authenticate,
    Claim,
    ClaimCode,
    CodesIssued,
    CreateKey,
    IssueCodes,
    KeyCreated,
    Principal,
)
from shared.contracts.events import CandidateEvent, CloudEvent, ErasuresDone, new_event
from shared.outbox import acts, outbox
from shared.outbox.inbox import first_time
from shared.runtime.database import Database

Slowly = Callable[..., Any]
"""Runs a function that takes its time without holding up other calls."""


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
        acts.note(connection, Act.by(None, "key.create", "created", "key", key_id))
    return KeyCreated(key=key.clear, key_id=key_id, account_id=account_id)


def issue_codes(
    command: IssueCodes, *, database: Database, clock: Callable[[], datetime], slowly: Slowly
) -> CodesIssued:
    """Make a code for each leaver; earlier codes and sessions of these leavers end.

    Raises:
        SeasonOver: the codes would have ended already.
        CodesOvertaken: the school asked again meanwhile; nothing is changed.
    """
    ends = codes.expires_on(command.season)
    if ends < clock().date():
        raise SeasonOver()
    made = {leaver: codes.new_pair() for leaver in command.leavers}
    rows = [
        {"locator": code.locator, "leaver": str(leaver), "secret": slowly(codes.hashed, code.secret),
         "decline": slowly(codes.hashed, no.secret)}
        for leaver, (code, no) in made.items()
    ]  # fmt: skip
    with database.transaction() as connection:
        if store.issue_codes(connection, rows, now=command.asked_at, expires_on=ends) < len(rows):
            raise CodesOvertaken()
        # After the codes, and passes before keys: whoever uses one of either now waits, and finds none.
        store.delete_passes_of(connection, list(made))
        store.delete_keys_of(connection, list(made))
    items = (ClaimCode(leaver_id=leaver, code=str(code), decline=str(no)) for leaver, (code, no) in made.items())
    return CodesIssued(items=tuple(items))


def claim(
    command: Claim, *, database: Database, clock: Callable[[], datetime], new_id: Callable[[], UUID], slowly: Slowly
) -> KeyCreated:
    """Turn a code into a leaver's key, once.

    Raises:
        CodeUnknown: no such code, used, expired, or the season is over; nobody is told which.
    """
    code, now = codes.read(command.code), clock()
    if code is None:
        raise CodeUnknown()
    with database.transaction() as connection:
        kept = store.find_claim(connection, code.locator, now.date())
    if kept is None or not slowly(codes.fits, code.secret, kept["secret"]):
        raise CodeUnknown()
    key, key_id, leaver = new_key("leaver"), new_id(), kept["leaver"]
    with database.transaction() as connection:
        if not store.use_claim(connection, code.locator, kept["secret"], now):
            raise CodeUnknown()
        account = store.ensure_account(connection, account_id=new_id(), kind="leaver", name=str(leaver))
        ends = kept["expires_on"]
        store.insert_key(
            connection, key_id=key_id, account_id=account, digest=key.digest, subject=leaver, expires_on=ends
        )
    return KeyCreated(key=key.clear, key_id=key_id, account_id=account)


def authenticate(command: Authenticate, *, database: Database, clock: Callable[[], datetime]) -> Principal:
    """Whose key or session it is; notes the day of use.

    Raises:
        KeyUnknown: no such key, revoked, or a session that has ended.
    """
    if command.key.startswith(SESSION):
        return whose_session(command.key, database=database, now=clock())
    with database.transaction() as connection:
        now = clock()
        row = store.find_key(connection, digest(command.key), now.date())
        if row is None:
            raise KeyUnknown()
        if row["last_used_on"] != now.date():
            store.touch_key(connection, row["key_id"], now)
    return Principal.received(row)


def forget_leavers(event: CloudEvent, *, database: Database) -> None:
    """Delete codes and keys of erased leavers, once for each event, and say that it is done."""
    assert isinstance(event.data, CandidateEvent)  # noqa: S101  # the topology delivers nothing else here
    with database.transaction() as connection:
        if first_time(connection, "accounts.candidates", event):
            erased = [item.leaver_id for item in event.data.items if item.kind == "erased"]
            store.erase_leavers(connection, erased)
            data = ErasuresDone(erasures=tuple(item.id for item in event.data.items if item.kind == "erased"))
            outbox.add(connection, [new_event("accounts", "erasure.done.accounts", str(data.erasures[0]), data)])
