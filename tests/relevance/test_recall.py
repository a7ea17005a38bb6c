"""What must be found without exception, and what must never be."""

import pytest
from asking import Indexed

from shared.contracts.search import SearchQuery
from shared.contracts.vacancy import VacancyRecord
from shared.reference.occupations import Occupation, family, is_group, occupations
from shared.reference.places import distance_km, postal_codes

LUDWIGSBURG, DORTMUND, LEIPZIG = "71634", "44137", "04109"
RADIUS = 25
OFFERED = [one for one in occupations().values() if not is_group(one) and one.valid_until is None]


def near(vacancy: VacancyRecord, code: str) -> bool:
    """Within the radius, a little off its edge."""
    here, there = postal_codes()[code], vacancy.location
    return distance_km(here.latitude, here.longitude, there.latitude, there.longitude) < RADIUS - 0.1


def lost(market: Indexed, occupation: Occupation, text: str, code: str) -> list[str]:
    """Vacancies of this occupation near that a search for it does not find."""
    found = {hit.id for hit in market.every_hit(SearchQuery(q=text, where=code, radius_km=RADIUS))}
    ids = {member.id for member in family(occupation)}
    wanted = [v for v in market.vacancies.values() if v.occupation.id in ids and near(v, code)]
    return [f"{text}: {v.title}" for v in wanted if v.id not in found]


@pytest.mark.parametrize(("form", "code"), [("name", LUDWIGSBURG), ("masculine", DORTMUND), ("feminine", LEIPZIG)])
def test_the_name_of_an_occupation_finds_all_its_places_near(market: Indexed, form: str, code: str) -> None:
    missing = [line for one in OFFERED for line in lost(market, one, getattr(one, form), code)]
    assert missing == []


def test_pages_show_every_hit_once(market: Indexed) -> None:
    query = SearchQuery(q="Elektroniker", size=100)
    ids = [hit.id for hit in market.every_hit(query)]
    assert len(ids) == len(set(ids)) == market.search(query).total > 200


def test_a_filter_keeps_what_the_vacancy_does_not_say(market: Indexed) -> None:
    asked = SearchQuery(where=DORTMUND, radius_km=RADIUS, certificate="none", start_year=2027)
    found = {hit.id for hit in market.every_hit(asked)}
    there = [v for v in market.vacancies.values() if near(v, DORTMUND) and v.certificate_required in (None, "none")]
    silent = [v for v in there if v.certificate_required is None and v.start_date.year == 2027]
    flexible = [v for v in there if v.start_flexible and v.start_date.year != 2027]
    assert silent
    assert flexible
    assert [v.title for v in (*silent, *flexible) if v.id not in found] == []


@pytest.mark.parametrize(
    ("text", "employer"),
    [("Nordwerk Robotik", "Nordwerk Robotik SE"), ("Backhaus Sonnenkorn", "Backhaus Sonnenkorn"),
     ("Autohaus Fleischer", "Autohaus Fleischer GmbH"), ("Elektro Koch", "Elektro Koch"),
     ("Sanitär Müller", "Sanitär Müller GbR"), ("Steuerkanzlei Schmied", "Steuerkanzlei Schmied"),
     ("Holzbau Becker", "Holzbau Becker"), ("Hotel Möwennest", "Hotel Möwennest")],
)  # fmt: skip
def test_the_name_of_a_company_finds_all_its_places(market: Indexed, text: str, employer: str) -> None:
    found = {hit.id for hit in market.every_hit(SearchQuery(q=text))}
    missing = [v.title for v in market.vacancies.values() if v.employer.name == employer and v.id not in found]
    assert missing == []


@pytest.mark.parametrize("text", ["Koch", "Fleischer", "Müller", "Zimmermann", "Gärtner", "Maurer", "Schäfer"])
def test_a_surname_is_no_occupation(market: Indexed, text: str) -> None:
    """An employer of that name offering something else is no hit."""
    hits = market.every_hit(SearchQuery(q=text))
    stem = text[:5].casefold()
    said = [hit for hit in hits if stem in f"{hit.occupation.name} {hit.title}".casefold()]
    strangers = [hit.title for hit in hits if hit not in said and text in hit.employer]
    assert said
    assert strangers == []


def test_a_garden_is_no_kindergarten(market: Indexed) -> None:
    assert "erzieher" not in {hit.occupation.id for hit in market.every_hit(SearchQuery(q="Gärten"))}


def test_a_description_lets_nobody_in(market: Indexed) -> None:
    """Half of the corpus mentions other occupations in its description."""
    ids = {hit.occupation.id for hit in market.every_hit(SearchQuery(q="Uhrmacher"))}
    assert ids == {"uhrmacher"}


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "Bäcker " * 1500, "(" * 5000, "a" * 33_000, "!§$%&/()=?", "🦄🔥🦄", "' OR 1=1; --", "*", "?*",
     'title:"Koch" AND (foo OR bar~2)^9', "[1 TO 2]", "Koch\x00Bäcker", "\u202eBäcker", "مرحبا", "\ud7ff\ufeff", " ",
     "\\"],
    ids=range(17),
)  # fmt: skip
def test_odd_texts_are_answered(market: Indexed, text: str) -> None:
    result = market.search(SearchQuery(q=text))
    assert not result.degraded
