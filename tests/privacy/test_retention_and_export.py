"""What is past its time goes, by the clock (T3.f); what is held is given to whom it is about, all of it (R3.4)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from privacy_world import (
    SOON,
    browser,
    codes_in,
    dumped,
    erased_everywhere,
    heimvorteil,
    indexed,
    push,
    school_of,
    signed_in,
    wait_until_listed,
)
from psycopg import sql

from services.accounts import retention as accounts_retention
from services.candidates import retention as candidates_retention
from services.console.documents.inventory import Table, tables
from services.matching import retention as matching_retention
from services.search import retention as search_retention
from services.vacancies import retention as vacancies_retention
from shared.contracts.calls import RetainAccounts, RetainCandidates, RetainMatching, RetainSearch, RetainVacancies
from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.stack import SERVICES, Stack

PROFILE = {"certificate": "mittlerer", "home": {"postal_code": "71634"}, "interests": dict.fromkeys("RIASEC", 5.5)}


@pytest.fixture
def databases(stack: Stack) -> Iterator[dict[str, Database]]:
    made = {name: Database(stack.database.url_of(name), name, max_size=2) for name in SERVICES}
    for database in made.values():
        database.open()
    yield made
    for database in made.values():
        database.close()


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def leavers(stack: Stack, count: int) -> tuple[list[str], list[str], httpx.Client]:
    """Ids and codes of a new school's leavers, known to matching, and the school."""
    school = school_of(stack)
    ids = push(school, [{"row_key": f"R{n}", **PROFILE} for n in range(count)])
    for id_ in ids:
        wait_until_listed(stack, id_)
    page = signed_in(stack, school).post("/schule/briefe", data={"season": "2027"}).text
    return ids, codes_in(page), school


def rows_of(stack: Stack, table: Table, leaver: str) -> int:
    """How many rows of a table name a leaver."""
    pattern = "{table} WHERE {column}::text = %s" if table.subject else "{table} WHERE %s = ANY({column}::text[])"
    names = {
        "table": sql.Identifier(table.service, table.name),
        "column": sql.Identifier(table.subject or table.subjects or ""),
    }
    query = sql.SQL("SELECT count(*) FROM ") + sql.SQL(pattern).format(**names)
    with psycopg.connect(stack.database.url) as connection:
        return int((connection.execute(query, (leaver,)).fetchone() or (0,))[0])


def test_the_export_is_everything_the_inventory_names(stack: Stack) -> None:
    (leaver,), (code,), _ = leavers(stack, 1)
    phone = browser(stack, follow_redirects=True)
    assert phone.post("/code", data={"code": code}).status_code == 200
    held = phone.get("/meine/daten.json").json()
    seen = set()
    for service in SERVICES:
        about = [table for table in tables(service) if table.about == "leavers"]
        for table in about:
            count = rows_of(stack, table, leaver)
            if not count or (table.subjects and table.name != "outbox"):
                continue
            rows = held[service][table.name]
            assert len(rows) >= count, (service, table.name)
            wanted = set(table.personal) - set(table.not_exported)
            assert all(wanted <= set(row) for row in rows), (service, table.name)
            seen.add(f"{service}.{table.name}")
    assert seen >= {"accounts.keys", "accounts.claims", "candidates.leavers", "candidates.import_rows"}
    assert seen >= {"search.projection", "matching.leavers"}
    assert held["candidates"]["leavers"][0]["profile"]["interests"]["R"] == 5.5
    assert "argon2" not in str(held)
    page = phone.get("/meine/daten").text
    assert "71634" in page and "Mittlerer Abschluss" in page


def test_a_bearer_gets_and_erases_its_own_and_nobody_elses(stack: Stack) -> None:
    (leaver, other), _, school = leavers(stack, 2)
    key = stack.key("leaver", f"Token {leaver}", UUID(leaver))
    with httpx.Client(
        base_url=stack.base_url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60
    ) as own:
        assert own.get(f"/api/v1/candidates/{leaver}/data").json()["leaver_id"] == leaver
        assert own.get(f"/api/v1/candidates/{other}/data").status_code == 404
        assert own.delete(f"/api/v1/candidates/{other}").status_code == 404
        answer = own.delete(f"/api/v1/candidates/{leaver}")
        assert answer.status_code == 202
        receipt = answer.json()["receipt"]
        eventually(lambda: own.get(f"/api/v1/erasures/{receipt}").json()["completed_at"], SOON)
        assert own.get("/api/v1/erasures/unbekannt").status_code == 404
    for path in ("data", "matches"):
        assert school.get(f"/api/v1/candidates/{other}/{path}").status_code == 403, "a school reads nothing of it"


