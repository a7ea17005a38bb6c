"""What people get: gate, filters, widening, facets, pages, discoveries, help; and odd texts."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from search_events import HEILBRONN, KONDITOR, LUDWIGSBURG, MARBACH, ZIMMERER, leaver, published, shared, vacancy

from shared.contracts.calls import Resolve, Resolved
from shared.contracts.events import CloudEvent
from shared.contracts.problems import Problem
from shared.contracts.search import OccupationCandidates, OccupationQuery, SearchResult, Suggestions
from shared.contracts.vacancy import Employer, OccupationLabel, VacancyRecord
from shared.runtime.calls import Caller

Search = Callable[..., SearchResult]
Tell = Callable[[CloudEvent], None]
KAELTE = OccupationLabel(
    id="mechatroniker-fuer-kaeltetechnik", kldb2010="34232", name="Mechatroniker/-in für Kältetechnik"
)
SUESSWAREN = OccupationLabel(id="suesswarentechnologe", kldb2010="29262", name="Süßwarentechnologe/-technologin")


@pytest.fixture
def offer(tell: Tell, search: Search) -> Callable[..., None]:
    """Publish vacancies in one batch and wait until they are searchable."""
    return lambda *records: tell(published(*records))


Offer = Callable[..., None]


def titles(result: SearchResult) -> set[str]:
    return {hit.title for hit in result.hits}


def named(title: str, **more: object) -> VacancyRecord:
    return vacancy(title=title, **more)


def test_every_word_must_be_covered_and_the_description_lets_nothing_in(offer: Offer, search: Search) -> None:
    offer(
        named("Ausbildung Bäcker/in (m/w/d)"),
        named("Konditor:in", occupation=KONDITOR, description_html="<p>auch Bäcker arbeiten hier</p>"),
        named("Kindergartenhilfe", occupation=ZIMMERER),
    )
    assert titles(search(q="Bäcker")) == {"Ausbildung Bäcker/in (m/w/d)"}
    assert titles(search(q="Bäcker Backhaus")) == {"Ausbildung Bäcker/in (m/w/d)"}
    assert search(q="Raumfahrt").total == 0
    assert search(q="Gärten").total == 0
    assert search(q="").total == 3


def test_a_word_nobody_offers_is_ignored_beside_an_occupation_and_that_is_said(offer: Offer, search: Search) -> None:
    offer(named("Ausbildung Bäcker/in (m/w/d)"), *(named(f"Bäcker {number}") for number in range(3)))
    result = search(q="Bäcker Raumfahrt", size=2)
    assert (result.total, result.understood["ignored"]) == (4, "Raumfahrt")
    assert len(search(q="Bäcker Raumfahrt", size=2, cursor=result.next_cursor).hits) == 2


def test_the_name_of_a_company_is_no_occupation(offer: Offer, search: Search) -> None:
    offer(
        named("Zimmerer", occupation=ZIMMERER, employer=Employer(id=uuid4(), name="Holzbau Becker")),
        named("Bäcker/in", employer=Employer(id=uuid4(), name="Backstube Holz")),
    )
    assert titles(search(q="Holzbau Becker")) == {"Zimmerer"}


def test_a_typo_is_corrected_and_said(offer: Offer, search: Search) -> None:
    offer(named("Bäckerin gesucht"))
    result = search(q="Bäker in Ludwigsburg")
    assert (result.total, result.corrected) == (1, "Bäcker")
    assert result.understood["place"]["name"] == "Ludwigsburg"
    assert result.hits[0].distance_km is not None
    assert "<mark>" in search(q="Bäckerin").hits[0].highlights["title"][0]


def test_a_misspelt_place_is_understood_and_said(offer: Offer, search: Search) -> None:
    offer(*[named("Bäcker") for _ in range(3)], named("Bäcker fern", location=HEILBRONN))
    result = search(q="Bäcker Ludwigsbrug")
    assert (titles(result), result.corrected) == ({"Bäcker"}, "Ludwigsburg")
    assert result.understood["place"]["name"] == "Ludwigsburg"
    assert result.understood["without"] == {"occupation": "Ludwigsbrug", "place": "Bäcker"}
    beside = search(q="Bäcker", where="Ludwigsbrug")
    assert (titles(beside), beside.corrected) == ({"Bäcker"}, "Ludwigsburg")
    assert beside.understood["where"] == "Ludwigsburg"


def test_an_employer_is_one_where_there_is_one(offer: Offer, search: Search) -> None:
    offer(named("Bäcker"))
    without = search(q="Bäckerei Müller").understood
    assert ([one["id"] for one in without["occupations"]], without["ignored"]) == (["baecker"], "Müller")
    assert "employer" not in without
    offer(named("Verkauf", occupation=KONDITOR, employer=Employer(id=uuid4(), name="Bäckerei Müller GmbH")))
    found = search(q="Bäckerei Müller")
    assert (titles(found), found.understood["employer"]) == ({"Verkauf"}, "Bäckerei Müller")
    assert "occupations" not in found.understood
    assert search(q="Müller").understood.get("employer") is None  # an occupation's name alone is none


def test_a_dual_study_is_searched_and_where_there_is_none_that_is_said(offer: Offer, search: Search) -> None:
    offer(named("Bäcker"))
    none = search(q="duales Studium Bäcker")
    assert (titles(none), none.understood["ignored"]) == ({"Bäcker"}, "duales Studium")
    offer(named("Studium", training_kind="dual_study"))
    found = search(q="duales Studium Bäcker")
    assert (titles(found), found.understood["training_kind"]) == ({"Studium"}, "dual_study")


def test_fewest_applicants_are_expected_where_fewest_wish(
    offer: Offer, search: Search, tell: Callable[[CloudEvent], None]
) -> None:
    offer(named("Bäcker"), named("Konditor", occupation=KONDITOR), named("Zimmerer", occupation=ZIMMERER))
    tell(shared(*[leaver() for _ in range(8)]))
    tell(shared(*[leaver(wishes=(("konditor",),)) for _ in range(12)]))
    found = search(where="71634", sort="fewest_applicants")
    assert [hit.title for hit in found.hits] == ["Zimmerer", "Bäcker", "Konditor"]
    far = search(where="74072", radius_km=5, sort="fewest_applicants")
    assert far.total == 3


def test_too_few_hits_widen_the_radius_and_say_so(offer: Offer, search: Search) -> None:
    offer(named("Bäcker", location=HEILBRONN))
    result = search(q="Bäcker", where="71634")
    assert (result.total, result.widened_to_km) == (1, 35)
    assert search(q="Bäcker", where="74072").widened_to_km is None
    assert search(q="Zimmerer", where="71634").widened_to_km is None


def test_filters_include_what_is_unknown_and_facets_ignore_their_own(offer: Offer, search: Search) -> None:
    offer(
        named("ohne Angabe"),
        named("Hauptschule", certificate_required="hauptschule"),
        named("Abitur", certificate_required="hochschulreife", start_date=date(2028, 8, 1)),
    )
    result = search(certificate="hauptschule")
    assert titles(result) == {"ohne Angabe", "Hauptschule"}
    facet = {value.value: value.count for value in result.facets["certificate"]}
    assert facet == {"hauptschule": 1, "hochschulreife": 1, "unknown": 1}
    years = {value.value: value.count for value in result.facets["start_year"]}
    assert years == {"2027": 2}
    assert titles(search(q="ohne Abi", start_year=2027)) == {"ohne Angabe", "Hauptschule"}


def test_pages_are_stable_and_complete(offer: Offer, search: Search) -> None:
    offer(*[named(f"Bäcker {number}", location=MARBACH) for number in range(23)])
    for sort in ("relevance", "distance", "start", "newest", "fewest_applicants"):
        first = search(q="Bäcker", where="71634", sort=sort, size=10)
        assert first.total == 23
        seen, cursor = [hit.id for hit in first.hits], first.next_cursor
        while cursor:
            page = search(q="Bäcker", where="71634", sort=sort, size=10, cursor=cursor)
            seen += [hit.id for hit in page.hits]
            cursor = page.next_cursor
        assert len(seen) == len(set(seen)) == 23
        assert [hit.id for hit in search(q="Bäcker", where="71634", sort=sort, size=10).hits] == seen[:10]


@pytest.mark.parametrize("damage", [lambda c: c[:-3], lambda c: "A" + c, lambda c: "!", lambda c: c.swapcase()])
def test_an_altered_cursor_is_refused(damage: Callable[[str], str], offer: Offer, search: Search) -> None:
    offer(named("Bäcker 1"), named("Bäcker 2"))
    cursor = search(q="Bäcker", size=1).next_cursor
    assert cursor
    for asked in ({"q": "Bäcker", "cursor": damage(cursor)}, {"q": "Konditor", "cursor": cursor}):
        with pytest.raises(Problem) as refused:
            search(size=1, **asked)
        assert refused.value.body.code == "cursor_invalid"


def test_discoveries_stand_beside_the_hits_with_a_reason(offer: Offer, search: Search) -> None:
    offer(named("Bäcker"), named("Kälte", occupation=KAELTE, location=MARBACH))
    result = search(where="71634", kldb2010="29222")
    assert (titles(result), result.discover) == ({"Bäcker"}, ())  # what was chosen holds beside the hits, too
    offer(*[named("Bäcker", start_date=date(2026, 8, 1)) for _ in range(3)])
    result = search(where="71634", size=3, sort="start")
    assert titles(result) == {"Bäcker"}
    assert [one.occupation.id for one in result.discover] == [KAELTE.id]
    assert result.discover[0].reason == "Mechatroniker/-in für Kältetechnik: wenig bekannt, nur 7 km von Ludwigsburg."


def test_discoveries_are_related_to_what_was_asked(offer: Offer, search: Search) -> None:
    offer(named("Bäcker"), named("Kälte", occupation=KAELTE), named("Süßes", occupation=SUESSWAREN))
    result = search(where="71634", q="Bäcker")
    assert titles(result) == {"Bäcker"}
    assert [one.title for one in result.discover] == ["Süßes"]
    assert "verwandt mit Bäcker" in result.discover[0].reason


def test_no_hit_helps(offer: Offer, search: Search) -> None:
    offer(named("Zimmerer", occupation=ZIMMERER))
    assert search(q="Quantenzauberei").suggestions == ("Zimmerer/Zimmerin",)
    assert search(where="Atlantis an der Ruhr").understood == {"unknown_place": "Atlantis an der Ruhr"}


def test_activities_find_occupations(offer: Offer, search: Search) -> None:
    offer(named("Lehrling 2027", occupation=ZIMMERER), named("Bäcker"))
    result = search(q="was mit Holz")
    assert titles(result) == {"Lehrling 2027"}
    assert result.understood["activities"] == ["wood"]


def test_sorts(offer: Offer, search: Search) -> None:
    offer(
        named("fern", location=HEILBRONN, start_date=date(2027, 1, 1)),
        named("nah", location=LUDWIGSBURG, start_date=date(2027, 9, 1)),
    )
    near = search(where="71634", radius_km=100, sort="distance")
    assert [hit.title for hit in near.hits] == ["nah", "fern"]
    assert [hit.title for hit in search(sort="start").hits] == ["fern", "nah"]


ODD = (
    "ä" * 10_000, "Koch " * 2_000, "!!! ((( *** ???", "\x00\x00", "🍞🥨👩‍🍳", 'title:(a OR b) AND [1 TO *] ~2^4 "',
    "'; DROP TABLE projection; --", "‮ rekcäB", "<script>alert(1)</script>", "a b c d e f g h i j k l m n o p q r s t u",
    "und oder mit", "2027", "00000", "-", "\\", "Donaudampfschifffahrtsgesellschaftskapitän" * 20,
)  # fmt: skip


def test_odd_texts_are_answered(offer: Offer, search: Search, caller: Caller) -> None:
    offer(named("Bäcker", employer=Employer(id=vacancy().id, name="Größe & Söhne")))
    for text in ODD:
        assert search(q=text, where=text).degraded is False
        caller.call("occupations", OccupationQuery(q=text), OccupationCandidates)
        caller.call("suggest", OccupationQuery(q=text), Suggestions)


def test_answers_from_memory(caller: Caller) -> None:
    best = caller.call("occupations", OccupationQuery(q="Bäcker/in (m/w/d)"), OccupationCandidates).items[0]
    assert (best.id, best.confidence) == ("baecker", 1.0)
    assert caller.call("occupations", OccupationQuery(q="xyzzy plugh"), OccupationCandidates).items == ()
    texts = [one.text for one in caller.call("suggest", OccupationQuery(q="ludwigsb"), Suggestions).items]
    assert "Ludwigsburg" in texts
    resolved = caller.call("resolve", Resolve(text="was mit Holz"), Resolved)
    assert resolved.activities == ("wood",)
    assert "zimmerer" in resolved.occupations
