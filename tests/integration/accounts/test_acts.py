"""The audit log: what is noted, that nobody changes it, who reads it, when it goes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege
from psycopg.rows import dict_row
from pydantic import ValidationError

from services.accounts import acting, handlers, retention
from services.accounts.companies import handlers as companies
from services.accounts.companies import store
from services.accounts.people import handlers as people
from services.console.migrate import SERVICES
from shared.contracts.calls import (
    Act,
    AddPerson,
    CreateKey,
    DecideCompany,
    ListActs,
    Principal,
    RegisterCompany,
    RetainAccounts,
)
from shared.outbox import acts
from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase

NOW = datetime.now(UTC)
Query = Callable[..., list[dict[str, Any]]]
CHANGES = ("UPDATE audit.acts SET role = 'visitor'", "TRUNCATE audit.acts", "DROP TABLE audit.acts")


def coordinator(*regions: str) -> Principal:
    return Principal(kind="coordinator", account_id=uuid4(), name="Eva Musterfrau", key_id=uuid4(), regions=regions)


def released(own: Database, who: Principal) -> str:
    """A company of Kreis 07141, released with a mail that has a name in it."""
    form = {"name": "Dach Tannwald", "postal_code": "56130", "phone": "02603 4711"}
    command = RegisterCompany.model_validate({**form, "email": f"info@{uuid4().hex}.example"})
    companies.register_company(command, database=own, clock=lambda: NOW, new_id=uuid4)
    with own.transaction() as connection:
        (row,) = connection.execute("SELECT account_id FROM companies WHERE state = 'unconfirmed'").fetchall()
        store.confirm(connection, row["account_id"], NOW)
    for decision in ("released", "released", "refused", "waiting"):
        decided = DecideCompany.model_validate(
            {"principal": who, "account_id": row["account_id"], "decision": decision, "reason": "Karl Kummer fehlt"}
        )
        companies.decide_company(decided, database=own, clock=lambda: NOW, pages_url="http://x.test")
    return str(row["account_id"])


def test_acts_are_noted_without_content_and_read_by_their_region(own: Database, query: Query) -> None:
    here, elsewhere = coordinator("07141"), coordinator("08", "071")
    company = released(own, here)
    key = handlers.create_key(CreateKey(kind="school", name="Eduard-Schule"), database=own, new_id=uuid4)
    mail = AddPerson(role="school", name="Eduard-Schule", mail="eva@schule.example")
    person = people.add_person(mail, database=own, new_id=uuid4)
    mine = acting.list_acts(ListActs(principal=here), database=own).items
    assert [(act.action, act.subject, act.actor) for act in mine] == [
        (action, company, here.key_id) for action in ("waiting", "refused", "released")
    ], "twice the same decision is one act"
    assert acting.list_acts(ListActs(principal=elsewhere), database=own).items == mine, "by the beginning of its key"
    assert acting.list_acts(ListActs(principal=coordinator("08")), database=own).items == ()
    every = acting.list_acts(ListActs(limit=2), database=own)
    assert [act.subject for act in every.items] == [str(person.person_id), str(key.key_id)] and every.more
    older = acting.list_acts(ListActs(before=every.items[-1].id), database=own)
    assert (older.items, older.more) == (mine, False)
    assert len(acting.list_acts(ListActs(who="operator"), database=own).items) == 2
    assert acting.list_acts(ListActs(who=str(here.key_id)), database=own).items == mine
    assert acting.list_acts(ListActs(since=NOW + timedelta(days=1)), database=own).items == ()
    written = str(query("SELECT acts::text FROM audit.acts"))
    assert not [word for word in ("Tannwald", "Eduard", "Eva", "Karl", "example", key.key) if word in written]


def test_an_act_that_did_not_happen_is_not_noted(own: Database, query: Query) -> None:
    act = Act.by(coordinator("07"), "company.release", "released", "company", uuid4())
    with pytest.raises(ZeroDivisionError), own.transaction() as connection:
        acts.note(connection, act)
        raise ZeroDivisionError
    assert query("SELECT 1 FROM audit.acts") == []


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_changes_what_is_noted(database: OwnDatabase, query: Query, service: str) -> None:
    act = Act.retention("operator", service, {})
    with psycopg.connect(database.url_of(service), autocommit=True, row_factory=dict_row) as connection:
        acts.note(connection, act)
        forbidden = [*CHANGES, "INSERT INTO audit.acts (at) VALUES ('2001-01-01')"]
        if service != "accounts":
            forbidden += ["SELECT * FROM audit.acts", "DELETE FROM audit.acts"]
        for statement in forbidden:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)
        if service == "accounts":
            assert connection.execute("DELETE FROM audit.acts").rowcount == 0, "it is younger than three years"
    assert [row["subject"] for row in query("SELECT subject FROM audit.acts")] == [service]


@pytest.mark.parametrize("text", ["Eva Musterfrau", "eva@schule.example", "Ein Satz.", "=cmd()", "x" * 81, ""])
def test_no_name_and_no_sentence_fits(query: Query, text: str) -> None:
    with pytest.raises(ValidationError):
        Act.by(None, "key.create", "created", "key", text)
    with pytest.raises(CheckViolation):
        query('INSERT INTO audit.acts (role, "right", action, kind, subject, outcome) VALUES (%s,%s,%s,%s,%s,%s)',
              "operator", "key.create", "created", "key", text, "done")  # fmt: skip


def test_rows_go_after_three_years_by_the_clock(own: Database, query: Query) -> None:
    insert = """INSERT INTO audit.acts (at, role, "right", action, kind, subject, outcome)
                VALUES (now() - interval '3 years' + %s * interval '1 day', 'operator', 'key.create', 'created', 'key',
                        %s, 'done') RETURNING 1"""
    for days, subject in ((-1, "old"), (1, "young")):
        query(insert, days, subject)

    def run(dry_run: bool, on: datetime | None = None) -> int:
        command = RetainAccounts(dry_run=dry_run, on=on.date() if on else None)
        return retention.retain(command, database=own, clock=lambda: NOW).rules[retention.OLD_ACTS]

    assert (run(dry_run=True), run(dry_run=True, on=NOW + timedelta(days=3))) == (1, 2)
    assert len(query("SELECT 1 FROM audit.acts")) == 2, "a dry run deletes nothing and notes nothing"
    ahead = retention.retain(RetainAccounts(), database=own, clock=lambda: NOW + timedelta(days=900), by="clock")
    assert ahead.rules[retention.OLD_ACTS] == 1, "a clock that is wrong deletes nothing before its time"
    assert run(dry_run=False) == 0
    kept = query('SELECT subject, role, "right", count FROM audit.acts ORDER BY id')
    assert [(row["subject"], row["role"]) for row in kept] == [
        ("young", "operator"), ("accounts", "clock"), ("accounts", "operator"),
    ]  # fmt: skip
    assert [row["count"] for row in kept[1:]] == [1, 0]
