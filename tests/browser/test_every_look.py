"""axe finds nothing on any route, in any language it is offered in, light and dark, at 320 and 1280 pixels.

Short runs take pairs: each public page in both widths and both schemes, each language in each look. `make test-long`
takes all of them, and the pages behind a key, too. A page is opened in the same tab as the one before.
"""

from typing import NamedTuple

import pytest
from addresses import behind_keys, first_place, keys
from playwright.sync_api import Page
from test_accessibility import EVERY_LOOK, LONG, PUBLIC, findings, in_language

from services.gateway.pages.language import LANGUAGES, offered

CODES, LOOKS = list(LANGUAGES), list(EVERY_LOOK)
OF_A_PLACE = ("/stelle/{id}", "/stelle/{id}/melden")


class Case(NamedTuple):
    """A page in a language and a look; behind a key when `inside`."""

    look: str
    code: str
    path: str
    inside: bool = False


def everything() -> list[Case]:
    """Each route × each language it is offered in × light and dark × narrow and wide."""
    pages = [(path, False) for path in (*PUBLIC.values(), *OF_A_PLACE)] + [(path, True) for path in behind_keys()]
    return [
        Case(look, one.code, path, inside)
        for look in LOOKS
        for path, inside in pages
        for one in offered(path.partition("?")[0])
    ]


def pairs() -> list[Case]:
    """Each public page in two opposite looks, with languages taken in turn."""
    found = []
    for i, path in enumerate(PUBLIC.values()):
        codes = [one.code for one in offered(path.partition("?")[0])]
        turn = len(codes)
        found += [Case(LOOKS[i % 4], codes[i % turn], path), Case(LOOKS[3 - i % 4], codes[(i + 2) % turn], path)]
    return found


def groups() -> dict[str, list[Case]]:
    """What one test looks at: a look, in a long run a look and a language."""
    found: dict[str, list[Case]] = {}
    for case in everything() if LONG else pairs():
        found.setdefault(f"{case.look}-{case.code}" if LONG else case.look, []).append(case)
    return found


@pytest.mark.parametrize("cases", [pytest.param(cases, id=name) for name, cases in groups().items()])
def test_axe_finds_nothing(visit, market, client, cases):
    look = EVERY_LOOK[cases[0].look]
    outside, inside, place = visit("/offline", **look), visit("/offline", **look), first_place(client)
    cookies = [{"name": name, "value": key, "url": market.base_url} for name, key in keys(market).items()]
    inside.context.add_cookies(cookies)
    wrong = {case: looked_at(inside if case.inside else outside, case, place) for case in cases}
    assert {case: found for case, found in wrong.items() if found} == {}


def looked_at(page: Page, case: Case, place: str) -> list[dict[str, object]]:
    """What axe found on it; it must be there and in the language asked for."""
    answer = page.goto(in_language(case.path.replace("{id}", place), case.code))
    assert answer and answer.status == (404 if case.path == PUBLIC["not found"] else 200), case
    assert page.locator("html").get_attribute("lang") == case.code, case
    return findings(page)


def test_pairs_leave_nothing_out():
    """What a short run must have seen: each page narrow, wide, light and dark, each language in each look."""
    seen = {(case.path, part) for case in pairs() for part in case.look.split("-")}
    assert seen >= {(path, part) for path in PUBLIC.values() for part in ("320px", "1280px", "light", "dark")}
    assert {(case.code, case.look) for case in pairs()} == {(code, look) for code in CODES for look in LOOKS}
    assert len(everything()) > 600 and set(pairs()) <= set(everything())
