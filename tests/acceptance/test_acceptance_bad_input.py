"""Whatever is sent: an answer or a problem that says what to do, never a defect of ours (5xx), nothing lost."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen
from uuid import UUID, uuid4

import httpx
import pytest
from outside import assert_problem, client, profile, vacancy

from shared.contracts.vocabulary import KeyKind
from shared.testing.stack import Stack

EVERYONE: tuple[KeyKind | None, ...] = (None, "company", "importer", "school", "leaver")
LEAVER = UUID(int=7)
WORDS = {
    "long": "Zimmerer " * 1111,
    "emoji": "🪵" * 10_000,
    "one_word": "x" * 10_000,
    "zero": "Zimmerer\x00\x00",
    "control": "\x01\x1b[2J\x7f\u202e\ufeff",
    "lucene": '+(a AND b) OR NOT "c" title:* /.*/ ~2 ^9 [1 TO *] {x} \\',
    "lucene_open": '"((([[{{/\\',
    "sql": "'; DROP TABLE vacancies.vacancies; --",
    "format": "%s%n{0}{{7*7}}${jndi:ldap://127.0.0.1/x}",
    "html": "<script>alert(1)</script>",
    "path": "../../../../etc/passwd",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "spaces": " \t\u00a0\u2003" * 500,
    "combining": "a" + "\u0301" * 5000,
    "empty": "",
}
RAW = {
    "empty": b"",
    "not_json": b"{",
    "text": b"Zimmerer",
    "latin": '{"title": "Zimmerer/Zimmerin für Dächer"}'.encode("latin-1"),
    "surrogate": b'{"title": "\\ud800", "season": "\\udfff"}',
    "nan": b'{"places": NaN, "radius_km": Infinity, "count": -Infinity}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep_object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge_number": b'{"places": ' + b"9" * 5000 + b', "radius_km": 1e400, "count": ' + b"9" * 5000 + b"}",
    "exponent": b'{"places": 1e308, "radius_km": -1e308, "count": 1e999, "start_year": 2e4}',
    "null": b"null",
    "list": b"[]",
    "number": b"7",
    "string": b'"x"',
    "true": b"true",
    "empty_object": b"{}",
    "duplicate_keys": b'{"title": "a", "title": "b", "title": {}}',
    "zero_in_key": b'{"ti\\u0000tle": "x"}',
    "bom": b"\xef\xbb\xbf{}",
    "many": b'{"leavers": [' + b",".join([b"{}"] * 3000) + b'], "season": "2027"}',
}
JSON_ROUTES = [
    ("POST", "/api/v1/vacancies"),
    ("PUT", f"/api/v1/vacancies/{UUID(int=1)}"),
    ("POST", "/api/v1/vacancies/bulk"),
    ("POST", "/api/v1/cohorts"),
    ("POST", "/api/v1/cohorts?profile=count&commit=true"),
    ("POST", "/api/v1/matches/preview"),
]
GET_ROUTES = [
    "/api/v1/vacancies",
    "/api/v1/vacancies/{id}",
    "/api/v1/imports/{id}",
    "/api/v1/imports/{id}/report.csv",
    "/api/v1/candidates/{id}/matches",
]
ODD_IDS = ("7", "null", "..%2f..%2fetc", "%00", "' OR 1=1", "🪵", str(uuid4())[:-1], str(uuid4()), "a" * 4000)
ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, "", "x", "\x00",
    "\u202e", "🪵" * 300, "x" * 30_000, [], [None], {}, {"a": {"b": 0}},
    "2027-13-45", "0000-00-00", "9999-12-31T23:59:60Z", "ＡＢＣ", "١٢٣٤٥",
)  # fmt: skip


@pytest.fixture(scope="module")
def everyone(stack: Stack) -> Iterator[list[httpx.Client]]:
    """One of each kind of key, and nobody."""
    opened = [client(stack, kind, subject=LEAVER if kind == "leaver" else None) for kind in EVERYONE]
    yield opened
    for one in opened:
        one.close()


def _judge(answer: httpx.Response) -> None:
    """An answer, or a complete problem; a refusal by fields names at least one."""
    assert answer.status_code < 500, f"{answer.request.method} {str(answer.request.url)[:200]}: {answer.text[:500]}"
    if answer.status_code >= 400:
        problem = assert_problem(answer, answer.status_code)
        assert problem["errors"] or problem["code"] != "fields_invalid"


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW.keys())
def test_any_body_gets_an_answer(everyone: list[httpx.Client], raw: bytes) -> None:
    for who in everyone:
        for method, path in JSON_ROUTES:
            headers = {"Content-Type": "application/json", "If-Match": '"1"'}
            _judge(who.request(method, path, content=raw, headers=headers))


@pytest.mark.parametrize("field", [*sorted(vacancy()), "external_id", "employer", "contact", "apply_by", "status", "x"])
def test_any_value_of_a_vacancy_gets_an_answer(company: httpx.Client, field: str) -> None:
    items = [vacancy(**{field: value}) for value in ODD_VALUES]
    bulk = company.post("/api/v1/vacancies/bulk", json={"items": [{**item, "status": "draft"} for item in items]})
    assert bulk.status_code == 200, bulk.text
    for verdict in bulk.json()["items"]:
        assert verdict["status"] in (200, 201, 422)
        assert bool(verdict["errors"]) == (verdict["status"] == 422)
    for item in items[::4]:
        _judge(company.post("/api/v1/vacancies", json=item))


@pytest.mark.parametrize("path", ["occupation.id", "occupation.title", "occupation.kldb2010", "location.city",
                                  "location.postal_code", "location.latitude", "location.street", "contact.email",
                                  "contact.url", "contact.phone", "contact.name"])  # fmt: skip
def test_any_value_inside_a_vacancy_gets_an_answer(company: httpx.Client, path: str) -> None:
    outer, inner = path.split(".")
    base = {"location": {"postal_code": "71634"}}.get(outer, {})
    items = [vacancy(status="draft", **{outer: {**base, inner: value}}) for value in ODD_VALUES]
    bulk = company.post("/api/v1/vacancies/bulk", json={"items": items})
    assert bulk.status_code == 200, bulk.text
    assert {verdict["status"] for verdict in bulk.json()["items"]} <= {200, 201, 422}


@pytest.mark.parametrize("field", [*profile(), "wishes", "likes", "x"])
def test_any_value_of_a_profile_gets_an_answer(anyone: httpx.Client, school: httpx.Client, field: str) -> None:
    inner = {"home": "postal_code", "interests": "R", "wishes": "title"}.get(field)
    profiles = [profile(**{field: value}) for value in ODD_VALUES]
    if inner == "title":
        profiles += [profile(wishes=[{"title": value}, {"id": value}, {"kldb2010": value}]) for value in ODD_VALUES]
    elif inner:
        profiles += [profile(**{field: {inner: value}}) for value in ODD_VALUES]
    for one in profiles:
        _judge(anyone.post("/api/v1/matches/preview", json=one))
    leavers = [{"row_key": f"A{n}", **one} for n, one in enumerate(profiles)]
    report = school.post("/api/v1/cohorts", params={"commit": True}, json={"season": "2027", "leavers": leavers})
    assert report.status_code == 200, report.text
    assert report.json()["read"] == len(leavers)
    assert report.json()["read"] == sum(report.json()[verdict] for verdict in ("accepted", "rejected", "duplicate"))


def test_any_row_key_gets_an_answer(school: httpx.Client) -> None:
    leavers = [{"row_key": value, "certificate": "mittlerer"} for value in ODD_VALUES]
    report = school.post("/api/v1/cohorts", params={"commit": True}, json={"season": "2027", "leavers": leavers})
    assert report.status_code == 200, report.text
    assert report.json()["read"] == len(leavers)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_any_question_gets_an_answer(anyone: httpx.Client, words: str) -> None:
    for path, parameters in (
        ("/api/v1/search", {"q": words}),
        ("/api/v1/search", {"where": words, "q": "Zimmerer"}),
        ("/api/v1/occupations", {"q": words}),
        ("/api/v1/suggest", {"q": words}),
    ):
        status, text = _asked(f"{str(anyone.base_url).rstrip('/')}{path}?{urlencode(parameters)}")
        assert status == 200, text[:500]


def _asked(url: str) -> tuple[int, str]:
    """Status and text of an address of any length; httpx makes none of more than 65,536 characters."""
    try:
        with urlopen(url, timeout=60) as answer:  # noqa: S310 - our own
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_a_question_that_is_not_utf8_gets_an_answer(anyone: httpx.Client) -> None:
    for path in ("search", "occupations", "suggest"):
        for raw in ("%ff%fe", "%ed%a0%80", "%00", "%", "%zz", quote("für", encoding="latin-1")):
            _judge(anyone.get(f"/api/v1/{path}?q={raw}&where={raw}"))


@pytest.mark.parametrize("name", ["lat", "lon", "radius_km", "certificate", "start_year", "kldb2010", "training_kind",
                                  "available_now", "sort", "size", "cursor", "foreign"])  # fmt: skip
def test_any_parameter_of_a_search_gets_an_answer(anyone: httpx.Client, name: str) -> None:
    values = ("nan", "inf", "-1", "0", "1e999", "9" * 400, "x", "\x00", "null", "[]", "🪵", "true", "' OR 1=1", " ")
    for value in values:
        for more in ({}, {"lat": "48.9", "lon": "9.2"}):
            _judge(anyone.get("/api/v1/search", params={"q": "Zimmerer", **more, name: value}))
    _judge(anyone.get("/api/v1/search", params=[(name, "1"), (name, "2"), (name, "x")]))


def test_a_tampered_cursor_is_refused(market: Any, anyone: httpx.Client) -> None:
    asked = {"q": market.word, "size": 5}
    cursor = anyone.get("/api/v1/search", params=asked).json()["next_cursor"]
    assert anyone.get("/api/v1/search", params={**asked, "cursor": cursor}).status_code == 200
    tampered = [cursor[:-3], cursor[::-1], cursor + "x", "AAAA", "e30=", "W10=", "WzEsMl0=", "W251bGxd", "Ä" * 100]
    for other in tampered:
        answer = anyone.get("/api/v1/search", params={**asked, "cursor": other})
        _judge(answer)
    for sort in ("distance", "start", "newest", "fewest_applicants"):
        _judge(anyone.get("/api/v1/search", params={**asked, "cursor": cursor, "sort": sort}))


@pytest.mark.parametrize("id_", ODD_IDS)
def test_any_id_gets_an_answer(everyone: list[httpx.Client], id_: str) -> None:
    for who in everyone:
        for route in GET_ROUTES:
            answer = who.get(route.format(id=quote(id_, safe="%")))
            _judge(answer)
        for action in ("", "/fill", "/reopen"):
            _judge(who.request("POST" if action else "DELETE", f"/api/v1/vacancies/{quote(id_, safe='%')}{action}"))


@pytest.mark.parametrize("revision", ['"0"', '"-1"', "*", 'W/"1"', '"1", "2"', "x" * 30, "1" * 39, "", "²", '"१"'])
def test_any_revision_gets_an_answer(company: httpx.Client, revision: str) -> None:
    address = company.post("/api/v1/vacancies", json=vacancy(status="draft")).headers["location"]
    headers = [(b"If-Match", revision.encode())]
    _judge(company.put(address, json=vacancy(status="draft"), headers=headers))


@pytest.mark.parametrize(
    "key",
    ["", "x", "Bearer", "Bearer \x7f", "Basic eDp5", "Bearer " + "x" * 9000, "Bearer ä", "bearer hvc_x"],
)
def test_any_key_gets_an_answer(stack: Stack, key: str) -> None:
    with httpx.Client(base_url=stack.base_url, trust_env=False, timeout=60) as stranger:
        for path in ("/api/v1/vacancies", f"/api/v1/imports/{uuid4()}"):
            answer = stranger.get(path, headers=[(b"Authorization", key.encode("latin-1"))])
            assert_problem(answer, 401)


@pytest.mark.parametrize("key", ["x" * 201, "ä", "'; --", ""])
def test_any_idempotency_key_gets_an_answer(company: httpx.Client, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("utf-8"))]
    _judge(company.post("/api/v1/vacancies", json=vacancy(status="draft"), headers=headers))


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "PUT", "OPTIONS", "HEAD", "BREW"])
def test_any_method_gets_an_answer(company: httpx.Client, method: str) -> None:
    for path in ("/api/v1/vacancies/bulk", "/api/v1/cohorts", "/api/v1/search", "/api/v1/nothing", "/api/"):
        answer = company.request(method, path)
        assert answer.status_code < 500
        if answer.status_code >= 400 and method != "HEAD":
            assert_problem(answer, answer.status_code)


def test_a_wrong_method_names_the_right_ones(company: httpx.Client) -> None:
    for path, methods in (("/api/v1/vacancies", "GET, POST"), (f"/api/v1/vacancies/{UUID(int=1)}", "DELETE, GET, PUT")):
        answer = company.patch(path, json={})
        assert_problem(answer, 405)
        assert answer.headers["allow"] == methods


def test_large_and_foreign_bodies_are_refused(company: httpx.Client) -> None:
    large = json.dumps(vacancy(description_html="x" * 1_200_000))
    as_json = {"Content-Type": "application/json"}
    assert_problem(company.post("/api/v1/vacancies", content=large, headers=as_json), 413, "body_too_large")
    chunks = (b"x" * 65_536 for _ in range(32))  # sent without Content-Length
    assert_problem(company.post("/api/v1/vacancies", content=chunks, headers=as_json), 413, "body_too_large")
    for kind in (
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        answer = company.post("/api/v1/vacancies", content=b"{}", headers={"Content-Type": kind})
        assert_problem(answer, 415, "content_type_unsupported")


def test_unknown_fields_are_named(company: httpx.Client) -> None:
    refused = assert_problem(company.post("/api/v1/vacancies", json=vacancy(titel="Zimmerer")), 422, "fields_invalid")
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [("titel", "extra_forbidden")]
    assert refused["errors"][0]["message"].startswith("Dieses Feld gibt es nicht")


def test_nothing_was_harmed(anyone: httpx.Client) -> None:
    assert anyone.get("/readyz").status_code == 200
    assert all(anyone.get("/readyz").json().values())
