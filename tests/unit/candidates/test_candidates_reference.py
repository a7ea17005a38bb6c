"""What the fact tables say to the rules of candidates."""

import pytest

from services.candidates.reference import TABLES
from shared.contracts.vacancy import OccupationRef


def test_a_postal_code_is_located() -> None:
    centre = TABLES.centre("71634")
    assert centre is not None
    assert (round(centre.latitude), round(centre.longitude), centre.land) == (49, 9, "08")
    assert TABLES.centre("00000") is None


@pytest.mark.parametrize("wish", [{"id": "zimmerer"}, {"title": "Zimmerer/Zimmerin"}, {"title": "Zimmerin"}])
def test_id_and_title_mean_the_same(wish: dict[str, str]) -> None:
    assert TABLES.occupations(OccupationRef.model_validate(wish)) == ("zimmerer",)


def test_a_class_means_all_of_it() -> None:
    found = TABLES.occupations(OccupationRef(kldb2010="29222"))
    assert {"baecker", "konditor"} <= set(found)


def test_an_occupation_means_its_branches_too() -> None:
    found = TABLES.occupations(OccupationRef(id="fachinformatiker"))
    assert found[0] == "fachinformatiker"
    assert len(found) == len(set(found)) > 1


@pytest.mark.parametrize("wish", [{"id": "drache"}, {"title": "Drachenzähmer"}, {"kldb2010": "00000"}])
def test_unknown_means_nothing(wish: dict[str, str]) -> None:
    assert TABLES.occupations(OccupationRef.model_validate(wish)) == ()


def test_an_unknown_id_is_not_rescued_by_a_title() -> None:
    assert TABLES.occupations(OccupationRef(id="drache", title="Zimmerer/Zimmerin")) == ()
