"""Pages of letters, consent, own data and receipts, with fake services behind them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from gateway_fakes import Edge

from shared.contracts.calls import (
    ClaimCode,
    CodesIssued,
    Consent,
    Consents,
    Declined,
    Done,
    Erased,
    ErasureState,
    Exported,
    Leavers,
    ListedLeaver,
    OwnChanged,
    PassGiven,
    Resolved,
)
from shared.contracts.problems import ProblemBody, RemoteProblem

LEAVER = uuid4()
NOW = datetime(2026, 11, 26, tzinfo=UTC)
CODE = "RSVM-ANQ1-PHTV-49W4-9GAY-9YBZ"
PROFILE = {"postal_code": "71634", "radius_km": 25, "start_year": 2027, "certificate": None, "interests": None}
FORM = {"alter": "ab-16", "einverstanden": "1", "R": "7", "likes": "was mit Holz"}


def refused(code: str, kind: str = "forbidden"):
    def answer(_):
        raise RemoteProblem(ProblemBody(kind=kind, code=code, detail="Das geht nicht.", detail_en="No."))

    return answer


@pytest.fixture
def edge() -> Edge:
    made = Edge()
    consent = Consent(given_by="parent", text_version="1", given_at=NOW)
    made.services.accounts.answers |= {
        "export_accounts": lambda _: Exported(tables={"claims": [{"locator": "ABCD1234"}]}),
        "list_consents": lambda _: Consents(items=(consent,)),
        "give_consent": lambda _: Consents(items=(consent,)),
        "withdraw_consent": lambda _: Consents(),
        "give_pass": lambda _: PassGiven(code=CODE, expires_at=NOW),
        "read_decline": lambda _: Declined(leaver_id=LEAVER),
        "issue_codes": lambda ask: CodesIssued(
            items=tuple(ClaimCode(leaver_id=one, code=CODE, decline="NEIN") for one in ask.leavers)
        ),
    }
    leavers = [{"id": str(LEAVER), "row_key": "R1", "profile": PROFILE}]
    made.services.candidates.answers |= {
        "export_candidates": lambda _: Exported(tables={"leavers": leavers}),
        "erase_leaver": lambda _: Erased(existed=True),
        "change_own": lambda _: OwnChanged(matchable=True),
        "follow_erasure": lambda _: ErasureState(asked_at=NOW, completed_at=None, waiting=("search",)),
        "list_leavers": lambda ask: Leavers(items=() if ask.after else (ListedLeaver(leaver_id=LEAVER, row_key="R1"),)),
    }
    made.services.search.answers |= {
        "export_search": lambda _: Exported(tables={}),
        "resolve": lambda _: Resolved(activities=("wood",)),
    }
    made.services.matching.answers["export_matching"] = lambda _: Exported(tables={})
    return made


def visit(edge: Edge, method: str, path: str, kind: str = "leaver", **more):
    key = edge.services.key(kind, LEAVER if kind == "leaver" else None)["authorization"].removeprefix("Bearer ")
    name = "hv_meine" if kind == "leaver" else "hv_schule"
    headers = {"accept": "text/html", "cookie": f"{name}={key}", "origin": "http://edge"}
    return edge.ask(method, path, headers=headers, **more)


def asked(edge: Edge, service: str) -> list[str]:
    return [method for method, _ in getattr(edge.services, service).asked]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/meine/daten", "ABCD1234"),
        ("/meine/daten.json", "71634"),
        ("/meine/angaben", "Zustimmung deiner Eltern vom 26. November 2026"),
        ("/meine/umzug", "QR-Code zeigen"),
        ("/umzug", "Code vom anderen Gerät"),
        ("/nein-danke", "Alles löschen"),
        ("/eltern", "Wer was sieht"),
        ("/eltern/zustimmen", "Vormund"),
        ("/beleg/abc", "noch offen"),
    ],
)
def test_a_page_says_what_it_is_for_and_looking_changes_nothing(edge, path, words):
    answer = visit(edge, "GET", path)
    assert answer.status_code == 200
    assert words in answer.text
    assert "erase_leaver" not in asked(edge, "candidates")
    assert path == "/eltern" or answer.headers["cache-control"] == "no-store"


def test_a_code_for_another_device_is_shown_and_all_others_are_signed_out(edge):
    edge.services.accounts.answers["end_sessions"] = lambda _: Done()
    shown = visit(edge, "POST", "/meine/umzug")
    assert shown.status_code == 200 and CODE in shown.text and f"/umzug#{CODE}" not in shown.text
    ended = visit(edge, "POST", "/meine/umzug/andere")
    assert (ended.status_code, ended.headers["location"]) == (303, "/meine/umzug?abgemeldet=1")
    (command,) = (command for method, command in edge.services.accounts.asked if method == "end_sessions")
    assert command.others and command.session_id is None and command.principal.subject == LEAVER
    assert "Alle anderen Geräte sind abgemeldet" in visit(edge, "GET", ended.headers["location"]).text


def test_consent_comes_before_anything_is_written(edge):
    assert visit(edge, "POST", "/meine/angaben", data=FORM).status_code == 303
    assert asked(edge, "accounts").index("give_consent") >= 0
    (own,) = (command for method, command in edge.services.candidates.asked if method == "change_own")
    assert (own.activities, own.interests.R) == (("wood",), 7.0)
    assert "Holz" not in own.model_dump_json()


@pytest.mark.parametrize(
    "change", [{"alter": ""}, {"einverstanden": ""}, {"likes": "x" * 121}], ids=["no age", "no consent", "too long"]
)
def test_what_lacks_consent_is_not_written(edge, change):
    answer = visit(edge, "POST", "/meine/angaben", data={**FORM, **change})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert {"give_consent", "change_own"}.isdisjoint(asked(edge, "accounts") + asked(edge, "candidates"))


def test_below_16_nothing_is_written_before_a_parent_agreed(edge):
    edge.services.accounts.answers["give_consent"] = refused("parent_needed")
    answer = visit(edge, "POST", "/meine/angaben", data={**FORM, "alter": "unter-16"})
    assert answer.status_code == 200
    assert CODE in answer.text and "Jetzt sind deine Eltern dran" in answer.text
    assert asked(edge, "candidates") == [] and asked(edge, "search") == []


def test_no_thanks_erases_and_shows_the_receipt(edge):
    answer = visit(edge, "POST", "/nein-danke", data={"code": CODE})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/beleg/")
    (erasure,) = (command for method, command in edge.services.candidates.asked if method == "erase_leaver")
    assert erasure.leaver_id == LEAVER and len(erasure.receipt) == 32
    edge.services.accounts.answers["read_decline"] = refused("claim_code_unknown", "unauthorized")
    assert visit(edge, "POST", "/nein-danke", data={"code": "x"}).status_code == 401


def test_a_school_gives_codes_to_and_erases_its_own_only(edge):
    assert "R1" in visit(edge, "GET", "/schule/liste", "school").text
    season = str(datetime.now(UTC).year + 1)
    letter = visit(edge, "POST", "/schule/liste/code", "school", data={"leaver": str(LEAVER), "season": season})
    assert CODE in letter.text and "NEIN" in letter.text and letter.text.count("<svg viewBox") == 3
    foreign = {"leaver": str(UUID(int=7)), "season": season}
    assert visit(edge, "POST", "/schule/liste/code", "school", data=foreign).status_code == 404
    assert visit(edge, "POST", "/schule/liste/loeschen", "school", data=foreign).status_code == 404
    assert "erase_leaver" not in asked(edge, "candidates")
    gone = visit(edge, "POST", "/schule/liste/loeschen", "school", data={**foreign, "leaver": str(LEAVER)})
    assert gone.status_code == 303


def test_erasing_signs_out(edge):
    answer = visit(edge, "POST", "/meine/daten/loeschen")
    assert answer.status_code == 303
    assert 'hv_meine=""' in answer.headers["set-cookie"]
