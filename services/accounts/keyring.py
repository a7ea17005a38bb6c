"""API keys a school manages itself: made, replaced, ended, by somebody who has signed in by mail (docs/adr/0045)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.accounts import codes, store
from services.accounts.domain import new_school_key
from services.accounts.errors import EnoughKeys, KeyEnding, KeyNotFound, PersonNeeded, SeasonOver
from shared.contracts.calls import (
    Act,
    Done,
    IssueKey,
    KeyIssued,
    KeyList,
    ListKeys,
    Principal,
    RevokeKey,
    RotateKey,
    SchoolKey,
)
from shared.outbox import acts
from shared.runtime.database import Connection, Database

OVERLAP = timedelta(days=7)
"""So long both keys work: a week, in which somebody who looks after the school's software comes by."""
MOST, MOST_REPLACED = 5, 10
"""Living keys of a school, and with those that are being replaced. Ours: one a program and a spare one."""
Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


def list_keys(query: ListKeys, *, database: Database) -> KeyList:
    """The school's keys.

    Raises:
        PersonNeeded: a key cannot look at keys.
    """
    account = _school(query.principal)
    with database.transaction() as connection:
        return KeyList(items=tuple(map(SchoolKey.received, store.keys_of(connection, account))))


def issue_key(command: IssueKey, *, database: Database, clock: Clock, new_id: NewId) -> KeyIssued:
    """A key that ends with its season.

    Raises:
        PersonNeeded, EnoughKeys, SeasonOver.
    """
    account, now = _school(command.principal), clock()
    if codes.expires_on(command.season) < now.date():
        raise SeasonOver()
    with database.transaction() as connection:
        _room(connection, account, MOST, now.date())
        return _issued(connection, command.principal, command.season, now, new_id(), "created")


def rotate_key(command: RotateKey, *, database: Database, clock: Clock, new_id: NewId) -> KeyIssued:
    """A new key for the season of an old one, which ends in seven days.

    Raises:
        PersonNeeded, KeyNotFound, EnoughKeys.
        KeyEnding: it has a successor already, or its season is about to end.
    """
    account, now = _school(command.principal), clock()
    until = now.date() + OVERLAP
    with database.transaction() as connection:
        living = _room(connection, account, MOST_REPLACED, now.date())
        row = next((row for row in living if row["id"] == command.key_id), None)
        if row is None:
            raise KeyNotFound()
        if row["expires_on"] is not None and row["expires_on"] <= until:
            raise KeyEnding()
        store.end_key(connection, command.key_id, until)
        made = _issued(connection, command.principal, row["season"], now, new_id(), "rotated")
    return made.model_copy(update={"earlier_until": until})


def revoke_key(command: RevokeKey, *, database: Database, clock: Clock) -> Done:
    """End a key; doing it twice is the same as once.

    Raises:
        PersonNeeded, KeyNotFound.
    """
    account, who = _school(command.principal), command.principal
    with database.transaction() as connection:
        if command.key_id not in {row["id"] for row in store.keys_of(connection, account)}:
            raise KeyNotFound()
        if store.revoke_key(connection, command.key_id, clock()):
            acts.note(connection, Act.by(who, "key.manage", "revoked", "key", command.key_id, kreis=who.kreis))
    return Done()


def _school(principal: Principal) -> UUID:
    if principal.person_id is None:
        raise PersonNeeded()
    return principal.account_id


def _room(connection: Connection, account: UUID, most: int, today: date) -> list[dict[str, Any]]:
    """The living keys of an account, if there may be one more; others who make one wait."""
    store.lock_account(connection, account)
    living = [
        row
        for row in store.keys_of(connection, account)
        if row["revoked_at"] is None and (row["expires_on"] is None or row["expires_on"] >= today)
    ]
    if len(living) >= most:
        raise EnoughKeys()
    return living


def _issued(
    connection: Connection, who: Principal, season: str | None, now: datetime, key_id: UUID, action: str
) -> KeyIssued:
    key, prefix = new_school_key()
    values = {"id": key_id, "account_id": who.account_id, "digest": key.digest, "prefix": prefix, "season": season}
    ends = codes.expires_on(season) if season else None
    row = store.insert_school_key(connection, **values, expires_on=ends, now=now)
    acts.note(connection, Act.by(who, "key.manage", action, "key", key_id, kreis=who.kreis))
    return KeyIssued(clear=key.clear, key=SchoolKey.received(row))
