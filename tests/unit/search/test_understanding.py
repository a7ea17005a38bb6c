"""What a typed text is understood to ask for."""

import pytest
from small_vocabulary import find_place, known

from services.search.occupations.reference import find_place as reference_place
from services.search.occupations.reference import knowledge
from services.search.query.understanding import understand
from services.search.query.understood import Understood

KNOWN = known()


def understood(text: str) -> Understood:
    return understand(text, knowledge=KNOWN, find_place=find_place)


def test_an_official_name_means_its_own_occupation_only() -> None:
    assert understood("Bäcker").occupations == ("baecker",)
    assert understood("BÄCKER/-IN (m/w/d)").occupations == ("baecker",)
    assert understood("Feinbäcker").occupations == ("baecker", "konditor")


def test_a_typing_error_is_corrected_against_the_names() -> None:
    parts = understood("Bäker")
    assert (parts.occupations, parts.corrected) == (("baecker",), "Bäcker")
    assert understood("Schriener").corrected == "Schreiner"


@pytest.mark.parametrize(
    "text",
    ["Kfz Mechaniker Ludwigsburg", "Kfz-Mechaniker in Ludwigsburg", "71634 kfz mechaniker", "kfz mechaniker 71634"],
)
def test_occupation_and_place(text: str) -> None:
    parts = understood(text)
    assert parts.occupations == ("kfz",)
    assert parts.place and parts.place.name == "Ludwigsburg"
    assert parts.words == []


def test_places_of_several_words_and_regions() -> None:
    assert understood("Koch in Bad Ems").place == find_place("bad ems")
    assert understood("Raum Limburg").place == find_place("limburg")
    assert understood("Nastätten").place == find_place("nastaetten")


@pytest.mark.parametrize(
    ("text", "certificate"),
    [
        ("irgendwas mit Tieren ohne Abi", "mittlerer"),
        ("Koch mit Hauptschulabschluss", "hauptschule"),
        ("Koch Quali", "hauptschule"),
        ("Koch Berufsreife", "hauptschule"),
        ("Koch Mittlere Reife", "mittlerer"),
        ("Koch Realschulabschluss", "mittlerer"),
        ("Koch mit Sekundarabschluss I", "mittlerer"),
        ("Koch ohne Abschluss", "none"),
        ("Koch Fachabi", "fachhochschulreife"),
        ("Koch mit Abitur", "hochschulreife"),
        ("Koch Sekundarabschluss I - Hauptschulabschluss", "hauptschule"),
        ("Koch erweiterter Realschulabschluss", "mittlerer"),
        ("Koch Fachoberschulreife", "mittlerer"),
        ("Koch MSA", "mittlerer"),
        ("Koch mit erweiterter Berufsbildungsreife", "hauptschule"),
        ("Koch ESA", "hauptschule"),
        ("Koch qualifizierender Hauptschulabschluss", "hauptschule"),
        ("Koch Mittelschulabschluss", "hauptschule"),
        ("Koch Werkrealschulabschluss", "mittlerer"),
        ("Koch mittlerer Bildungsabschluss", "mittlerer"),
        ("Koch ohne Hauptschulabschluss", "none"),
        ("Koch Förderschulabschluss", "none"),
        ("Koch fachgebundene Hochschulreife", "hochschulreife"),
        ("Koch", None),
    ],
)
def test_certificates(text: str, certificate: str | None) -> None:
    assert understood(text).certificate == certificate


def test_activities_in_any_ending() -> None:
    parts = understood("irgendwas mit Tieren ohne Abi")
    assert (parts.activities, parts.words, parts.occupations) == (("animals",), [], ())
    assert KNOWN.doing(parts.activities) == ("tierpfleger-klinik",)
    assert understood("was mit Holz").activities == ("wood",)


def test_start_year() -> None:
    parts = understood("MFA ab 2027")
    assert (parts.occupations, parts.start_year, parts.words) == (("mfa",), 2027, [])


def test_the_rest_stays_as_typed() -> None:
    parts = understood("Koch Gasthöfe Übermut")
    assert parts.shown(KNOWN)["rest"] == "Gasthöfe Übermut"


@pytest.mark.parametrize("text", ["", "   ", "!!! §§ ???", "\x00\x00", "🍞🥨", "ab" * 5000, "x " * 5000, "‮rekcäB"])
def test_odd_texts_are_understood_as_something(text: str) -> None:
    parts = understood(text)
    assert len(parts.words) <= 24
    assert parts.occupations == ()


def test_candidates_say_how_sure_and_why() -> None:
    best = KNOWN.candidates("Bäcker/in", 5)[0]
    assert (best.id, best.confidence, best.why) == ("baecker", 1.0, "Name: Bäcker")
    ambiguous = KNOWN.candidates("Feinbäcker", 5)
    assert [one.id for one in ambiguous] == ["baecker", "konditor"]
    assert all(one.confidence < 0.8 for one in ambiguous)


def left(text: str) -> dict[str, str]:
    """What is left of a text when a part is taken back."""
    found: dict[str, str] = understood(text).shown(KNOWN)["without"]
    return found


def test_each_part_can_be_taken_back() -> None:
    assert left("Kfz-Mechaniker in Ludwigsburg ohne Abi 2027") == {
        "occupation": "in Ludwigsburg ohne Abi 2027",
        "place": "Kfz-Mechaniker ohne Abi 2027",
        "certificate": "Kfz-Mechaniker in Ludwigsburg 2027",
        "start_year": "Kfz-Mechaniker in Ludwigsburg ohne Abi",
    }
    assert left("was mit Holz") == {"activity": ""}
    assert left("Koch Gasthöfe") == {"occupation": "Gasthöfe", "rest": "Koch"}


@pytest.mark.parametrize("text", ["Koch GmbH Tischler", "Firma Koch Tischler", "Tischler Koch KG"])
def test_a_company_s_name_is_no_occupation(text: str) -> None:
    parts = understood(text)
    assert (parts.occupations, parts.employer, parts.words) == (("tischler",), ("koch",), ["koch"])
    assert left(text)["employer"] == "Tischler"


def test_of_two_names_the_longer_word_is_the_occupation() -> None:
    parts = understood("Koch Konditor/in")
    assert (parts.occupations, parts.words) == (("konditor",), ["koch"])


def test_the_training_for_an_occupation_means_it() -> None:
    assert understood("Tischlerlehre").occupations == ("tischler",)
    assert understood("Bäckerausbildung").occupations == ("baecker",)


def test_gardens_are_no_kindergartens() -> None:
    found = {
        text: understand(text, knowledge=knowledge(), find_place=reference_place) for text in ("Gärten", "Kindergärten")
    }
    assert found["Gärten"].activities == ("plants",)
    assert found["Kindergärten"].activities == ("children",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Koch Essen", "Essen"),
        ("Lkw fahren", None),
        ("Essen kochen", None),
        ("Straßenbahn fahren", None),
        ("Hof", "Hof"),
    ],
)
def test_words_that_are_also_places(text: str, place: str | None) -> None:
    parts = understand(text, knowledge=knowledge(), find_place=reference_place)
    assert (parts.place and parts.place.name) == place


def test_a_whole_phrase_says_more_than_its_verb() -> None:
    parts = understand("Brot backen", knowledge=knowledge(), find_place=reference_place)
    assert parts.occupations[0] == "baecker"
    assert (parts.activities, parts.words) == ((), [])
