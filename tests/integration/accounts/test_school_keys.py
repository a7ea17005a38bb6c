"""Keys a school makes itself: for a season, replaced with an overlap, ended at once or by the clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.accounts import handlers, keyring, retention
from services.accounts.errors import EnoughKeys, KeyEnding, KeyNotFound, KeyUnknown, PersonNeeded, SeasonOver
from shared.contracts.calls import (
    Authenticate,
    CreateKey,
    IssueCodes,
    IssueKey,
    KeyIssued,
    ListKeys,
    Principal,
    RetainAccounts,
    RevokeKey,
    RotateKey,
)
from shared.contracts.permissions import OtherSeason, permitted
from shared.runtime.database import Database

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def school(query: Query) -> Principal:
    account = query("INSERT INTO accounts (id, kind, name) VALUES (%s, 'school', 'Schule') RETURNING id", uuid4())
    named: dict[str, Any] = {"kind": "school", "account_id": account[0]["id"], "name": "Schule"}
    return Principal(**named, key_id=uuid4(), person_id=uuid4(), regions=("07141",))


def issue(own: Database, school: Principal, season: str = "2027", now: datetime = NOW) -> KeyIssued:
    return keyring.issue_key(
        IssueKey(principal=school, season=season), database=own, clock=lambda: now, new_id=uuid4
    )  # fmt: skip


def rotate(own: Database, school: Principal, key: UUID, now: datetime = NOW) -> KeyIssued:
    command = RotateKey(principal=school, key_id=key)
    return keyring.rotate_key(command, database=own, clock=lambda: now, new_id=uuid4)


def used(own: Database, clear: str, now: datetime = NOW) -> Principal | None:
    """Whose key it is; None when it opens nothing."""
    try:
        return handlers.authenticate(Authenticate(key=clear), database=own, clock=lambda: now)
    except KeyUnknown:
        return None


def test_a_key_is_for_its_school_and_season_and_ends_with_it(own: Database, query: Query, school: Principal) -> None:
    issued = issue(own, school)
    assert issued.key.prefix and issued.clear.startswith(f"{issued.key.prefix}_")
    assert len(issued.clear.removeprefix(f"{issued.key.prefix}_")) == 43, "256 bits"
    found = used(own, issued.clear)
    assert found and (found.account_id, found.season, found.person_id) == (school.account_id, "2027", None)
    assert used(own, issued.clear, datetime(2027, 9, 30, 23, tzinfo=UTC))
    assert used(own, issued.clear, datetime(2027, 10, 1, tzinfo=UTC)) is None
    (listed,) = keyring.list_keys(ListKeys(principal=school), database=own).items
    assert (listed.season, str(listed.last_used_on)) == ("2027", "2027-09-30")
    assert issued.clear not in str(query("SELECT keys::text FROM keys")), "only its digest is kept"
    codes = IssueCodes(principal=found, season="2027", asked_at=NOW, leavers=(uuid4(),))
    assert permitted(codes, "code.issue") is codes
    with pytest.raises(OtherSeason):
        permitted(codes.model_copy(update={"season": "2028"}), "code.issue")
    with pytest.raises(SeasonOver):
        issue(own, school, "2026")
    acts = query('SELECT "right", action, subject, actor, kreis FROM audit.acts')
    told = {"right": "key.manage", "action": "created", "subject": str(issued.key.id), "kreis": "07141"}
    assert acts == [{**told, "actor": school.person_id}], "the coordinator of the school's Kreis reads it"


def test_a_replaced_key_works_for_a_week_and_a_revoked_one_no_more(
    own: Database, query: Query, school: Principal
) -> None:
    first = issue(own, school)
    second = rotate(own, school, first.key.id)
    assert (second.key.season, str(second.earlier_until)) == ("2027", "2026-12-03")
    week = NOW + timedelta(days=7)
    assert [bool(used(own, one.clear, week)) for one in (first, second)] == [True, True]
    assert [bool(used(own, one.clear, week + timedelta(days=1))) for one in (first, second)] == [False, True]
    with pytest.raises(KeyEnding):
        rotate(own, school, first.key.id)
    for _ in range(2):
        command = RevokeKey(principal=school, key_id=second.key.id)
        keyring.revoke_key(command, database=own, clock=lambda: NOW)
    assert used(own, second.clear) is None
    with pytest.raises(KeyNotFound):
        rotate(own, school, second.key.id)
    actions = [row["action"] for row in query("SELECT action FROM audit.acts ORDER BY id")]
    assert actions == ["created", "rotated", "revoked"]


def test_a_key_of_the_operators_goes_on_and_is_the_schools_to_replace(own: Database, school: Principal) -> None:
    old = handlers.create_key(CreateKey(kind="school", name="Schule"), database=own, new_id=uuid4)
    found = used(own, old.key)
    assert found and (found.account_id, found.season) == (school.account_id, None)
    new = rotate(own, school, old.key_id)
    assert new.key.season is None and new.key.expires_on is None
    assert used(own, old.key, NOW + timedelta(days=7)) and not used(own, old.key, NOW + timedelta(days=8))


def test_who_may_and_how_many(own: Database, school: Principal) -> None:
    by_key = school.model_copy(update={"person_id": None})
    other = school.model_copy(update={"account_id": uuid4()})
    mine = issue(own, school).key.id
    with pytest.raises(PersonNeeded):
        issue(own, by_key)
    with pytest.raises(PersonNeeded):
        keyring.list_keys(ListKeys(principal=by_key), database=own)
    for act in (
        lambda: rotate(own, other, mine),
        lambda: keyring.revoke_key(RevokeKey(principal=other, key_id=mine), database=own, clock=lambda: NOW),
    ):
        with pytest.raises(KeyNotFound):
            act()
    for _ in range(keyring.MOST - 1):
        issue(own, school)
    with pytest.raises(EnoughKeys):
        issue(own, school)
    assert rotate(own, school, mine), "whoever has all may still replace one"


def test_ended_revoked_and_unused_keys_go_by_the_clock(own: Database, query: Query, school: Principal) -> None:
    made = {name: issue(own, school, season).key.id for name, season in (
        ("ended", "2027"), ("revoked", "2029"), ("unused", "2029"), ("used", "2029"))}  # fmt: skip
    keyring.revoke_key(RevokeKey(principal=school, key_id=made["revoked"]), database=own, clock=lambda: NOW)

    def kept(now: datetime) -> set[str]:
        query("UPDATE keys SET last_used_on = %s WHERE id = %s RETURNING 1", now.date(), made["used"])
        retention.retain(RetainAccounts(), database=own, clock=lambda: now)
        left = {row["id"] for row in query("SELECT id FROM keys")}
        return {name for name, id_ in made.items() if id_ in left}

    assert kept(NOW + timedelta(days=29)) == {"ended", "revoked", "unused", "used"}
    assert kept(NOW + timedelta(days=31)) == {"ended", "unused", "used"}
    assert kept(datetime(2027, 9, 30, 23, tzinfo=UTC)) == {"ended", "unused", "used"}
    assert kept(datetime(2027, 10, 1, tzinfo=UTC)) == {"unused", "used"}
    assert kept(NOW + timedelta(days=365)) == {"unused", "used"}
    assert kept(NOW + timedelta(days=366)) == {"used"}
    assert query("SELECT 1 FROM accounts WHERE kind = 'school'"), "the school stays"
