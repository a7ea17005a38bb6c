"""Companies register, wait, are released or refused, and coordinators are reminded: handlers on a real database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.accounts.companies import handlers, store
from services.accounts.errors import CompanyNotFound, ReasonMissing
from services.accounts.people import store as people
from shared.contracts.calls import Company, DecideCompany, ListCompanies, Principal, RegisterCompany
from shared.contracts.problems import FieldsInvalid
from shared.runtime.database import Database

THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
URL = "http://heimvorteil.test"
Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def region() -> Principal:
    return Principal(kind="coordinator", account_id=uuid4(), name="Rhein-Lahn", key_id=uuid4(), regions=("07141",))


def form(**fields: Any) -> RegisterCompany:
    values = {"name": "Dach Tannwald", "postal_code": "56130", "email": "info@tannwald.example", "phone": "02603 1"}
    return RegisterCompany.model_validate({**values, "phone": "02603 4711", **fields})


def register(own: Database, **fields: Any) -> None:
    handlers.register_company(form(**fields), database=own, clock=lambda: THURSDAY, new_id=uuid4)


def waiting(own: Database, query: Query, **fields: Any) -> UUID:
    """A company that has confirmed its address."""
    register(own, **fields)
    account_id = query("SELECT account_id FROM companies ORDER BY registered_at DESC, account_id")[0]["account_id"]
    with own.transaction() as connection:
        store.confirm(connection, account_id, THURSDAY)
    return UUID(str(account_id))


def decide(own: Database, who: Principal, account_id: UUID, decision: Any, reason: str = "") -> Company:
    command = DecideCompany(principal=who, account_id=account_id, decision=decision, reason=reason)
    return handlers.decide_company(command, database=own, clock=lambda: THURSDAY, pages_url=URL)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"postal_code": "00001"}, "postal_code"), ({"email": "tannwald@gmx.de"}, "chamber_number")],
)
def test_what_cannot_be_a_company(own: Database, query: Query, fields: Any, field: str) -> None:
    with pytest.raises(FieldsInvalid) as caught:
        register(own, **fields)
    assert [error.field for error in caught.value.body.errors] == [field]
    assert query("SELECT 1 FROM companies") == []


def test_a_number_of_the_chamber_is_enough_and_an_address_is_taken_once(own: Database, query: Query) -> None:
    register(own, email="tannwald@gmx.de", chamber_number="HWK 4711")
    register(own, name="Ein anderer", email="Tannwald@GMX.de", chamber_number="HWK 9")
    assert [row["name"] for row in query("SELECT name FROM companies")] == ["Dach Tannwald"]
    assert len(query("SELECT 1 FROM accounts")) == 1
    assert len(query("SELECT 1 FROM link_requests WHERE mail = 'tannwald@gmx.de'")) == 2, "the same answer, a link each"


def test_release_refusal_and_back(own: Database, query: Query, region: Principal) -> None:
    account_id = waiting(own, query)

    def told() -> list[str]:
        return [row["name"] for row in query("SELECT name FROM outbox ORDER BY seq")]

    def mails() -> list[str]:
        return [
            row["subject"] for row in query("SELECT subject FROM mails WHERE recipient LIKE 'info@%%' ORDER BY made_at")
        ]

    with pytest.raises(CompanyNotFound):
        decide(own, region.model_copy(update={"regions": ("08",)}), account_id, "released")
    with pytest.raises(ReasonMissing):
        decide(own, region, account_id, "refused")
    assert (
        decide(own, region, account_id, "refused", "Die Kammer kennt Sie nicht.").reason
        == "Die Kammer kennt Sie nicht."
    )
    listed = ListCompanies(principal=region, state="refused")
    (refused,) = handlers.list_companies(listed, database=own, clock=lambda: THURSDAY).items
    assert refused.account_id == account_id
    assert (decide(own, region, account_id, "waiting").state, told()) == ("waiting", [])
    for _ in range(2):
        assert decide(own, region, account_id, "released").state == "released"
    decide(own, region, account_id, "refused", "Doch nicht.")
    assert told() == ["account.released", "account.closed"]
    revisions = query("SELECT body::jsonb #>> '{data,revision}' AS revision FROM outbox ORDER BY seq")
    assert [int(row["revision"]) for row in revisions] == [4, 5]
    assert sorted(mails()) == sorted(
        ["Dach Tannwald konnte nicht freigegeben werden"] * 2 + ["Dach Tannwald ist freigegeben"]
    )


def test_coordinators_are_reminded_once_after_two_working_days(own: Database, query: Query) -> None:
    insert = "INSERT INTO accounts (id, kind, name) VALUES (gen_random_uuid(), 'coordinator', 'B') RETURNING id"
    account = query(insert)
    addresses = {"a@region.example": "07141", "b@region.example": "08", "c@land.example": "07"}
    with own.transaction() as connection:
        for mail, part in addresses.items():
            people.insert_person(connection, person_id=uuid4(), account_id=account[0]["id"], mail=mail, regions=[part])
    waiting(own, query)

    def reminded(now: datetime) -> set[str]:
        handlers.remind(database=own, clock=lambda: now, pages_url=URL)
        return {row["recipient"] for row in query("SELECT recipient FROM mails")}

    assert reminded(THURSDAY + timedelta(days=3, hours=23)) == set(), "Friday and Monday"
    assert reminded(THURSDAY + timedelta(days=4, minutes=1)) == {"a@region.example", "c@land.example"}
    reminded(THURSDAY + timedelta(days=9))
    assert len(query("SELECT 1 FROM mails")) == 2


def test_what_came_to_nothing_is_deleted(own: Database, query: Query, region: Principal) -> None:
    refused = waiting(own, query)
    decide(own, region, refused, "refused", "Gibt es nicht.")
    register(own, email="nie@bestaetigt.example")

    def kept(days: int) -> set[str]:
        handlers.forget(database=own, clock=lambda: THURSDAY + timedelta(days=days))
        return {row["email"] for row in query("SELECT email FROM companies")}

    assert kept(7) == {"info@tannwald.example", "nie@bestaetigt.example"}
    assert kept(8) == {"info@tannwald.example"}
    assert kept(366) == set()
    assert [row["name"] for row in query("SELECT name FROM outbox")][-1:] == ["account.closed"]
