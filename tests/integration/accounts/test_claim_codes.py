"""A code opens a leaver's own list once, and the school can give a new one."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from accounts_answers import unless, whose

from shared.contracts.calls import (
    Authenticate,
    Claim,
    CodesIssued,
    CreateKey,
    Done,
    EndSessions,
    GivePass,
    IssueCodes,
    KeyCreated,
    PassGiven,
    Principal,
    UseMove,
)
from shared.contracts.problems import Problem, RemoteProblem
from shared.runtime.calls import Caller
from shared.testing.running import Running, running_service
from shared.testing.servers import Servers


@pytest.fixture(scope="module")
def running(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for all tests."""
    with running_service("accounts", servers, template, tmp_path_factory.mktemp("accounts")) as made:
        yield made


@pytest.fixture
def caller(running: Running) -> Iterator[Caller]:
    """A client of its calls."""
    with running.service.caller() as made:
        yield made


def principal(caller: Caller, kind: str = "school") -> Principal:
    key = caller.call("create_key", CreateKey(kind=kind, name=f"Schule {uuid4()}"), KeyCreated)  # type: ignore[arg-type]
    return caller.call("authenticate", Authenticate(key=key.key), Principal)


def issued(caller: Caller, *leavers: UUID, season: str = "2027") -> Sequence[str]:
    command = IssueCodes(principal=principal(caller), season=season, asked_at=datetime.now(UTC), leavers=leavers)
    return [item.code for item in caller.call("issue_codes", command, CodesIssued).items]


def claimed(caller: Caller, code: str) -> str | None:
    """The key, or None when the code is refused."""
    made = unless("claim_code_unknown", lambda: caller.call("claim", Claim(code=code), KeyCreated))
    return made and made.key


def test_a_code_opens_the_leavers_own_list_and_works_once(caller: Caller) -> None:
    leavers = (uuid4(), uuid4())
    first, second = issued(caller, *leavers)
    key = claimed(caller, first.lower())
    assert key
    assert caller.call("authenticate", Authenticate(key=key), Principal).subject == leavers[0]
    assert claimed(caller, first) is None
    assert claimed(caller, second)


def test_many_who_use_a_code_at_once_are_one(caller: Caller) -> None:
    (code,) = issued(caller, uuid4())
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: claimed(caller, code), range(8)))
    assert len([key for key in keys if key]) == 1


def shown(caller: Caller, who: Principal) -> str:
    """A code for another device."""
    return caller.call("give_pass", GivePass(principal=who, kind="move"), PassGiven).code


def moved(caller: Caller, code: str) -> str | None:
    """The key of the other device, or None when its code is refused."""
    made = unless("claim_code_unknown", lambda: caller.call("use_move", UseMove(code=code), KeyCreated))
    return made and made.key


def test_a_new_code_ends_the_old_one_and_its_sessions(caller: Caller) -> None:
    """And what the lost phone still shows for another device."""
    leaver = uuid4()
    (lost,) = issued(caller, leaver)
    phone = whose(caller, key := claimed(caller, lost))
    assert phone
    pending = shown(caller, phone)
    (code,) = issued(caller, leaver)
    assert whose(caller, key) is None
    assert claimed(caller, lost) is None
    assert moved(caller, pending) is None
    assert claimed(caller, code)


def test_a_leaver_ends_one_session_or_all_others(caller: Caller, running: Running) -> None:
    (code,) = issued(caller, leaver := uuid4())
    keys = [claimed(caller, code)]
    for _ in range(2):
        first = whose(caller, keys[0])
        assert first
        keys.append(moved(caller, shown(caller, first)))
    phone, tablet, desk = (whose(caller, key) for key in keys)
    assert phone and tablet and desk
    (other,) = issued(caller, uuid4())
    stranger = whose(caller, theirs := claimed(caller, other))
    assert stranger
    for command in (
        EndSessions(principal=stranger, session_id=phone.key_id),
        EndSessions(principal=tablet, session_id=tablet.key_id),
    ):
        caller.call("end_sessions", command, Done)
    assert [bool(whose(caller, key)) for key in keys] == [True, False, True], "somebody else's is not found"
    pending = shown(caller, phone)
    caller.call("end_sessions", EndSessions(principal=phone, others=True), Done)
    assert [bool(whose(caller, key)) for key in (*keys, theirs)] == [True, False, False, True]
    assert moved(caller, pending) is None
    caller.call("end_sessions", EndSessions(principal=phone), Done)
    assert whose(caller, keys[0]) is None
    with psycopg.connect(running.database.url) as connection:
        left = connection.execute("SELECT count(*) FROM accounts.accounts WHERE name = %s", (str(leaver),)).fetchone()
    assert left == (0,), "the account goes with its last key"


@pytest.mark.parametrize(
    "change", [lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"), lambda _: "", lambda _: "x"]
)
def test_a_wrong_code_says_the_same_as_an_unknown_one(caller: Caller, change) -> None:  # type: ignore[no-untyped-def]
    (code,) = issued(caller, uuid4())
    assert claimed(caller, change(code)) is None
    assert claimed(caller, code)


def test_codes_of_a_season_that_is_over_are_not_made(caller: Caller) -> None:
    with pytest.raises(RemoteProblem) as refused:
        issued(caller, uuid4(), season="2025")
    assert refused.value.body.code == "season_over"


def test_of_two_prints_at_once_the_later_one_holds(caller: Caller) -> None:
    leaver, now = uuid4(), datetime.now(UTC)
    (later,) = issued(caller, leaver)
    earlier = IssueCodes(
        principal=principal(caller), season="2027", asked_at=now - timedelta(seconds=5), leavers=(leaver, uuid4())
    )
    with pytest.raises(RemoteProblem) as refused:
        caller.call("issue_codes", earlier, CodesIssued)
    assert refused.value.body.code == "claim_codes_overtaken"
    assert claimed(caller, later)


def test_a_key_ends_with_its_codes_season(caller: Caller, running: Running) -> None:
    (code,) = issued(caller, uuid4())
    key = claimed(caller, code)
    with psycopg.connect(running.database.url) as connection:
        connection.execute("UPDATE accounts.keys SET expires_on = '2025-09-30' WHERE expires_on = '2027-09-30'")
    with pytest.raises(Problem):
        caller.call("authenticate", Authenticate(key=str(key)), Principal)


def test_only_a_school_gives_codes(caller: Caller) -> None:
    company = principal(caller, "company")
    command = IssueCodes(principal=company, season="2027", asked_at=datetime.now(UTC), leavers=(uuid4(),))
    with pytest.raises(RemoteProblem) as refused:
        caller.call("issue_codes", command, CodesIssued)
    assert refused.value.body.code == "role_not_permitted"


def test_the_secret_is_not_kept(caller: Caller, running: Running) -> None:
    (code,) = issued(caller, uuid4())
    plain = code.replace("-", "")
    with psycopg.connect(running.database.url) as connection:
        rows = connection.execute("SELECT claims::text FROM accounts.claims").fetchall()
    assert any(plain[:8] in row[0] for row in rows)
    assert not any(plain[8:] in row[0] for row in rows)
