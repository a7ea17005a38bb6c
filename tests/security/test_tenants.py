"""What belongs to another region, school or person does not exist, whatever the address (T5.c)."""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from roles import PLAIN, Address, Somebody, addresses, secret, signed_in, somebody
from test_matrix import VACANCY, turned_away

from services.gateway.forgery import SAFE
from shared.contracts.calls import (
    Authenticate,
    CompanyRegistered,
    IssueKey,
    KeyIssued,
    OpenSession,
    Principal,
    RegisterCompany,
    SessionOpened,
)
from shared.contracts.permissions import Role
from shared.testing.stack import Stack

REGISTERED = {"name": "Dach Tannwald", "postal_code": "56130", "phone": "02603 4711"}
HERE, THERE, KREIS = "07141", "08118", "Rhein-Lahn-Kreis"


def waiting_company(stack: Stack) -> UUID:
    """A company of this Kreis whose address is confirmed."""
    mail = f"{uuid4().hex[:12]}@firma.example"
    with stack.processes["accounts"].caller() as accounts:
        accounts.call(
            "register_company", RegisterCompany.model_validate({**REGISTERED, "email": mail}), CompanyRegistered
        )
        link = re.search(r"link#(\S+)", stack.mailbox.newest(mail)["text"])
        assert link
        opened = accounts.call("open_session", OpenSession(token=secret(link[1])), SessionOpened)
        return accounts.call("authenticate", Authenticate(key=secret(opened.token)), Principal).account_id


def reported_place(stack: Stack, coordinator: Somebody) -> str:
    """A report about a place of this Kreis, by its id."""
    headers = {"authorization": f"Bearer {somebody(stack, 'company').secret}"}
    place = {**VACANCY, "location": {"postal_code": "56130"}}
    with httpx.Client(base_url=stack.base_url, trust_env=False, timeout=60, verify=PLAIN) as client:
        posted = client.post("/api/v1/vacancies", json=place, headers=headers).raise_for_status().json()["id"]
        sent = {"reason": "other", "text": (marker := uuid4().hex)}
        assert client.post(f"/stelle/{posted}/melden", data=sent).status_code == 200
    (page,) = [one for one in addresses() if (one.method, one.path) == ("GET", "/region/meldungen")]
    shown = coordinator.ask(stack, page, page.path).text
    found = re.search(rf"{marker}.*?/region/meldungen/([0-9a-f-]{{36}})/", shown, re.DOTALL)
    assert found
    return found[1]


def test_a_coordinator_sees_and_decides_nothing_of_another_region(stack: Stack) -> None:
    here, there = (Somebody("coordinator", signed_in(stack, "coordinator", kreis), None) for kreis in (HERE, THERE))
    company = waiting_company(stack)
    ids = {"account_id": company, "report_id": reported_place(stack, here), "ags": HERE}
    named = [
        one for one in addresses() if one.path.startswith("/region") and any(f"{{{name}}}" in one.path for name in ids)
    ]
    form = {"data": {"reason": "Nein, so nicht.", "answer": "Danke, das stimmt so."}}
    decisions = {"/region/betriebe": "freigeben", "/region/meldungen": "zurueckgewiesen"}

    def asked(who: Somebody, one: Address) -> int:
        what = next((word for path, word in decisions.items() if one.path.startswith(path)), "")
        more = {} if one.method in SAFE else form
        return who.ask(stack, one, one.filled(**ids, what=what), **more).status_code

    assert {one.path: asked(there, one) for one in named} == {one.path: 404 for one in named}
    changing = [one for one in named if one.method == "POST"]
    assert [asked(here, one) for one in changing] == [303] * len(changing) and len(changing) == 3
    (page,) = [one for one in addresses() if (one.method, one.path) == ("GET", "/region")]
    plain = {one.path for one in addresses() if one.path.startswith("/region") and one.method == "GET"}
    paths = {path for path in plain if "{" not in path} | {f"/region?kreis={HERE}", f"/region/bericht?kreis={HERE}"}
    theirs = {path: there.ask(stack, page, path) for path in paths}
    assert {path: answer.status_code for path, answer in theirs.items()} == dict.fromkeys(paths, 200)
    words = (str(company)[:8], str(ids["report_id"])[:8], REGISTERED["name"], KREIS)
    assert [(path, word) for path, answer in theirs.items() for word in words if word in answer.text] == []
    own = "".join(here.ask(stack, page, path).text for path in paths)
    assert [word for word in words if word not in own] == [], "it is there for who may see it"


def test_a_schools_keys_are_its_own(stack: Stack) -> None:
    own, other = (Somebody("school", signed_in(stack, "school"), None) for _ in range(2))
    with stack.processes["accounts"].caller() as accounts:
        school = accounts.call("authenticate", Authenticate(key=own.secret or ""), Principal)
        issued = accounts.call("issue_key", IssueKey(principal=school, season="2027"), KeyIssued)
        key = secret(issued.clear)
        for one in (one for one in addresses() if "{key_id}" in one.path):
            assert other.ask(stack, one, one.filled(key_id=issued.key.id)).status_code == 404
        assert accounts.call("authenticate", Authenticate(key=key), Principal).season == "2027", "it works as before"


@pytest.mark.parametrize(("role", "place"), [("leaver", "/meine"), ("coordinator", "/region")])
def test_who_has_signed_out_is_out_wherever_the_cookie_was_copied_to(stack: Stack, role: Role, place: str) -> None:
    who = somebody(stack, role)
    (home,) = [one for one in addresses() if (one.method, one.path) == ("GET", place)]
    (out,) = [one for one in addresses() if one.path == "/{place}/abmelden"]
    assert not turned_away(who.ask(stack, home, home.path))
    assert who.ask(stack, out, f"{place}/abmelden").status_code == 303
    assert turned_away(who.ask(stack, home, home.path))


def test_every_id_in_a_path_is_tried_by_somebody_else() -> None:
    """The tests above name them; what is new needs one."""
    found = {name for one in addresses() for name in re.findall(r"\{(\w+)", one.path)}
    everybodys = {"place", "what", "reason", "name", "part", "occupation_id", "receipt"}
    assert found - everybodys == {
        "vacancy_id", "import_id", "leaver_id", "account_id", "report_id", "ags", "key_id", "mandate_id", "firm",
    }  # fmt: skip