def test_a_season_ends_by_the_clock(stack: Stack, databases: dict[str, Database]) -> None:
    (leaver,), _, school = leavers(stack, 1)
    candidates = databases["candidates"]
    shown = heimvorteil(stack, "retention", "--on", "2027-12-31")
    assert shown.returncode == 0 and "drei Monate nach dem Ende" in shown.stdout
    early = candidates_retention.retain(
        RetainCandidates(), database=candidates, clock=at(datetime(2027, 12, 29, 23, tzinfo=UTC))
    )
    assert set(early.rules.values()) == {0}
    due = at(datetime(2027, 12, 30, 0, tzinfo=UTC))
    done = candidates_retention.retain(RetainCandidates(), database=candidates, clock=due)
    assert done.rules[candidates_retention.SEASON_OVER] >= 1
    eventually(lambda: leaver not in indexed(stack), SOON)
    erased_everywhere(stack)
    listed = heimvorteil(stack, "erase", "--list").stdout
    assert leaver in listed
    assert push(school, [{"row_key": "R0", **PROFILE}]) == [None], "the same file brings nobody back"
    later = at(datetime.now(UTC) + timedelta(days=600))
    candidates_retention.retain(RetainCandidates(), database=candidates, clock=later)
    search_retention.retain(RetainSearch(), database=databases["search"], clock=later)
    matching_retention.retain(RetainMatching(), database=databases["matching"], clock=later)
    accounts_retention.retain(RetainAccounts(), database=databases["accounts"], clock=later)
    with psycopg.connect(stack.database.url) as connection:
        connection.execute("DELETE FROM candidates.outbox")
        for table in ("search.inbox", "matching.inbox", "accounts.inbox", "search.outbox", "matching.outbox"):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table.split("."))))
    assert leaver not in dumped(stack), "after its own time the empty id is gone, too (outbox and inbox by the relay)"


def test_who_never_used_the_letter_is_erased_and_who_did_stays(stack: Stack, databases: dict[str, Database]) -> None:
    (silent, claimed), codes, _ = leavers(stack, 2)
    assert browser(stack).post("/code", data={"code": codes[1]}).status_code == 303
    accounts = databases["accounts"]
    for days in (59, 61):
        clock = at(datetime.now(UTC) + timedelta(days=days))
        done = accounts_retention.retain(RetainAccounts(), database=accounts, clock=clock)
        assert bool(done.rules[accounts_retention.LAPSED]) is (days == 61)
    eventually(lambda: silent not in indexed(stack), SOON)
    assert claimed in indexed(stack)


def test_keys_and_drafts_nobody_uses_go(stack: Stack, databases: dict[str, Database]) -> None:
    company = httpx.Client(
        base_url=stack.base_url,
        headers={"Authorization": f"Bearer {stack.key('company', f'Firma {uuid4().hex[:8]}')}"},
        trust_env=False,
        timeout=60,
    )
    draft = {
        "title": "Ausbildung Koch (m/w/d)",
        "occupation": {"id": "koch"},
        "start_date": "2027-09-01",
        "status": "draft",
        "location": {"postal_code": "71634"},
    }
    id_ = company.post("/api/v1/vacancies", json=draft).json()["id"]
    for days, status in ((29, 200), (31, 404)):
        clock = at(datetime.now(UTC) + timedelta(days=days))
        vacancies_retention.retain(RetainVacancies(), database=databases["vacancies"], clock=clock)
        assert company.get(f"/api/v1/vacancies/{id_}").status_code == status
    for days, revoked in ((360, False), (370, True)):
        clock = at(datetime.now(UTC) + timedelta(days=days))
        done = accounts_retention.retain(RetainAccounts(), database=databases["accounts"], clock=clock)
        assert (done.rules["Schlüssel, die 12 Monate niemand benutzt hat"] > 0) is revoked
    company.close()
