"""What was understood can be taken back, by mouse and by keyboard, and axe finds nothing there."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from test_accessibility import LOOKS, findings

ASKED = "/suche?q=Dachdecker+in+Bad+Ems+mit+Hauptschulabschluss"
UNDO = "weglassen"


def undo(page: Page, part: str) -> Locator:
    """The link that takes a part back."""
    return page.get_by_role("link", name=f"{part} {UNDO}")


def typed(page: Page) -> str:
    """What the address says was typed."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def by_mouse(link: Locator) -> None:
    link.click()


def by_keyboard(link: Locator) -> None:
    """Tab until the link has the focus, then Enter."""
    page = link.page
    for _ in range(80):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the link is not reached by Tab")


@pytest.fixture(params=[by_mouse, by_keyboard], ids=["mouse", "keyboard"])
def take_back(request) -> Callable[[Locator], None]:
    return request.param


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("Dachdecker", "in Bad Ems mit Hauptschulabschluss"),
        ("Bad Ems", "Dachdecker mit Hauptschulabschluss"),
        ("Hauptschulabschluss", "Dachdecker in Bad Ems"),
    ],
)
def test_each_part_is_taken_back(visit, take_back, part, left):
    page = visit(ASKED)
    link = page.get_by_role("link").filter(has_text=UNDO).filter(has_text=part)
    expect(link).to_have_count(1)
    take_back(link)
    expect(page.get_by_role("link").filter(has_text=UNDO)).to_have_count(2)
    assert typed(page) == left
    expect(page.get_by_label("Was?", exact=True)).to_have_value(left)


def test_all_parts_are_taken_back_one_after_another(visit, take_back):
    page = visit(ASKED)
    for left in (2, 1, 0):
        take_back(page.get_by_role("link").filter(has_text=UNDO).first)
        expect(page.get_by_role("link").filter(has_text=UNDO)).to_have_count(left)
    assert typed(page) == ""


def test_a_misspelt_place_is_said_and_taken_back(visit, take_back):
    page = visit("/suche?q=Dachdecker+Lahnstien")
    expect(page.get_by_role("main")).to_contain_text("Wir haben das als Lahnstein gelesen.")
    take_back(undo(page, "Lahnstein"))
    expect(undo(page, "Lahnstein")).to_have_count(0)
    assert typed(page) == "Dachdecker"


def test_a_misspelt_place_of_its_own_field_is_said_and_taken_back(visit, take_back):
    page = visit("/suche?q=Dachdecker&where=Lahnstien")
    expect(page.get_by_role("main")).to_contain_text("Wir haben das als Lahnstein gelesen.")
    take_back(undo(page, "Lahnstein"))
    expect(undo(page, "Lahnstein")).to_have_count(0)
    assert "where" not in page.url


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", [
    ASKED, "/suche?q=duales+Studium+Dachdecker+Lahnstien", "/suche?where=Lahnstien&sort=fewest_applicants",
    "/suche?q=Dachdecker+Muster+0",
])  # fmt: skip
def test_axe_finds_nothing_where_much_was_understood(visit, look, path):
    page = visit(path, **look)
    expect(page.get_by_role("link").filter(has_text=UNDO).first).to_be_visible()
    assert findings(page) == []
