"""No page says in German what it should say in the reader’s language, unless marked: asked of each route there is."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from addresses import OF_OTHERS, first_place, keys, plain

from services.gateway.areas import area_of
from services.gateway.pages.language import MACHINE, offered
from shared.testing.stack import Stack

SPOKEN = ("alt", "aria-label", "placeholder", "title")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SAME = {
    "Heimvorteil", "Excel", "OneRoster 1.2", "Website", "Region", "Name", "Status", "Code", "Text", "Telefon",
    "Deutsch", "Einfaches Deutsch", "Januar", "April", "August", "September", "November",
    "https://", "Heimvorteil ·",
}  # fmt: skip
"""Words that may be the same in another language."""
NAMED = re.compile(
    r"(Gleisbauer|Dachdecker|Raumfahrtkoch|Leichte Sprache).* · Heimvorteil"
    r"|(\d{5} )?(Lahnstein|Dausenau|Nassau|Koblenz|Singhofen)[ ·,]*"
)
"""Titles that hold the name of a thing, for in a title nothing can be marked, and names of places."""
LEGAL = ("/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache")
WITH_PARAMETERS = ["/beruf/gleisbauer?where=56130", "/betrieb/geraete", "/stelle/{id}", "/stelle/{id}/melden"]
SEARCHES = ["/suche?q=Dachdecker&where=56130&certificate=none&radius_km=5", "/suche?q=Raumfahrtkoch&where=Lahnstein"]
WRONG: list[tuple[str, dict[str, str]]] = [
    ("/passt", {"home.postal_code": "5613", "radius_km": "9000", "likes": "x" * 900}),
    ("/code", {"code": "ABCD-EFGH"}),
    ("/meldung", {"reference": "7KQ2-M9XP-4TRA"}),
    ("/umzug", {"code": "falsch"}),
    ("/eltern/zustimmen", {"code": "falsch"}),
    ("/nein-danke", {"code": "falsch"}),
    ("/stelle/{id}/melden", {"reason": "falsch", "text": "x" * 900}),
    ("/betrieb/registrieren", {"name": "", "postal_code": "1", "phone": "x", "email": "a@gmx.de"}),
    ("/betrieb/anmelden", {"key": "hv_company_gibt-es-nicht"}),
    ("/betrieb/neu", {"occupation": "Abgastester", "start_date": "bald", "location.postal_code": "99999"}),
    ("/anmelden", {"mail": "falsch"}),
]
"""Forms filled in wrongly: what is wrong is said by services."""


class Texts(HTMLParser):
    """The texts of a page that are not marked as another language's."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Below `lang`, below what is no text and in what somebody typed nothing counts."""
        have = dict(attrs)
        hidden = tag in ("script", "style", "textarea", "datalist", "pre", "bdi") or ("lang" in have and tag != "html")
        inside = bool(self.open and self.open[-1]) or hidden
        if not inside:
            said = [have.get(name) for name in SPOKEN] + [text for name, text in attrs if name.startswith("data-o")]
            self.found += [text for text in said if text]
        if tag not in VOID:
            self.open.append(inside)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """A text."""
        if data.strip() and self.open[-1:] != [True]:
            self.found.append(" ".join(data.split()))


def words(page: str) -> set[str]:
    """Texts with a word in them."""
    texts = Texts(page).found
    return {text for text in texts if re.search(r"[^\W\d_]{4}", text) and not NAMED.fullmatch(text)}


@pytest.fixture(scope="module")
def asks(market: Stack) -> Any:
    """Asks for a page in a language, signed in where that takes a key; → status, text."""
    of_areas = keys(market)
    headers = {"Accept": "text/html", "Origin": market.base_url}
    with httpx.Client(base_url=market.base_url, trust_env=False, timeout=60, follow_redirects=True) as client:
        first = first_place(client)

        def ask(path: str, code: str, form: dict[str, str] | None = None) -> httpx.Response:
            area = area_of(path.split("?")[0])
            cookie = {"Cookie": f"{area.cookie}={of_areas[area.cookie]}"} if area else {}
            asked = path.replace("{id}", first)
            asked += f"{'&' if '?' in asked else '?'}sprache={code}"
            client.cookies.clear()
            return client.request("POST" if form else "GET", asked, data=form, headers={**headers, **cookie})

        yield ask


def pages() -> list[tuple[str, dict[str, str] | None]]:
    """Each page that needs no parameter, those that do with one, searches and forms filled in wrongly."""
    return [*((path, None) for path in (*plain(), *WITH_PARAMETERS, *SEARCHES)), *WRONG]


def reachable(path: str, form: dict[str, str] | None, answer: httpx.Response) -> None:
    """What binds legally is one click away from every page, and so is each language the page is offered in."""
    assert [one for one in LEGAL if f'href="{one}"' not in answer.text] == []
    read_in = answer.headers["content-language"]
    others = [one.code for one in offered(path.partition("?")[0]) if one.code != read_in and not form]
    assert [code for code in others if f"sprache={code}" not in answer.text] == []


@pytest.mark.parametrize(("path", "form"), pages(), ids=lambda value: value if isinstance(value, str) else "")
def test_nothing_is_left_in_german(asks, path, form):
    german = asks(path, "de", form)
    assert german.status_code < 500
    if path in OF_OTHERS:
        assert german.status_code == 403
        return
    assert german.status_code != 403
    if not german.headers["content-type"].startswith("text/html"):
        return
    reachable(path, form, german)
    left = {}
    for language in offered(path.partition("?")[0])[1:]:
        answer = asks(path, language.code, form)
        assert (answer.status_code, answer.headers["content-language"]) == (german.status_code, language.code)
        assert (MACHINE in answer.text) is language.machine
        reachable(path, form, answer)
        if not language.german:
            left[language.code] = (words(german.text) & words(answer.text)) - SAME
    assert {code: texts for code, texts in left.items() if texts} == {}


def test_a_text_left_in_german_is_seen():
    german = words('<html lang="de"><p>Zum Beispiel</p><img alt="Ein Bild"></html>')
    assert german & words('<html lang="en"><p>Zum Beispiel</p></html>') == {"Zum Beispiel"}
    assert german & words('<html lang="en"><p lang="de">Zum Beispiel</p><img alt="Ein Bild"></html>') == {"Ein Bild"}
