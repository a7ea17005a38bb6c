"""Pages rendered from answers of fake services: words, marks, forms, sessions, forged requests."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from html import unescape
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from services.gateway.app import create_app
from services.gateway.auth import Principals
from services.gateway.settings import Settings
from shared.contracts.base import Contract
from shared.contracts.calls import Figures, MandateList, Principal, VacancyAccepted, VacancyList
from shared.contracts.problems import IdempotencyKeyReused, Problem, ProblemBody, RemoteProblem
from shared.contracts.search import Discovery, FacetValue, Hit, HitLocation, HitOccupation, SearchResult
from shared.contracts.vacancy import Employer, OccupationLabel, Place, VacancyRecord
from shared.runtime.calls import ServiceAway
from shared.runtime.logs import configure

PAGE = {"Accept": "text/html"}
COMPANY = Principal(kind="company", account_id=uuid4(), name="Bau <b>& Söhne</b>", key_id=uuid4())


class FakeCaller:
    """Answers calls by method name; an exception is raised, a function is asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Contract]] = []

    async def call(self, method: str, request: Contract, model: type[Contract], timeout: float = 10) -> Any:
        self.asked.append((method, request))
        answer = self.answers.get(method, ServiceAway())
        answer = answer(request) if isinstance(answer, Callable) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeServices:
    """All services behind one fake."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.caller = FakeCaller(answers)
        for name in ("accounts", "vacancies", "candidates", "search", "matching"):
            setattr(self, name, self.caller)

    async def close(self) -> None:
        """Nothing is open."""


class Visitor:
    """A browser without a network: keeps cookies and follows redirects."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.base_url = "http://heimvorteil.test"
        self.cookies = httpx.Cookies()
        self.headers: dict[str, str] = {}

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._ask("GET", path))

    def post(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, **more))

    async def _ask(self, method: str, path: str, follow_redirects: bool = True, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {**PAGE, "Origin": self.base_url, **self.headers}
        options = {"base_url": self.base_url, "headers": headers, "follow_redirects": follow_redirects}
        async with httpx.AsyncClient(transport=transport, cookies=self.cookies, **options) as client:
            response = await client.request(method, path, **more)
            self.cookies = client.cookies
        return response


@lru_cache
def _app() -> FastAPI:
    """Made once: building its routes takes longer than all requests of a test. Logs as the gateway does."""
    configure("gateway", "INFO")
    urls = {f"{name}_url": "http://unused" for name in ("accounts", "vacancies", "candidates", "search", "matching")}
    return create_app(Settings(**urls, row_key_secret=token_hex(24)))


NOTHING = {"list_figures": Figures(items=()), "list_mandates": MandateList(items=())}


def pages(**answers: Any) -> Visitor:
    app = _app()
    app.state.services = FakeServices({"authenticate": _authenticate, **NOTHING, **answers})
    app.state.principals = Principals(app.state.services, 30)
    return Visitor(app)


def _authenticate(request: Any) -> Principal | Problem:
    if request.key == "company-key":
        return COMPANY
    if request.key == "school-key":
        return COMPANY.model_copy(update={"kind": "school", "name": "Realschule"})
    return RemoteProblem(
        ProblemBody(kind="unauthorized", code="x", detail="Diesen Schlüssel gibt es nicht.", detail_en="")
    )


def hit(**changes: Any) -> Hit:
    fields = {
        "id": uuid4(),
        "title": "Ausbildung (m/w/d)",
        "occupation": HitOccupation(
            id="gleisbauer", kldb2010="32232", name="Gleisbauer/-in", known="hardly", daily="Du verlegst Schienen."
        ),
        "employer": "Bahn <script>alert(1)</script>",
        "location": HitLocation(postal_code="56130", city="Bad Ems"),
        "distance_km": 3.2,
        "start_date": date(2027, 8, 1),
        "pay_per_month": (1050, 1100),
        "certificate_required": "hauptschule",
        "lesser_known": True,
        "synthetic": True,
    }
    return Hit(**{**fields, **changes})


def record(**changes: Any) -> VacancyRecord:
    fields = {
        "id": uuid4(),
        "revision": 3,
        "status": "published",
        "title": "Ausbildung Dachdecker/in (m/w/d)",
        "occupation": OccupationLabel(id="dachdecker", kldb2010="32142", name="Dachdecker/-in"),
        "employer": Employer(id=COMPANY.account_id, name=COMPANY.name),
        "description_html": "<p>Wir sind <strong>sechs</strong>.</p>",
        "training_kind": "dual",
        "places": 2,
        "start_date": date(2027, 8, 1),
        "location": Place(postal_code="56130", city="Bad Ems", latitude=50.3, longitude=7.7),
        "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return VacancyRecord(**{**fields, **changes})


def gone(_: Any) -> Problem:
    return RemoteProblem(
        ProblemBody(kind="gone", code="vacancy_gone", detail="Wird nicht mehr angeboten.", detail_en="")
    )


def test_a_card_says_what_matters_and_nothing_of_it_is_markup():
    text = pages(search=SearchResult(total=1, hits=(hit(),))).get("/suche?q=Gleis").text
    for words in ("Du verlegst Schienen.", "3,2\N{NO-BREAK SPACE}km", "1.050\N{NO-BREAK SPACE}€", "1. August 2027"):
        assert words in text
    for words in ("kennen nur wenige", "erfundener Betrieb", "Das ist eine Vorführung", "Fragen lohnt sich"):
        assert words in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("changes", "held", "words"),
    [
        ({}, "mittlerer", "Betrieb wünscht: Hauptschulabschluss<"),
        ({"certificate_strict": True}, "none", "Hauptschulabschluss nötig, so will es das Gesetz"),
        ({"certificate_required": "none"}, "", "Kein Abschluss nötig"),
        ({"distance_km": 0.4}, "mittlerer", "unter 1\N{NO-BREAK SPACE}km"),
    ],
)
def test_wishes_of_the_company(changes, held, words):
    client = pages(search=SearchResult(total=1, hits=(hit(**changes),)))
    text = client.get(f"/suche?certificate={held}").text
    assert words in text.replace("\n", "").replace("  ", "")
    assert "Fragen lohnt sich" not in text


def test_what_was_understood_corrected_and_widened_is_said():
    result = SearchResult(
        total=0,
        understood={"occupations": [{"id": "baecker", "name": "Bäcker/-in"}], "rest": "jetzt"},
        corrected="Bäcker/-in",
        widened_to_km=35,
        discover=(Discovery(**hit().model_dump(), reason="Wenig bekannt, direkt in Bad Ems."),),
        suggestions=("Konditor/-in",),
    )
    text = pages(search=result).get("/suche?q=Bäker&where=Bad+Ems&radius_km=5").text
    for words in (
        "als <strong><span>Bäcker/-in</span></strong> gelesen",
        "bis <strong>35\N{NO-BREAK SPACE}km</strong>",
        "„jetzt“",
        "0 Ausbildungsplätze",
    ):
        assert words in text
    assert 'href="/suche?q=Konditor%2F-in&amp;where=Bad+Ems&amp;radius_km=5"' in text
    assert "Entdecke in deiner Nähe" in text and "Wenig bekannt, direkt in Bad Ems." in text


def test_each_understood_part_can_be_taken_back():
    understood = {
        "occupations": [{"id": "maler", "name": "Maler/-in"}, {"id": "lackierer", "name": "Lackierer/-in"}],
        "place": {"name": "Diez", "postal_code": "65582"},
        "certificate": "mittlerer",
        "start_year": 2027,
        "employer": "Schmied",
        "without": {"occupation": "Diez 2027", "place": "Maler 2027", "start_year": "Maler Diez", "employer": ""},
    }
    text = pages(search=SearchResult(total=0, understood=understood)).get("/suche?q=Maler+Diez+2027&sort=newest").text
    for left in ("q=Diez+2027&amp;", "q=Maler+2027&amp;", "q=Maler+Diez&amp;", ""):
        assert f'href="/suche?{left}sort=newest"' in text
    for said in ("Maler/-in, Lackierer/-in weglassen", "Diez weglassen", "2027 weglassen", "Schmied weglassen"):
        assert said in text
    assert "Mittlerer Schulabschluss weglassen" not in text  # nothing was typed that says it


def test_facets_narrow_and_can_be_undone():
    facets = {"training_kind": [FacetValue(value="dual", count=8), FacetValue(value="eq", count=1)]}
    client = pages(search=SearchResult(total=9, hits=(hit(),), facets=facets, next_cursor="abc"))
    assert 'href="/suche?q=x&amp;training_kind=eq"' in client.get("/suche?q=x&cursor=old").text
    narrowed = client.get("/suche?q=x&training_kind=eq").text
    assert 'class="aktiv" href="/suche?q=x"' in narrowed
    assert 'href="/suche?q=x&amp;training_kind=eq&amp;cursor=abc"' in narrowed


def test_senseless_parameters_are_left_out():
    client = pages(search=SearchResult(total=0))
    assert client.get("/suche?q=Koch&radius_km=weit&certificate=Dr.&lat=x").status_code == 200
    asked = client.app.state.services.caller.asked[-1][1]
    assert (asked.q, asked.radius_km, asked.certificate) == ("Koch", None, None)


def test_a_vacancy_shows_its_cleaned_description_and_a_withdrawn_one_is_gone():
    shown = pages(get_vacancy=record()).get(f"/stelle/{uuid4()}")
    assert "Wir sind <strong>sechs</strong>." in shown.text and "Bau &lt;b&gt;" in shown.text
    missing = pages(get_vacancy=gone).get(f"/stelle/{uuid4()}")
    assert missing.status_code == 410
    assert "Dieser Platz ist weg" in missing.text and 'action="/suche"' in missing.text


@pytest.mark.parametrize(("path", "status"), [("/gibt-es-nicht", 404), ("/stelle/keine-id", 404), ("/suche", 503)])
def test_errors_are_pages_that_say_what_to_do(path, status):
    answer = pages().get(path)
    assert answer.status_code == status
    assert "Was du tun kannst" in answer.text


def test_a_defect_is_a_page_too():
    answer = pages(search=RuntimeError("kaputt")).get("/suche")
    assert answer.status_code == 500
    assert "Das war unser Fehler" in answer.text and "kaputt" not in answer.text


def test_too_much_is_a_page_too():
    answer = pages().post("/passt", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "Das ist zu groß" in answer.text


@pytest.mark.parametrize(("key", "status"), [("company-key", 503), ("gone-key", 401)])
def test_what_was_typed_outlives_a_service_away_and_an_ended_session(key, status):
    client = pages()
    client.cookies.set("hv_betrieb", key, path="/")
    typed = {"key": "the-first", "occupation": "Koch", "title": 'Ko"ch & <b>', "description_html": "a\r\n\r\nb"}
    typed |= {"start_date": "2027-08-01", "location.postal_code": "56130"}
    answer = client.post("/betrieb/neu", data=typed)
    assert (answer.status_code, "Das Geschriebene ist noch da." in answer.text) == (status, True)
    assert '<form class="mitte" action="/betrieb/neu" method="post"' in answer.text
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    assert {name: unescape(said) for name, said in kept} == typed
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("cookie", ["school-key", "gone-key"])
def test_an_answer_that_is_another_page_is_shown_whole(cookie):
    """A part of the page is asked for, and an error or the door comes: else htmx would show nothing of it."""
    client = pages()
    client.cookies.set("hv_schule", cookie, path="/")
    file = {"file": ("klasse.csv", b"x" * (13 * 1024 * 1024 if cookie == "school-key" else 1))}
    answer = client.post("/schule", files=file, headers={"HX-Request": "true"})
    assert answer.status_code in (401, 413)
    assert 'id="ergebnis"' not in answer.text and 'id="inhalt"' in answer.text
    assert (answer.headers["hx-retarget"], answer.headers["hx-reselect"]) == ("#inhalt", "#inhalt")


def test_half_a_character_in_a_form_breaks_no_page():
    part = b'--x\r\nContent-Disposition: form-data; name="likes"\r\n\r\n\\ud800\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x; charset=raw_unicode_escape"}
    answer = pages().post("/passt", content=part, headers={**PAGE, **kind})
    assert (answer.status_code, 'name="likes" type="text" value="?"' in answer.text) == (422, True)


def test_no_page_needs_inline_code():
    for path in ("/", "/passt", "/betrieb", "/schule", "/gibt-es-nicht"):
        answer = pages().get(path)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "style=" not in answer.text and "<style" not in answer.text and "<script>" not in answer.text


@pytest.mark.parametrize(("area", "key"), [("betrieb", "company-key"), ("schule", "school-key")])
def test_the_key_becomes_a_cookie_that_no_script_and_no_other_site_gets(area, key):
    client = pages(list_vacancies=VacancyList(items=()))
    cookie = client.post(f"/{area}/anmelden", data={"key": key}, follow_redirects=False).headers["set-cookie"]
    for word in ("HttpOnly", "Path=/;", "SameSite=strict"):
        assert word in cookie
    assert "Secure" not in cookie and "Max-Age" not in cookie
    assert "Abmelden" in client.get(f"/{area}").text
    assert client.get(f"/{area}").headers["cache-control"] == "no-store"
    client.post(f"/{area}/abmelden")
    assert "Ihr Schlüssel" in client.get(f"/{area}").text


def test_the_cookie_is_secure_over_https():
    client = pages(list_vacancies=VacancyList(items=()))
    client.base_url = "https://heimvorteil.test"
    answer = client.post("/betrieb/anmelden", data={"key": "company-key"}, follow_redirects=False)
    assert answer.headers["set-cookie"].startswith("__Host-hv_betrieb=")
    assert "Secure" in answer.headers["set-cookie"] and "Path=/;" in answer.headers["set-cookie"]
    assert "Abmelden" in client.get("/betrieb").text
    client.post("/betrieb/abmelden")
    assert "Ihr Schlüssel" in client.get("/betrieb").text


@pytest.mark.parametrize("key", ["", "wrong", "school-key"])
def test_a_wrong_key_does_not_open(key):
    client = pages()
    answer = client.post("/betrieb/anmelden", data={"key": key})
    assert answer.status_code == 401 and 'id="fehler-key"' in answer.text
    client.cookies.set("hv_betrieb", key or "x", path="/")
    assert "Ihr Schlüssel" in client.get("/betrieb/neu").text


FORGED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "", "Referer": "https://evil.test/seite"},
    {"Origin": ""},
]
"""The last: a cookie, and no sign of where it comes from."""


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize(
    "path", ["/betrieb/anmelden", "/betrieb/neu", f"/betrieb/{UUID(int=1)}/zurueckziehen", "/schule"]
)
def test_forms_of_other_sites_are_refused(path, headers):
    client = pages(close_vacancy=VacancyAccepted(id=uuid4(), revision=1, status="withdrawn"))
    client.cookies.set("hv_betrieb", "company-key", path="/")
    answer = client.post(path, data={"key": "company-key"}, headers=headers)
    assert answer.status_code == 403
    assert "kam von einer anderen Website" in answer.text
    assert client.app.state.services.caller.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://heimvorteil.test"},
        {"Origin": "", "Referer": "http://heimvorteil.test/betrieb"},
    ],
)
def test_own_forms_are_taken(headers):
    done = VacancyAccepted(id=uuid4(), revision=4, status="withdrawn")
    client = pages(close_vacancy=done, list_vacancies=VacancyList(items=(record(status="withdrawn"),)))
    client.cookies.set("hv_betrieb", "company-key", path="/")
    answer = client.post(f"/betrieb/{done.id}/zurueckziehen", headers=headers)
    assert "Zurückgezogen" in answer.text and "Wieder öffnen" in answer.text


