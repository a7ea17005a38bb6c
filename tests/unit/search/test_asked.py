"""What is kept of a search, and what never is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from small_vocabulary import known

from services.search.asked import AskedLog, noting, personal
from services.search.occupations.knowledge import Name
from services.search.query.understood import Spot
from shared.contracts.search import SearchQuery, SearchResult

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def log_of(*queries: SearchQuery, result: SearchResult | None = None) -> dict[Any, int]:
    """What is noted of some searches, as (text, latitude, longitude, outcome)."""
    log = AskedLog(lambda text: Spot(text, 48.8941, 9.1855) if text == "Ludwigsburg" else None)
    for query in queries:
        noting(query, lambda _: result or SearchResult(total=0), log=log, clock=lambda: NOW)
    return {(row.text, row.latitude, row.longitude, row.outcome): times for row, times in log.take().items()}


@pytest.mark.parametrize(
    "text",
    ["anna@example.org", "anna at example.de", "ruf an 0171 2345678", "+49 (7141) 12 34 5", "geboren 3.4.2010",
     "Hauptstraße 5", "Am Alten Weg 12a Ludwigsburg", "Bahnhofstr. 3", "ich heiße Anna", "mein Name ist Max Muster",
     "DE02 1203 0000 0000 2020 51", "www.example.org", "insta annamuster", "12.03.2011", "x" * 81,
     "ich weiß nicht so recht was ich einmal werden will"],
)  # fmt: skip
def test_signs_of_a_person_are_recognised(text: str) -> None:
    assert personal(text)
    assert log_of(SearchQuery(q=text)) == {}


@pytest.mark.parametrize(
    "text",
    ["Bäcker", "Kfz Mechaniker Ludwigsburg", "Altenpflege 2027", "Friseur 44137", "was mit Holz", "BKF", "C++",
     "Ausbildung zum 1. 9. 2027", "Tischler 71634 ab 2027", "Mechatroniker 2 Plätze"],
)  # fmt: skip
def test_what_search_should_learn_from_is_kept(text: str) -> None:
    assert not personal(text)
    assert len(log_of(SearchQuery(q=text))) == 1


def test_places_are_rounded_and_equal_questions_are_one_count() -> None:
    assert log_of(
        SearchQuery(q="Bäcker", where="Ludwigsburg"),
        SearchQuery(q=" BAECKER ", lat=48.8523, lon=9.2112),
        SearchQuery(q="Bäcker", cursor="x"),
        SearchQuery(q="Bäcker", where="Hauptstraße 5, Ludwigsburg"),
    ) == {("baecker", 48.9, 9.2, "nothing"): 2}


@pytest.mark.parametrize(
    ("result", "outcome"),
    [(SearchResult(total=0), "nothing"), (SearchResult(total=9), "found"),
     (SearchResult(total=0, degraded=True), "failed"), (SearchResult(total=9, widened_to_km=50), "eased"),
     (SearchResult(total=9, understood={"ignored": "x"}), "eased")],
)  # fmt: skip
def test_the_outcome_is_kept(result: SearchResult, outcome: str) -> None:
    assert log_of(SearchQuery(q="Koch"), result=result) == {("koch", None, None, outcome): 1}


def test_a_failure_is_noted_and_passed_on() -> None:
    log = AskedLog(lambda _: None)

    def fail(_: SearchQuery) -> SearchResult:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        noting(SearchQuery(q="Koch"), fail, log=log, clock=lambda: NOW)
    taken = log.take()
    assert [row.outcome for row in taken] == ["failed"]
    assert log.take() == {}
    log.give_back(taken)
    assert log.take() == taken


def test_accepted_names_are_known_and_official_ones_keep_their_meaning() -> None:
    knowledge = known()
    assert knowledge.learn([Name("Teigtante", ("baecker",)), Name("Bäcker", ("koch",))]) == 1
    assert knowledge.meaning("teigtante").occupations == ("baecker",)  # type: ignore[union-attr]
    assert knowledge.meaning("baecker").occupations[0] == "baecker"  # type: ignore[union-attr]
    assert knowledge.learn([Name("Teigtante", ("baecker",))]) == 0
