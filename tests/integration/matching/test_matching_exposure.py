"""What nobody sees, on the real servers: places in no list, by Kreis, and what leavers wish for."""

from uuid import uuid4

from conftest import Town
from matching_people import leaver, market, place

from shared.contracts.calls import ListUnseen, Unseen
from shared.testing.processes import eventually


def unseen(town: Town, **asked) -> Unseen:
    with town.matching.caller() as caller:
        return caller.call("list_unseen", ListUnseen(**asked), Unseen)


def test_places_in_no_list_are_counted_and_shown(town: Town) -> None:
    places, lou = market(), uuid4()
    town.open(*places)
    town.arrive({lou: leaver(wishes=(("zimmerer", "dachdecker"),))})
    shown = town.eventually_shown(lou, lambda ids: len(ids) == 10)
    found = unseen(town)
    assert (found.vacancies, found.unseen) == (len(places), len(places) - 10)
    assert {hit.id for hit in found.hits}.isdisjoint(shown) and len(found.hits) == min(50, found.unseen)
    assert len(unseen(town, limit=3).hits) == 3
    by_id = {one.occupation: one for one in found.occupations}
    assert sum(one.seen for one in by_id.values()) == 10
    assert sum(one.places for one in by_id.values()) == sum(document.places for document in places)
    assert all(one.wishes == (id_ in ("zimmerer", "dachdecker")) for id_, one in by_id.items())


def test_a_kreis_is_looked_at_on_its_own_and_what_is_closed_is_gone(town: Town) -> None:
    here, there = place("gleisbauer", kreis_ags="07141", places=3), place("koch", kreis_ags="08118")
    town.open(here, there)
    eventually(lambda: unseen(town).vacancies == 2)
    found = unseen(town, kreis="07141")
    assert [hit.id for hit in found.hits] == [here.id]
    assert [(one.occupation, one.places, one.seen, one.wishes) for one in found.occupations] == [
        ("gleisbauer", 3, 0, 0)
    ]
    town.close("withdrawn", here.id)
    eventually(lambda: unseen(town, kreis="07141") == Unseen(vacancies=0, unseen=0, hits=(), occupations=()))