def test_a_second_click_on_publish_is_harmless():
    client = pages(get_vacancy=record(), list_vacancies=VacancyList(items=()))
    client.cookies.set("hv_betrieb", "company-key", path="/")
    assert client.post(f"/betrieb/{uuid4()}/veroeffentlichen").status_code == 200
    assert [method for method, _ in client.app.state.services.caller.asked] == [
        "authenticate", "get_vacancy", "list_vacancies", "list_figures", "list_mandates",
    ]  # fmt: skip


def test_a_form_sent_before_with_other_words_is_explained_and_gets_a_new_key():
    sent = {
        "key": "the-first", "occupation": "Dachdecker/in", "title": "Dachdecker/in (m/w/d)", "training_kind": "dual",
        "places": "2", "start_date": "2027-08-01", "location.postal_code": "56130",
    }  # fmt: skip
    client = pages(post_vacancy=IdempotencyKeyReused())
    client.cookies.set("hv_betrieb", "company-key", path="/")
    answer = client.post("/betrieb/neu", data=sent)
    assert (answer.status_code, "schon einmal abgeschickt" in answer.text) == (422, True)
    assert 'value="Dachdecker/in (m/w/d)"' in answer.text
    assert re.findall('name="key" value="([^"]*)"', answer.text) not in ([], [""], ["the-first"])
    (command,) = [request for method, request in client.app.state.services.caller.asked if method == "post_vacancy"]
    assert command.idempotency_key == "the-first"


def test_matches_need_a_place_and_keep_what_was_typed():
    answer = pages().post("/passt", data={"wishes.0": "Koch", "R": "7", "likes": "was mit <Holz>"})
    assert answer.status_code == 422
    for words in (
        'value="Koch"',
        "was mit &lt;Holz&gt;",
        'aria-describedby="fehler-home.postal_code"',
        'value="7" checked',
    ):
        assert words in answer.text
