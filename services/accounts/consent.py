"""Letters and consent: "Nein danke", another device, the parent's step, the ledger (ADR 0038, 0039)."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.accounts import codes, ledger, store
from services.accounts.domain import new_key
from services.accounts.errors import CodeUnknown, LeaverNeeded, ParentNeeded
from services.accounts.handlers import Slowly
from shared.contracts.calls import (
    Consent,
    ConsentAsParent,
    Consented,
    Consents,
    Declined,
    GiveConsent,
    GivePass,
    KeyCreated,
    ListConsents,
    PassGiven,
    Principal,
    ReadDecline,
    UseMove,
    WithdrawConsent,
)
from shared.runtime.database import Connection, Database

LIVES = {"move": timedelta(minutes=10), "parent": timedelta(days=7)}

Now = Callable[[], datetime]
NewId = Callable[[], UUID]


def read_decline(query: ReadDecline, *, database: Database, clock: Now, slowly: Slowly) -> Declined:
    """Whose letter it is; a code that was claimed may still say no.

    Raises:
        CodeUnknown: no such code, or erased already.
    """
    code = codes.read(query.code)
    if code is None:
        raise CodeUnknown()
    with database.transaction() as connection:
        kept = ledger.find_decline(connection, code.locator, clock().date())
    if kept is None or not slowly(codes.fits, code.secret, kept["decline"]):
        raise CodeUnknown()
    return Declined(leaver_id=kept["leaver"])


def give_pass(command: GivePass, *, database: Database, clock: Now, slowly: Slowly) -> PassGiven:
    """A code to show.

    Raises:
        LeaverNeeded: not a leaver's key, or the leaver is erased.
    """
    leaver, code, ends = _leaver(command.principal), codes.new_code(), clock() + LIVES[command.kind]
    secret = slowly(codes.hashed, code.secret)
    with database.transaction() as connection:
        if not ledger.keep_pass(connection, code.locator, leaver, command.kind, secret, ends):
            raise LeaverNeeded()
    return PassGiven(code=str(code), expires_at=ends)


def use_move(command: UseMove, *, database: Database, clock: Now, new_id: NewId, slowly: Slowly) -> KeyCreated:
    """A key for another device; it ends with the season, as the first one's.

    Raises:
        CodeUnknown: no such code, used, or too old.
    """
    now = clock()
    shown = _shown(command.code, "move", database, now, slowly)
    key, key_id = new_key("leaver"), new_id()
    with database.transaction() as connection:
        leaver = _used(connection, shown)
        account = store.ensure_account(connection, account_id=new_id(), kind="leaver", name=str(leaver))
        ends = ledger.last_day(connection, leaver) or datetime.combine(now.date(), time(), UTC).date()
        store.insert_key(
            connection, key_id=key_id, account_id=account, digest=key.digest, subject=leaver, expires_on=ends
        )
    return KeyCreated(key=key.clear, key_id=key_id, account_id=account)


def consent_as_parent(
    command: ConsentAsParent, *, database: Database, clock: Now, new_id: NewId, slowly: Slowly
) -> Consented:
    """A parent agrees, once.

    Raises:
        CodeUnknown: no such code, used, or too old.
    """
    now = clock()
    shown = _shown(command.code, "parent", database, now, slowly)
    with database.transaction() as connection:
        leaver = _used(connection, shown)
        ledger.agree(connection, new_id(), leaver, command.purpose, command.text_version, "parent", now)
    return Consented(given_at=now)


def give_consent(command: GiveConsent, *, database: Database, clock: Now, new_id: NewId) -> Consents:
    """The leaver agrees; doing it twice is the same as once.

    Raises:
        LeaverNeeded: not a leaver's key.
        ParentNeeded: under 16, and no parent has agreed.
    """
    leaver = _leaver(command.principal)
    with database.transaction() as connection:
        living = ledger.living(connection, leaver, command.purpose)
        if command.under_16 and "parent" not in {row["given_by"] for row in living}:
            raise ParentNeeded()
        ledger.agree(connection, new_id(), leaver, command.purpose, command.text_version, "leaver", clock())
        return _consents(ledger.living(connection, leaver, command.purpose))


def withdraw_consent(command: WithdrawConsent, *, database: Database, clock: Now) -> Consents:
    """Taken back; the lines stay, with the time."""
    leaver = _leaver(command.principal)
    with database.transaction() as connection:
        ledger.withdraw(connection, leaver, command.purpose, clock())
    return Consents()


def list_consents(query: ListConsents, *, database: Database) -> Consents:
    """What holds now."""
    with database.transaction() as connection:
        return _consents(ledger.living(connection, _leaver(query.principal), query.purpose))


def _consents(rows: list[dict[str, Any]]) -> Consents:
    return Consents(items=tuple(map(Consent.received, rows)))


def _leaver(principal: Principal) -> UUID:
    if principal.kind != "leaver" or principal.subject is None:
        raise LeaverNeeded()
    return principal.subject


def _shown(text: str, kind: str, database: Database, now: datetime, slowly: Slowly) -> dict[str, Any]:
    """The pass somebody shows: locator, leaver."""
    code = codes.read(text)
    if code is None:
        raise CodeUnknown()
    with database.transaction() as connection:
        kept = ledger.find_pass(connection, code.locator, kind, now)
    if kept is None or not slowly(codes.fits, code.secret, kept["secret"]):
        raise CodeUnknown()
    return {"locator": code.locator, "leaver": kept["leaver"]}


def _used(connection: Connection, shown: dict[str, Any]) -> UUID:
    """The leaver of a pass, which works no second time; in the transaction that does what it is for."""
    if not ledger.use_pass(connection, shown["locator"]):
        raise CodeUnknown()
    return UUID(str(shown["leaver"]))
