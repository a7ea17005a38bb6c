"""Role × route with real keys (T3.g), and what is somebody else's does not exist (T5.c)."""

import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from roles import PLAIN, ROLES, Address, Somebody, addresses, secret, somebody

from services.gateway.areas import AREAS, area_for
from services.gateway.forgery import SAFE
from shared.contracts.calls import AnswerMandateLink, AskMandate, Authenticate, Done, Mandate, Principal
from shared.contracts.permissions import RIGHTS, Role, may
from shared.testing.stack import Stack

VACANCY = {
    "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
    "occupation": {"id": "zimmerer"},
    "start_date": "2027-09-01",
    "location": {"postal_code": "71634", "city": "Ludwigsburg"},
}
BY_A_SECRET = ("session.open", "session.close", "claim.use", "letter.decline", "consent.parent")
"""Everybody's; a wrong secret in the form is answered with 401, or a door is what they show."""
DOORS = ("Ihr Schlüssel", "Code aus dem Brief")


def turned_away(answer: httpx.Response) -> bool:
    """401, 403, or a page with a door instead of what was asked for."""
    return answer.status_code in (401, 403) or any(f">{door}<" in answer.text for door in DOORS)


def sent(address: Address) -> dict[str, Any]:
    """A body that changes nothing: a program's is incomplete, a form's names a session nobody has."""
    if address.method in SAFE:
        return {}
    return {"json": {}} if address.path.startswith("/api/") else {"data": {"sitzung": str(uuid4())}}


def expected(role: Role, address: Address) -> bool:
    """Whether the table lets this role in there; pages have their area's cookie alone."""
    area = next((area for area in AREAS if f"{address.filled()}/".startswith(f"{area.path}/")), None)
    public = "visitor" in RIGHTS[address.right].reach
    return public or (may(role, address.right) and (area is None or area == area_for(role)))


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_the_table_names(stack: Stack, role: Role) -> None:
    who, wrong = somebody(stack, role), []
    for address in addresses():
        path = address.filled(**({"leaver_id": who.subject} if who.subject else {}))
        if address.right in BY_A_SECRET:
            continue
        answer = who.ask(stack, address, path, **sent(address))
        if turned_away(answer) == expected(role, address) or answer.status_code >= 500:
            wrong.append((address.method, path, address.right, answer.status_code))
    assert wrong == []


def owned(stack: Stack, owner: Somebody, role: Role) -> dict[str, UUID]:
    """Ids of what belongs to somebody."""
    headers = {"authorization": f"Bearer {owner.secret}"}
    with httpx.Client(base_url=stack.base_url, headers=headers, trust_env=False, timeout=60, verify=PLAIN) as client:
        if role in ("company", "importer"):
            more = {"employer": {"name": "Holzbau"}} if role == "importer" else {}
            draft = client.post("/api/v1/vacancies", json={**VACANCY, **more, "status": "draft"})
            return {"vacancy_id": UUID(draft.raise_for_status().json()["id"])}
        if role == "school":
            leaver = {"row_key": "A1", "certificate": "mittlerer", "home": {"postal_code": "71634"}, "start_year": 2027}
            pushed = client.post("/api/v1/cohorts?commit=true", json={"season": "2027", "leavers": [leaver]})
            return {"import_id": UUID(pushed.raise_for_status().json()["import_id"])}
        return {"leaver_id": owner.subject or uuid4()}


@pytest.mark.parametrize("role", ["company", "importer", "school", "leaver"])
def test_what_is_somebody_elses_does_not_exist(stack: Stack, role: Role) -> None:
    owner, other = somebody(stack, role), somebody(stack, role)
    ids, wrong, asked = owned(stack, owner, role), [], 0
    for address in addresses():
        named = [name for name in ids if f"{{{name}}}" in address.path]
        if not named or not expected(role, address):
            continue
        asked += 1
        more = {"json": VACANCY, "headers": {"if-match": '"1"'}} if address.method == "PUT" else {}
        answer = other.ask(stack, address, address.filled(**ids), **more)
        if answer.status_code != 404:
            wrong.append((address.method, address.path, answer.status_code, answer.text[:200]))
    assert asked and wrong == []
    (first,) = [address for address in addresses() if (address.method, address.path) == ("GET", OWN_ADDRESS[role])]
    assert owner.ask(stack, first, first.filled(**ids)).status_code == 200, "nothing was changed, and it is there"


def with_mandate(stack: Stack, clerk: Somebody) -> tuple[UUID, UUID]:
    """A company that has given this clerk its mandate; the ids of both."""
    mail, key = f"{uuid4().hex[:12]}@firma.example", secret(clerk.secret or "")
    form = {"name": "Dach Tannwald", "postal_code": "56130", "email": mail, "phone": "02603 4711"}
    with stack.processes["accounts"].caller() as accounts:
        who = accounts.call("authenticate", Authenticate(key=key), Principal)
        accounts.call("ask_mandate", AskMandate.model_validate({"principal": who, **form}), Done)
        link = re.search(r"mandat#(\S+)", stack.mailbox.newest(mail)["text"])
        assert link
        yes = AnswerMandateLink(token=secret(link[1]), decision="given")
        mandate = accounts.call("answer_mandate_link", yes, Mandate)
    assert mandate.company
    return mandate.company, mandate.id


def test_a_clerk_writes_for_the_companies_that_allow_it_and_no_longer_than_they_do(stack: Stack) -> None:
    clerk, other = somebody(stack, "clerk"), somebody(stack, "clerk")
    (own, mandate), (foreign, _) = with_mandate(stack, clerk), with_mandate(stack, other)

    def statuses(firm: UUID | None) -> dict[tuple[str, str], int]:
        """What a clerk gets at every address where a vacancy is written, for this company."""
        written = [one for one in addresses() if one.right == "vacancy.write"]
        pages = [one for one in written if not firm or "{firm}" in one.path or one.path.startswith("/api/")]
        named = {"headers": {"heimvorteil-company": str(firm)}} if firm else {}
        return {
            (one.method, one.path): clerk.ask(
                stack, one, one.filled(firm=firm or uuid4()), **sent(one), **(named if "/api/" in one.path else {})
            ).status_code
            for one in pages
        }

    assert len(statuses(foreign)) > 15
    assert set(statuses(foreign).values()) == {404}
    assert set(statuses(None).values()) <= {303, 404, 422}, "for nobody: asked which company"
    api = {"headers": {"heimvorteil-company": str(own)}, "json": VACANCY}
    (post,) = [one for one in addresses() if (one.method, one.path) == ("POST", "/api/v1/vacancies")]
    posted = clerk.ask(stack, post, post.path, **api)
    assert (posted.status_code, posted.json()["status"]) == (201, "waiting"), "nobody has released the company yet"
    (page,) = [one for one in addresses() if (one.method, one.path) == ("GET", "/betrieb/fuer/{firm}")]
    assert VACANCY["title"] in clerk.ask(stack, page, page.filled(firm=own)).text
    (end,) = [one for one in addresses() if one.path == "/betrieb/mandate/{mandate_id}/beenden"]
    assert other.ask(stack, end, end.filled(mandate_id=mandate)).status_code == 404
    assert clerk.ask(stack, end, end.filled(mandate_id=mandate)).status_code == 303
    assert set(statuses(own).values()) == {404}, "at once"


OWN_ADDRESS = {
    "company": "/api/v1/vacancies/{vacancy_id}",
    "importer": "/api/v1/vacancies/{vacancy_id}",
    "school": "/api/v1/imports/{import_id}",
    "leaver": "/api/v1/candidates/{leaver_id}/matches",
}
