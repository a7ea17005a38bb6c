"""Odd searches, by the API and by the page: 200, or 422 with a sentence; the page always shows something.

The page asks what the API asks; in short runs it is asked a third of the questions, in turn with the parameters.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import httpx
import pytest
from outside import assert_problem

TEXTS = {
    "long": "Zimmerer " * 1111,
    "one_word": "x" * 10_000,
    "emoji": "🪵" * 10_000,
    "symbols": "!§$%&/()=?+#-_.:,;<>|^°~\\\"'`´" * 30,
    "lucene": '+(a AND b) OR NOT "c" title:* /.*/ ~2 ^9 [1 TO *] {x} \\',
    "lucene_open": '"((([[[{{/\\',
    "sql": "'; DROP TABLE search.projection; --",
    "zero": "Zim\x00merer\x00",
    "control": "\x01\x1b[2J\x7f\ufeff",
    "rtl": "\u202eregnisseT \u0627\u0644\u0646\u062c\u0627\u0631\u0629 \u05e0\u05d2\u05e8",
    "zalgo": "Ko" + "\u0301\u0323" * 3000 + "ch",
    "scripts": "面包师 пекарь 🍞 αρτοποιός",
    "html": "<script>alert(1)</script>",
    "spaces": " \t\u00a0\u2003" * 500,
    "numbers": "9" * 5000,
    "words": " ".join(f"w{number}" for number in range(2000)),
    "empty": "",
}
NUMBERS = (
    "-1", "0", "-0", "1e999", "-1e308", "nan", "inf", "-inf", "9" * 400, "90.0000001", "-180.1", "1e-320", "0x10",
    "1_0", "١٢", "１２", "3,5", " 7 ", "+5", "x", "\x00", "null", "[]", "true", "🪵", "' OR 1=1",
)  # fmt: skip
PARAMETERS = (
    "lat", "lon", "radius_km", "certificate", "start_year", "kldb2010", "training_kind", "available_now", "sort",
    "size", "cursor", "page", "from",
)  # fmt: skip
SEARCHES = ("/api/v1/search", "/suche")
LONG = bool(os.environ.get("HEIMVORTEIL_TEST_LONG"))


def _get(base: str, path: str, parameters: Any) -> tuple[int, str, str]:
    """Status, kind and text of an address of any length; httpx makes none of more than 65,536 characters."""
    try:
        with urlopen(f"{base}{path}?{urlencode(parameters)}", timeout=60) as answer:  # noqa: S310 - our own
            return answer.status, answer.headers["content-type"], answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.headers["content-type"], refused.read().decode()


def _judge(path: str, answer: tuple[int, str, str]) -> None:
    status, kind, text = answer
    if path == "/suche":
        assert (status, kind.split(";")[0]) == (200, "text/html"), text[:300]
    elif status == 422:
        problem = json.loads(text)
        assert kind.startswith("application/problem+json")
        assert all(error["message"].endswith(".") for error in problem["errors"]), problem
        assert problem["errors"] or problem["detail"].endswith("."), problem
    else:
        assert status == 200, text[:300]
        assert json.loads(text)["degraded"] is False


def _some(path: str, all_of_them: Sequence[Any], turn: int) -> Sequence[Any]:
    """All of them for the API; for the page each third, beginning with another one each turn."""
    return all_of_them if LONG or path != "/suche" else all_of_them[turn % 3 :: 3]


@pytest.fixture
def base(anyone: httpx.Client) -> Iterator[str]:
    yield str(anyone.base_url).rstrip("/")


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_any_text_in_any_parameter(base: str, path: str, text: str) -> None:
    names = _some(path, ("q", "where", *PARAMETERS), list(TEXTS.values()).index(text))
    for name in names:
        for more in ({"q": "Zimmerer"}, {"where": "71634"}):
            _judge(path, _get(base, path, {**more, name: text}))


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize("name", PARAMETERS)
def test_any_number_in_any_parameter(base: str, path: str, name: str) -> None:
    for value in _some(path, NUMBERS, PARAMETERS.index(name)):
        for more in ({}, {"lat": "48.9", "lon": "9.2"}):
            _judge(path, _get(base, path, {"q": "Zimmerer", **more, name: value}))


@pytest.mark.parametrize("path", SEARCHES)
def test_repeated_parameters(base: str, path: str) -> None:
    for name in ("q", "where", *PARAMETERS):
        for values in (("1", "2"), ("Koch", ""), ("x",) * 500):
            _judge(path, _get(base, path, [(name, value) for value in values]))


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize(
    ("lat", "lon"), [("90", "180"), ("-90", "-180"), ("0", "0"), ("-0.0", "1e-300"), ("91", "0"), ("48.9", "")]
)
def test_any_spot_on_the_earth(base: str, path: str, lat: str, lon: str) -> None:
    for sort in ("relevance", "distance", "start", "newest", "fewest_applicants"):
        _judge(path, _get(base, path, {"lat": lat, "lon": lon, "sort": sort, "radius_km": "1000"}))


def _forged(state: Any) -> str:
    mark = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
    return base64.urlsafe_b64encode(json.dumps([state, mark]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", SEARCHES)
def test_forged_cursors(market: Any, base: str, path: str) -> None:
    asked = {"q": market.word, "size": "5"}
    real = json.loads(_get(base, "/api/v1/search", asked)[2])["next_cursor"]
    state, mark = json.loads(base64.urlsafe_b64decode(real + "=" * (-len(real) % 4)))
    forged = [
        [[], *state[1:]], [None, *state[1:]], [[1e308, "\x00"], *state[1:]], [[{"a": 1}], *state[1:]],
        [state[0], "0001-01-01", *state[2:]], [*state[:2], -5, *state[3:]], [*state[:4], 10**9], state * 3, {}, None,
    ]  # fmt: skip
    cursors = [_forged(one) for one in forged] + [
        base64.urlsafe_b64encode(json.dumps([one, mark]).encode()).decode() for one in forged
    ]
    for cursor in [*cursors, real[:-3], real[::-1], "A" * 2000, "A" * 3000, "=" * 50, "Ä", "W10", "bnVsbA"]:
        _judge(path, _get(base, path, {**asked, "cursor": cursor}))
    for other in ({"q": "Koch"}, {"sort": "start"}, {"where": "71634"}):
        answer = _get(base, "/api/v1/search", {**asked, **other, "cursor": real})
        assert answer[0] == 422


def test_what_is_not_utf8(anyone: httpx.Client) -> None:
    for raw in ("%ff%fe", "%ed%a0%80", "%00", "%", "%zz", "%u0041", quote("für", encoding="latin-1"), "&&==&q=&q"):
        for path in SEARCHES:
            answer = anyone.get(f"{path}?q={raw}&where={raw}&sort={raw}")
            if answer.status_code == 422:
                assert_problem(answer, 422)
            else:
                assert answer.status_code == 200
