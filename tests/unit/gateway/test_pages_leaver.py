"""What leavers' pages compute: interests, ten beginners, a posting that stays data, sitemaps, the style sheet."""

import json
import re
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from test_pages import gone, pages, record

from services.gateway.pages.leaver.interest_items import ITEMS, packed, scores, strongest, unpacked
from services.gateway.pages.leaver.occupation import beginners
from services.gateway.pages.leaver.posting import json_ld, posting
from services.gateway.pages.leaver.vacancy import calendar
from services.gateway.pages.pictures import hexagon
from services.gateway.pages.styles import STATIC, style_sheet
from shared.contracts.calls import OpenVacancies, OpenVacancy
from shared.contracts.search import SearchResult
from shared.reference.activities import activities
from shared.reference.occupations import occupations

TEMPLATES = Path(__file__).parents[3] / "services" / "gateway" / "pages" / "templates"


def test_four_items_ask_for_each_direction_and_each_has_a_picture():
    assert len({item.key for item in ITEMS}) == 24
    assert {item.picture for item in ITEMS} <= set(activities())
    pictures = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "bilder.svg").read_text()))
    assert pictures == set(activities())


def test_a_score_is_the_mean_of_its_answers_and_silence_is_the_middle():
    found = scores({"R0": "7", "R1": "4", "S0": "1"})
    assert (found["R"], found["S"], found["A"]) == (5.5, 1.0, 4.0)
    assert strongest({"R": 5, "I": 6, "A": 1, "S": 5, "E": 2, "C": 4}) == ["I", "R", "S"]
    assert strongest({"R": 7, "I": 6, "A": 1, "S": 5, "E": 2, "C": 4}) == ["R", "I"]


@pytest.mark.parametrize("text", ["", "0" * 23, "9" * 24, "x" * 24, "٣" * 24])
def test_a_cookie_of_somebody_else_holds_no_answers(text):
    assert unpacked(text) == {}


def test_answers_survive_the_cookie():
    answers = {"R0": "7", "C3": "1", "A2": "4"}
    assert unpacked(packed(answers)) == answers


def test_the_check_counts_nothing_it_did_not_ask():
    client = pages()
    answer = client.post("/interessen", data={"R0": "7", "X9": "7", "R1": "99", "weiter": "ergebnis"})
    assert "Noch 11 Antworten" in answer.text
    assert re.search(r"hv_interessen=5[0]{23};", answer.headers["set-cookie"])


def test_a_hexagon_is_regular_when_all_is_alike():
    corners = [tuple(map(float, pair.split(","))) for pair in hexagon((7,) * 6).split()]
    assert corners[0] == (0, -80) and corners[3] == (0, 80)
    assert {round((x * x + y * y) ** 0.5, 0) for x, y in corners} == {80}


def test_ten_beginners_are_always_ten():
    counted = [found for one in occupations().values() if (found := beginners(one))]
    assert len(counted) > 100
    assert {sum(count for _, count in found) for found in counted} == {10}


def test_no_title_ends_the_script():
    vacancy = record(title="Koch </script><script>alert(1)</script> & <!--", employer={"id": uuid4(), "name": "A & B"})
    text = str(json_ld(vacancy, "http://x/1"))
    assert not re.search("[<>&]", text)
    assert json.loads(text)["title"] == vacancy.title


def test_a_posting_has_what_is_required_and_invents_nothing():
    found = posting(record(description_html=""), "http://x/1")
    assert found["description"] and found["description"] != found["title"]
    assert "baseSalary" not in found and "educationRequirements" not in found
    assert posting(record(pay_per_month=(1000, 1100)), "x")["baseSalary"]["value"]["maxValue"] == 1100


def test_a_page_has_exactly_one_posting_and_an_invented_one_is_not_indexed():
    text = pages(get_vacancy=record(synthetic=True)).get(f"/stelle/{uuid4()}").text
    assert text.count("application/ld+json") == 1 and "noindex" in text
    assert "application/ld+json" not in pages(get_vacancy=gone).get(f"/stelle/{uuid4()}").text


def test_a_deadline_is_a_day_in_the_calendar():
    text = calendar(record(apply_by="2027-03-31"), "http://x/1").decode()
    assert "DTSTART;VALUE=DATE:20270331" in text and "DTEND;VALUE=DATE:20270401" in text
    assert pages(get_vacancy=record()).get(f"/stelle/{uuid4()}/frist.ics").status_code == 404


def test_sitemaps_go_on_until_the_last_page():
    ids = [UUID(int=(10 << 124) + n) for n in range(1, 502)]

    def open_ones(command):
        rest = [id_ for id_ in ids if command.after < id_ < command.before][: command.limit]
        items = [OpenVacancy(id=id_, changed_at="2026-11-01T10:00:00Z", synthetic=id_ == ids[0]) for id_ in rest]
        return OpenVacancies(items=tuple(items))

    text = pages(list_open=open_ones).get("/sitemap-a.xml").text
    assert text.count("<loc>") == 500 and str(ids[0]) not in text and str(ids[-1]) in text
    assert pages().get("/sitemap-g.xml").status_code == 404
    assert pages().get("/sitemap-a.xml").status_code == 503
    assert "/beruf/gleisbauer<" in pages().get("/sitemap-berufe.xml").text


@pytest.mark.parametrize("id_", sorted(occupations())[::9])
def test_every_occupation_has_a_page(id_):
    answer = pages(search=SearchResult(total=0)).get(f"/beruf/{id_}")
    assert answer.status_code == 200 and "Das ist ähnlich" in answer.text


def test_kern_has_every_part_the_pages_use():
    kern = (STATIC / "vendor" / "kern.css").read_text()
    used = {name for path in TEMPLATES.rglob("*.html") for name in re.findall(r"kern-[a-z_-]+[a-z]", path.read_text())}
    own = {"kern-alert--info", "kern-label__optional"}
    assert {name for name in used - own if f".{name}" not in kern} == set()


def test_the_mirrored_kern_is_made_from_the_one_beside_it():
    digest = sha256((STATIC / "vendor" / "kern.css").read_bytes()).hexdigest()
    mirrored = (STATIC / "vendor" / "kern.rtl.css").read_text()
    assert mirrored.startswith(f"/* Mirrored by rtlcss from kern.css {digest} */"), "run `make kern`"
    assert style_sheet("rtl").address in pages().get("/?sprache=ar").text


def test_our_own_styles_follow_the_direction_of_the_text():
    """Physical sides only where the thing itself has no direction: the map and what turns on the spot."""
    physical = re.compile(
        r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|(?<![-\w])(?:left|right):"
    )
    for path in sorted((STATIC / "css").glob("*.css")):
        assert path.name == "70-map.css" or not physical.findall(path.read_text()), path.name


def test_the_style_sheet_is_kept_for_ever_under_its_own_address():
    client = pages()
    address = style_sheet().address
    assert f'href="{address}"' in client.get("/").text
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/stil/alt.css").headers["cache-control"] == "no-cache"
