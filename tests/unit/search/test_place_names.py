"""Misspelt places are read as what they are; surnames and occupations are not."""

from datetime import date

import pytest

from services.search.occupations.reference import find_place, knowledge, near_place
from services.search.occupations.sound import alike
from services.search.query import gate
from services.search.query.builder import Question
from services.search.query.easing import eased
from services.search.query.place_names import PlaceNames, distance
from services.search.query.question import question
from shared.contracts.search import SearchQuery

NAMES = PlaceNames({"Ludwigsburg": 4, "Nastätten": 1, "Scheid": 1, "Hochdorf": 3, "Hofdorf": 2, "Köln": 40})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ludwigsbrug", "Ludwigsburg"),
        ("Ludwgsbrug", "Ludwigsburg"),  # two edits in a long name
        ("Nastaten", "Nastätten"),  # sounds the same
        ("Nasteten", None),  # does not
        ("Schmid", None),  # a surname
        ("Hohdorf", None),  # two could be meant
        ("Koln", "Köln"),
        ("Zimmerer", None),
        ("", None),
        ("71634", None),
    ],
)
def test_the_one_name_near_enough_is_meant(typed: str, meant: str | None) -> None:
    assert NAMES.meant(typed, said=False) == meant


def test_who_says_that_it_is_a_place_is_believed() -> None:
    assert NAMES.meant("Schmid", said=True) == "Scheid"
    assert NAMES.meant("Hohdorf", said=True) is None


def test_a_swap_is_one_edit() -> None:
    assert [distance("brug", other) for other in ("brug", "burg", "brig", "bru", "brugg", "burgg")] == [
        0,
        1,
        1,
        1,
        1,
        2,
    ]


@pytest.mark.parametrize(("left", "right", "same"), [
    ("baeker", "baecker", True), ("schriener", "schreiner", True), ("limburk", "limburg", True),
    ("maier", "maler", False), ("kaiser", "kaeser", False), ("schmid", "scheid", False),
])  # fmt: skip
def test_what_sounds_alike(left: str, right: str, same: bool) -> None:
    assert alike(left, right) == same


def asked(text: str, where: str = "") -> Question:
    query = SearchQuery(q=text, where=where)
    return question(query, None, knowledge=knowledge(), find_place=find_place, today=date(2026, 11, 25))


def read_otherwise(text: str) -> Question | None:
    return eased(asked(text), knowledge=knowledge(), find_place=find_place)


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("Koch Ludwigsbrug", "Ludwigsburg", "Koch"),
        ("Koch in Nastaten", "Nastätten", "Koch in"),
        ("Limburk", "Limburg", ""),
        ("Ludwigsbrug Tischler 2027", "Ludwigsburg", "Tischler 2027"),
    ],
)
def test_a_misspelt_place_is_understood_where_it_has_no_hit_and_can_be_taken_back(
    text: str, place: str, left: str
) -> None:
    assert asked(text).parts.place is None
    easier = read_otherwise(text)
    assert easier and easier.spot
    assert easier.spot.name.startswith(place)
    assert easier.radius_km
    shown = easier.parts.shown(knowledge())
    assert (shown["place"]["name"], easier.parts.corrected) == (easier.spot.name, easier.spot.name)
    assert shown["without"]["place"] == left
    assert easier.parts.words == []


def test_a_word_that_may_be_a_misspelt_place_is_not_searched_with_tolerance() -> None:
    assert "fuzziness" not in str(gate.gate(asked("Koch Ludwigsbrug").parts, ()))


@pytest.mark.parametrize("text", ["Friseur Kaiser", "Bäckerei Hoffmann", "Zimmerei Schneider", "Koch Vollzeit"])
def test_surnames_and_other_words_are_no_places(text: str) -> None:
    easier = read_otherwise(text)
    assert easier is None or easier.spot is None


def test_the_field_for_places_forgives_more() -> None:
    made = asked("Koch", where="Montabauer")
    assert made.spot and made.spot.name == "Montabaur"
    assert made.parts.shown(knowledge())["where"] == "Montabaur"
    assert near_place("Stadlen", said=True)
    assert asked("Koch", where="Hogwarts").spot is None


def test_a_workshop_means_those_who_work_there_and_a_surname_does_not() -> None:
    parts = asked("Bäckerei Müller").parts
    assert (parts.occupations, parts.words) == (("baecker",), ["mueller"])
    assert asked("Druckerei Zimmermann").parts.words == ["zimmermann"]
    assert asked("Verkäuferin Bäckerei").parts.occupations[0] == "verkaeufer"
    assert asked("Zimmerei").parts.occupations[0] == "zimmerer"
    assert knowledge().meaning("partei") is None


def test_surnames_that_resemble_occupations_are_unsure() -> None:
    for name in ("Maier", "Kaiser", "Wegner", "Reimann", "Schmid"):
        assert asked(name).parts.occupations == ()
        assert all(one.confidence < 0.3 for one in knowledge().candidates(name, 3))
    assert asked("Bäker").parts.corrected == "Bäcker"


def test_a_dual_study_is_a_filter_and_ignored_where_there_is_none() -> None:
    made = asked("duales Studium Informatik")
    assert made.query.training_kind == made.parts.training_kind == "dual_study"
    assert made.parts.shown(knowledge())["without"]["training_kind"] == "Informatik"
    easier = eased(made, knowledge=knowledge(), find_place=find_place)
    assert easier and easier.query.training_kind is None
    assert easier.parts.shown(knowledge())["ignored"] == "duales Studium"


def test_a_kind_of_training_that_was_chosen_stays() -> None:
    query = SearchQuery(q="duales Studium", training_kind="dual")
    made = question(query, None, knowledge=knowledge(), find_place=find_place, today=date(2026, 11, 25))
    assert (made.query.training_kind, made.parts.training_kind) == ("dual", None)
