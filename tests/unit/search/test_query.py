"""Filters, cursors and the request that is built; what happens while Elasticsearch is away."""

from datetime import UTC, date, datetime
from typing import Any

import elastic_transport
import pytest
from small_vocabulary import find_place, known

from services.search import searching
from services.search.boosts import FEW_HITS
from services.search.errors import CursorInvalid
from services.search.query import builder, facets, filters, gate, widening
from services.search.query.builder import Question
from services.search.query.easing import eased
from services.search.query.order import Cursor, decode, encode
from services.search.query.question import question
from shared.contracts.search import SearchQuery, SearchResult

KNOWN = known()
TODAY = date(2026, 11, 22)


def request(**asked: Any) -> dict[str, Any]:
    query = SearchQuery(**asked)
    return builder.hits(question(query, None, knowledge=KNOWN, find_place=find_place, today=TODAY), None)


def matching(built: dict[str, Any]) -> dict[str, Any]:
    return built["query"]["function_score"]["query"]["bool"]


def test_each_part_of_the_text_is_a_gate_and_the_description_is_none() -> None:
    built = matching(request(q="Bäcker Gasthof Krone in Ludwigsburg"))
    covered, company = built["must"][0]["dis_max"]["queries"]
    assert len(covered["bool"]["must"]) == 3
    assert company["match"]["employer"]["query"] == "baecker gasthof krone"
    assert "description" not in str(built["must"])
    assert "description" in str(built["should"])
    assert built["filter"][0]["geo_distance"]["distance"] == "25km"


def test_nothing_asked_gates_nothing() -> None:
    built = matching(request())
    assert (built["must"], built["filter"]) == ([], [])


def test_what_is_chosen_wins_over_what_the_text_says() -> None:
    made = question(
        SearchQuery(q="Koch ohne Abi 2027 in Nastätten", certificate="hauptschule", where="71634", radius_km=10),
        None, knowledge=KNOWN, find_place=find_place, today=TODAY,
    )  # fmt: skip
    assert (made.query.certificate, made.query.start_year, made.radius_km) == ("hauptschule", 2027, 10)
    assert made.spot == find_place("71634")


def test_only_long_words_are_searched_with_tolerance_and_never_in_company_names() -> None:
    assert "fuzziness" not in str(matching(request(q="Vente"))["must"])
    fuzzy = matching(request(q="Gastwirtschaft"))["must"][0]["dis_max"]["queries"][1]["multi_match"]
    assert fuzzy["prefix_length"] == 2
    assert not any(field.startswith("employer") for field in fuzzy["fields"])


def test_a_facet_ignores_its_own_filter() -> None:
    built = facets.aggregations({"certificate": {"c": 1}, "start_year": {"s": 1}})
    assert built["certificate"]["filter"]["bool"]["filter"] == [{"s": 1}]
    assert built["known"]["filter"]["bool"]["filter"] == [{"c": 1}, {"s": 1}]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 22), "2026-08-01", "2027-01-17"),
        (date(2027, 6, 10), "2026-08-01", "2027-08-05"),
        (date(2027, 8, 1), "2027-08-01", "2027-09-26"),
    ],
)
def test_available_now_is_this_training_year_and_eight_weeks(today: date, first: str, last: str) -> None:
    window = filters.available_now(today)["range"]["start_date"]
    assert window == {"gte": first, "lte": last}


def counting(**counts: int) -> Any:
    """An `ask` that counts so many hits within each radius ("km35")."""
    found = {name.removeprefix("km"): {"doc_count": count} for name, count in counts.items()}
    return lambda *_: [{"aggregations": found}]


def test_the_radius_widens_to_the_first_that_gives_a_choice() -> None:
    near = question(SearchQuery(where="ludwigsburg"), None, knowledge=KNOWN, find_place=find_place, today=TODAY)
    assert widening.radius(near, 1, counting(km35=2, km50=5, km100=9)) == 50
    assert widening.radius(near, 0, counting(km35=1, km50=1, km100=1)) == 35
    assert widening.radius(near, 1, counting(km35=1, km50=1, km100=1)) is None
    assert widening.radius(near, FEW_HITS, counting()) is None


def test_the_radius_widens_only_around_a_place() -> None:
    nowhere = question(SearchQuery(q="Koch"), None, knowledge=KNOWN, find_place=find_place, today=TODAY)
    assert widening.radius(nowhere, 0, counting()) is None


def eased_of(text: str) -> Question | None:
    asked = question(SearchQuery(q=text), None, knowledge=KNOWN, find_place=find_place, today=TODAY)
    return eased(asked, knowledge=KNOWN, find_place=find_place)


def test_words_nobody_understood_demand_nothing_beside_an_occupation_and_may_be_a_place() -> None:
    easier = eased_of("Koch Ludwigsburg Vollzeit")
    assert easier
    assert (easier.parts.words, easier.parts.ignored) == ([], ("ludwigsburg", "vollzeit"))
    assert easier.parts.shown(KNOWN)["ignored"] == "Ludwigsburg Vollzeit"
    assert easier.spot
    assert easier.radius_km
    assert gate.gate(easier.parts, ()) == [gate.occupation(easier.parts.occupations, "koch")]


def test_there_is_nothing_to_ease_where_all_is_understood_or_nothing_was_typed() -> None:
    assert eased_of("Koch in Ludwigsburg") is None
    assert eased_of("") is None


@pytest.mark.parametrize(
    "forged",
    [
        Cursor([], TODAY, 35, True, 0),
        Cursor([1.5, "id", "x", "y"], TODAY, 35, True, 0),
        Cursor([{"a": 1}, "id"], TODAY, 35, True, 0),
        Cursor([1.5, "id"], date(1, 1, 1), 35, True, 0),
        Cursor([1.5, "id"], TODAY, -7, True, 0),
        Cursor([1.5, "id"], TODAY, 10**30, True, 0),
        Cursor([1.5, "id"], TODAY, 35, True, 10**9),
        Cursor([1.5, "id"], TODAY, 35, "x", "y"),  # type: ignore[arg-type]
    ],
)
def test_a_forged_cursor_with_the_right_mark_is_refused(forged: Cursor) -> None:
    query = SearchQuery(q="Koch")
    with pytest.raises(CursorInvalid):
        decode(encode(forged, query), query)


def test_a_cursor_belongs_to_its_search() -> None:
    query = SearchQuery(q="Koch", size=5)
    text = encode(Cursor([1.5, "id"], TODAY, 35, True, False), query)
    assert decode(text, query.model_copy(update={"size": 9, "cursor": text})) == Cursor(
        [1.5, "id"], TODAY, 35, True, False
    )
    for wrong in (text[1:], text + "x", "", "ä", "e30", "W10", "W1tdLCIiXQ"):
        with pytest.raises(CursorInvalid):
            decode(wrong, query)
    with pytest.raises(CursorInvalid):
        decode(text, SearchQuery(q="Bäcker", size=5))


class FakeAwayElasticsearch:
    """An Elasticsearch that does not answer."""

    def msearch(self, **_: Any) -> Any:
        """Nobody is there."""
        raise elastic_transport.ConnectionError("away")


def test_while_elasticsearch_is_away_a_search_is_degraded_but_understood() -> None:
    result = searching.search(
        SearchQuery(q="Bäker"), client=FakeAwayElasticsearch(), prefix="x", knowledge=KNOWN,  # type: ignore[arg-type]
        find_place=find_place, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip
    assert (result.total, result.degraded, result.corrected) == (0, True, "Bäcker")
    assert isinstance(result, SearchResult)
