"""What the tests of this folder have sent and got is in no log (T5.f). Runs last; pytest goes by name."""

import re
from uuid import UUID

import httpx
from roles import PLAIN, SECRETS, addresses, secret, somebody

from shared.testing.stack import Stack

MARKER = "zzmarkerwoertchen"
LEAVER = {"row_key": "A1", "certificate": "mittlerer", "home": {"postal_code": "71634"}, "start_year": 2027}
CODE = re.compile(r'<p class="code"[^>]*>([^<]+)</p>')


def shown(answer: httpx.Response, pattern: re.Pattern[str]) -> str:
    """The secret on a page."""
    found = pattern.search(answer.text)
    assert answer.status_code == 200 and found, answer.text
    return secret(found[1])


def browser(stack: Stack) -> httpx.Client:
    """Somebody with a browser of their own."""
    headers = {"accept": "text/html", "origin": stack.base_url}
    return httpx.Client(base_url=stack.base_url, headers=headers, trust_env=False, timeout=60, verify=PLAIN)


def cookie(client: httpx.Client) -> str:
    """The session a browser holds."""
    (value,) = [str(one.value) for one in client.cookies.jar if "hv_" in one.name]
    return secret(value)


def test_every_kind_of_secret_is_used_once(stack: Stack) -> None:
    """The code of a letter, sessions, another device, a parent, a report's reference, a receipt; those of roles.py."""
    school, company = somebody(stack, "school"), somebody(stack, "company")
    with browser(stack) as desk, browser(stack) as phone, browser(stack) as tablet:
        key = {"authorization": f"Bearer {school.secret}"}
        pushed = desk.post("/api/v1/cohorts?commit=true", json={"season": "2027", "leavers": [LEAVER]}, headers=key)
        leaver = UUID(pushed.raise_for_status().json()["items"][0]["leaver_id"])
        assert desk.post("/schule/anmelden", data={"key": school.secret}).status_code == 303
        cookie(desk)
        letter = shown(desk.post("/schule/briefe", data={"season": "2027"}), CODE)
        assert phone.post("/code", data={"code": letter}).status_code == 303
        session = cookie(phone)
        move = shown(phone.post("/meine/umzug"), CODE)
        assert tablet.post("/umzug", data={"code": move}).status_code == 303 and cookie(tablet) != session
        agreed = {"alter": "unter-16", "einverstanden": "1", "likes": MARKER}
        parent = shown(phone.post("/meine/angaben", data=agreed), CODE)
        assert tablet.post("/eltern/zustimmen", data={"code": parent}).status_code == 200
        assert phone.post("/meine/angaben", data=agreed).status_code == 303
        reported(stack, company.secret)
        receipt = secret(phone.post("/meine/daten/loeschen").headers["location"].rpartition("/")[2])
        assert tablet.get(f"/beleg/{receipt}").status_code == 200
        assert tablet.get(f"/api/v1/erasures/{receipt}").status_code == 200
    assert len({letter, session, move, parent, receipt, str(leaver)}) == 6


def reported(stack: Stack, key: str | None) -> None:
    """A report about a published place, and its answer looked up."""
    place = {
        "title": "Ausbildung Zimmerer/Zimmerin (m/w/d)",
        "occupation": {"id": "zimmerer"},
        "start_date": "2027-09-01",
    }
    place |= {"location": {"postal_code": "71634", "city": "Ludwigsburg"}}
    with browser(stack) as anybody:
        posted = anybody.post("/api/v1/vacancies", json=place, headers={"authorization": f"Bearer {key}"})
        sent = {"reason": "other", "text": f"{MARKER} stimmt nicht"}
        page = anybody.post(f"/stelle/{posted.raise_for_status().json()['id']}/melden", data=sent)
        reference = shown(page, re.compile(r'<p class="zeichen"><strong>(?:<bdi[^>]*>)?([^<]+)<'))
        assert anybody.post("/meldung", data={"reference": reference}).status_code == 200


def test_no_log_holds_a_secret_an_address_or_what_was_typed(stack: Stack) -> None:
    visitor = somebody(stack, "visitor")
    search = next(address for address in addresses() if address.path == "/suche")
    assert visitor.ask(stack, search, f"/suche?q={MARKER}&where={MARKER}").status_code == 200
    assert visitor.ask(stack, search, f"/{MARKER}/{MARKER}").status_code == 404
    wanted = {MARKER, *SECRETS, *(code.replace("-", "") for code in SECRETS)}
    wanted |= {code.replace("-", "")[8:] for code in SECRETS if code.count("-") == 5}
    assert len(wanted) > 12, "the tests before this one left nothing to look for"
    logs = {name: process.log.read_text(errors="replace").casefold() for name, process in stack.processes.items()}
    assert sum(map(len, logs.values())) > 0
    assert [(name, text[:6]) for name, log in logs.items() for text in wanted if text.casefold() in log] == []
