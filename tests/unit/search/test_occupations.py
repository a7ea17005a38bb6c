"""What search knows of occupations, with the real names and the learnt classes."""

import pytest

from services.search.boosts import CONFIDENCE
from services.search.occupations.classes import Classes
from services.search.occupations.learning import Examples, digest, learn
from services.search.occupations.reference import build, knowledge


def first(text: str) -> tuple[str, bool]:
    """The first occupation and whether search is sure of it."""
    found = knowledge().candidates(text, 5)
    return (found[0].id, found[0].confidence >= CONFIDENCE["sure"]) if found else ("", False)


def test_the_classes_were_learnt_from_the_names_there_are_now() -> None:
    """If this fails: `make occupations`."""
    seen: list[str] = []

    def stored(examples: Examples) -> Classes:
        seen.append(digest(examples))
        return Classes.load()

    build(stored)
    assert seen == [Classes.load().learnt_from]


def test_the_same_names_give_the_same_classes() -> None:
    names = [("baecker", {"29222"}), ("feinbaecker", {"29222"}), ("maurer", {"32122"}), ("hallo", {""})]
    one, other = learn(names), learn(reversed(names))
    assert one.shares("baecker") == other.shares("baecker")
    assert max(one.shares("brotbaecker").items(), key=lambda share: share[1])[0] == "29222"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Bäcker (m/w/d)", "baecker"),
        ("BÄCKERINNEN", "baecker"),
        ("Baecker", "baecker"),
        ("Ausbildung zum Bäcker", "baecker"),
        ("MFA", "medizinische-fachangestellte"),
        ("Altenpflegerin", "pflegefachmann"),
        ("Metzger", "fleischer"),
        ("Schreiner", "tischler"),
        ("Flaschner", "klempner"),
        ("Kfz Mechaniker", "kraftfahrzeugmechatroniker"),
        ("Industriemechanikr", "industriemechaniker"),
        ("Dachdekker", "dachdecker"),
        ("Haare schneiden", "friseur"),
        ("Brot backen", "baecker"),
        ("mit Kindern arbeiten", "erzieher"),
    ],
)
def test_what_people_type(text: str, id_: str) -> None:
    assert first(text) == (id_, True)


@pytest.mark.parametrize(
    ("text", "id_"), [("Schreinerei", "tischler"), ("Hundefriseur", "friseur"), ("Elektrik", "elektroniker")]
)
def test_what_is_likely_comes_first(text: str, id_: str) -> None:
    assert first(text)[0] == id_


@pytest.mark.parametrize(
    "text", ["Aushilfe", "Student", "keine Ahnung", "asdf", "Berlin", "Lehrer", "Pilot", "", "🍞", "???"]
)
def test_unsure_means_several_or_none(text: str) -> None:
    found = knowledge().candidates(text, 5)
    assert all(one.confidence < CONFIDENCE["sure"] for one in found)
    assert len(found) != 1


def test_what_one_likes_gives_occupations_in_which_one_does_it() -> None:
    found = knowledge().candidates("was mit Holz", 5)
    assert all("wood" in knowledge().entries[one.id].activities for one in found[:3])
    assert all(one.confidence < CONFIDENCE["sure"] for one in found)


def test_every_candidate_says_why() -> None:
    texts = ("Bäcker", "Bäker", "Betonmischanalgenfahrer", "Haare schneiden", "was mit Holz")
    assert all(one.why for text in texts for one in knowledge().candidates(text, 5))


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "ab " * 3_000, "\x00" * 50, "‮rekcäB", 'AND OR NOT ("', "'; DROP TABLE x"]
)
def test_odd_texts_are_answered(text: str) -> None:
    assert len(knowledge().candidates(text, 5)) <= 5


@pytest.mark.parametrize(
    ("text", "occupation"),
    [
        ("BKF", "berufskraftfahrer"),
        ("hep", "heilerziehungspfleger"),
        ("VerwFA", "verwaltungsfachangestellte"),
        ("KEP", "fachkraft-fuer-kurier-express-und-postdienstleistungen"),
    ],
)
def test_letters_that_begin_the_parts_of_a_name_are_a_guess(text: str, occupation: str) -> None:
    """None of these is in a list; none is ever sure."""
    first = knowledge().candidates(text, 3)[0]
    assert (first.id, first.why) == (occupation, "Abkürzung?")
    assert first.confidence < CONFIDENCE["sure"]


@pytest.mark.parametrize("text", ["mama", "opa", "asdf", "xyz"])
def test_other_short_words_abbreviate_nothing(text: str) -> None:
    assert [one for one in knowledge().candidates(text, 5) if one.why == "Abkürzung?"] == []
