"""No page without axe, and no role without its story: a new route fails here until a test looks at it.

Each role's story, and which file (test_….py) tells it:

| role | by mouse | by keyboard alone | without JavaScript |
| --- | --- | --- | --- |
| leaver | stories, leaver, letters_and_data | by_keyboard, leaver, languages | without_javascript |
| company | stories, company, registration | company, registration | company, registration |
| clerk | mandates | mandates | mandates (the company's answer) |
| school | school | by_keyboard | without_javascript, school |
| coordinator | region, registration, reports | region, registration | region, reports |

Each visit of each test ends with: nothing on the console, no request to another host (conftest.visit).
"""

import ast
import re
import sys
from pathlib import Path

import pytest
from test_accessibility import PUBLIC

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "security"))  # the list of addresses is made there

BEHIND = {
    "/stelle/{vacancy_id}": "test_accessibility.test_a_vacancy",
    "/stelle/{vacancy_id}/melden": "test_accessibility.test_reports",
    "/betrieb/neu": "test_accessibility.test_company_pages",
    "/betrieb/{vacancy_id}": "test_accessibility.test_company_pages",
    "/betrieb/mandate": "test_accessibility.test_company_pages",
    "/{place}/geraete": "test_accessibility.test_company_pages",
    "/betrieb/liste": "test_accessibility.test_a_companys_list",
    "/betrieb/firmen": "test_mandates.test_a_clerk_writes_for_a_company_while_its_mandate_holds",
    "/region": "test_accessibility.test_the_region",
    "/region/bericht": "test_accessibility.test_the_region",
    "/region/betriebe": "test_accessibility.test_registration_and_release",
    "/region/meldungen": "test_accessibility.test_reports",
    "/region/protokoll": "test_accessibility.test_the_log_of_decisions",
    "/schule/zugang": "test_accessibility.test_school_pages",
    "/schule/briefe": "test_accessibility.test_school_pages",
    "/schule/liste": "test_accessibility.test_school_pages",
    "/meine": "test_letters_and_data.test_a_leavers_pages_from_the_letter_to_the_receipt",
    "/meine/angaben": "test_letters_and_data.test_a_leavers_pages_from_the_letter_to_the_receipt",
    "/meine/daten": "test_letters_and_data.test_a_leavers_pages_from_the_letter_to_the_receipt",
    "/meine/umzug": "test_letters_and_data.test_another_device_and_a_lost_phone",
    "/beleg/{receipt}": "test_letters_and_data.test_a_leavers_pages_from_the_letter_to_the_receipt",
}
"""Pages one must sign in for, or that need an id: where axe looks at them."""
FOR_PROGRAMS = re.compile(
    r"^/(api/|stil/|healthz$|readyz$|metrics$)|\.(json|csv|pdf|ics|xml|txt|js|webmanifest|css)$|/vorschlag$"
)
"""Nobody reads these in a browser; /api/docs is Redoc's own page."""
SAME_AS_A_COMPANY = "/betrieb/fuer/{firm}"


def pages() -> set[str]:
    """Every route a person reads; a clerk's pages of a company are that company's."""
    from roles import addresses  # tests/security has its own

    found = {one.path.replace(SAME_AS_A_COMPANY, "/betrieb") for one in addresses() if one.method == "GET"}
    return {path for path in found if not FOR_PROGRAMS.search(path)}


def is_at(route: str, path: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route)), path.partition("?")[0]))


def test_axe_looks_at_every_page() -> None:
    public = {route for route in pages() for path in PUBLIC.values() if is_at(route, path)}
    assert len(pages()) > 40
    assert pages() - public - set(BEHIND) == set(), "a new page: add it to PUBLIC, or to a test that signs in"
    assert set(BEHIND) - pages() == set(), "a page that is no more"


@pytest.mark.parametrize("name", sorted(set(BEHIND.values())))
def test_these_tests_are_there_and_use_axe(name: str) -> None:
    module, _, function = name.partition(".")
    tree = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
    (body,) = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == function]
    assert "findings" in ast.unparse(body)
