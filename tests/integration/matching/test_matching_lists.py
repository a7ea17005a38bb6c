"""Lists as places and leavers come and go, on the real servers."""

from typing import Any
from uuid import uuid4

import pytest
from conftest import Query, Town, candidate
from matching_people import PRACTICAL, SOCIAL, ids_of, leaver, market, place

from shared.contracts.problems import RemoteProblem
from shared.testing.processes import eventually


def sent(query: Query, name: str) -> list[dict[str, Any]]:
    """Bodies of the events matching has put out."""
    return query("SELECT body::jsonb -> 'data' AS data FROM outbox WHERE name = %s ORDER BY seq", name)


def test_a_leaver_gets_ten_with_reasons_and_discoveries(town: Town) -> None:
    places, lou = market(), uuid4()
    town.open(*places)
    town.arrive({lou: leaver(wishes=(("zimmerer",),))})
    town.eventually_shown(lou, lambda ids: len(ids) == 10)
    found = town.list_of(lou)
    assert found.notice is None and not found.degraded
    assert sum(match.lesser_known for match in found.matches) >= 2
    assert all(1 <= len(match.reasons) <= 3 for match in found.matches)
    assert all(match.vacancy.distance_km is not None and match.vacancy.occupation.daily for match in found.matches)


def test_a_place_that_few_are_shown_says_so_until_many_are(town: Town) -> None:
    only, lou = place("industriemechaniker", places=1), uuid4()
    town.open(only)
    town.arrive({lou: leaver()})
    town.eventually_shown(lou, lambda ids: ids == [only.id])
    assert "few_shown" in [reason.code for reason in town.list_of(lou).matches[0].reasons]
    others = {uuid4(): leaver() for _ in range(16)}
    town.arrive(others)
    for other in others:
        town.eventually_shown(other, lambda ids: ids == [only.id])
    assert "few_shown" not in [reason.code for reason in town.list_of(lou).matches[0].reasons]


def test_it_does_not_matter_who_comes_first(town: Town) -> None:
    places, before, after = market(30), uuid4(), uuid4()
    town.arrive({before: leaver()})
    town.open(*places)
    town.arrive({after: leaver()})
    first = town.eventually_shown(before, lambda ids: len(ids) == 10)
    second = town.eventually_shown(after, lambda ids: len(ids) == 10)
    assert set(first) <= ids_of(places) and set(second) <= ids_of(places)
    by_fit = [match.fit for match in town.list_of(before, order="fit").matches]
    assert by_fit == [match.fit for match in town.list_of(after, order="fit").matches]
    assert by_fit == sorted(by_fit, reverse=True)


def test_a_class_that_is_recalled_together_gets_what_each_would_get_alone(town: Town) -> None:
    near, far = leaver(wishes=(("zimmerer",),)), leaver(radius_km=50, interests=SOCIAL)
    together, alone = {uuid4(): near, uuid4(): far}, {uuid4(): near, uuid4(): far}
    town.open(*market(60), place("erzieher", north_km=40))
    town.arrive(together)
    for one, profile in alone.items():
        town.arrive({one: profile})
    for one, other in zip(together, alone, strict=True):
        town.eventually_shown(one, lambda ids: len(ids) == 10)
        town.eventually_shown(other, lambda ids: len(ids) == 10)
        lists = [town.list_of(who, order="fit").matches for who in (one, other)]
        assert [match.vacancy.id for match in lists[0]] == [match.vacancy.id for match in lists[1]]


def test_a_better_place_appears_and_is_announced(town: Town, query: Query) -> None:
    lou = uuid4()
    town.open(*market())
    town.arrive({lou: leaver(wishes=(("zimmerer",),))})
    town.eventually_shown(lou, lambda ids: len(ids) == 10)
    wish = place("zimmerer", north_km=0.5)
    town.open(wish)
    found = town.eventually_shown(lou, lambda ids: wish.id in ids)
    assert found[0] == wish.id and len(found) == 10
    assert town.list_of(lou).matches[0].reasons[0].code == "wish"
    news = [item for row in sent(query, "match.proposed") for item in row["data"]["items"]]
    assert {"leaver_id": str(lou), "vacancy_ids": [str(wish.id)]} in news


def test_a_place_that_fits_only_by_interests_finds_its_leaver_among_many(town: Town) -> None:
    lou = uuid4()
    others = {uuid4(): leaver(interests=SOCIAL, wishes=(("erzieher",),)) for _ in range(600)}
    town.open(*market(40))
    for start in range(0, 600, 300):
        town.arrive(dict(list(others.items())[start : start + 300]))
    town.arrive({lou: leaver(interests=PRACTICAL)})
    town.eventually_shown(lou, lambda ids: len(ids) == 10)
    best = place("zimmerer", north_km=0.2, places=20)  # enough for the half who gain most; one would be a lottery
    town.open(best)
    town.eventually_shown(lou, lambda ids: best.id in ids)


def test_a_closed_place_leaves_all_lists_and_the_gap_is_filled(town: Town, query: Query) -> None:
    lou = uuid4()
    town.open(*market())
    town.arrive({lou: leaver()})
    gone = town.eventually_shown(lou, lambda ids: len(ids) == 10)[0]
    town.close("filled", gone)
    town.eventually_shown(lou, lambda ids: gone not in ids and len(ids) == 10)
    assert [row["data"] for row in sent(query, "match.withdrawn")] == [
        {"vacancy_id": str(gone), "leaver_ids": [str(lou)]}
    ]


def test_closings_in_a_batch_and_a_late_event(town: Town) -> None:
    places, lou = market(14), uuid4()
    town.open(*places)
    town.arrive({lou: leaver()})
    shown = town.eventually_shown(lou, lambda ids: len(ids) >= 5)
    town.close("expired", *shown[:3])
    town.eventually_shown(lou, lambda ids: not set(shown[:3]) & set(ids))
    late = next(document for document in places if document.id == shown[0])
    town.open(late)  # revision 1, but 2 closed it
    newer = place("zimmerer", north_km=0.1)
    town.open(newer)
    assert shown[0] not in town.eventually_shown(lou, lambda ids: newer.id in ids)
    town.open(late.model_copy(update={"revision": 3}))
    town.eventually_shown(lou, lambda ids: shown[0] in ids)


def test_a_changed_place_leaves_the_list_of_those_it_no_longer_suits(town: Town, query: Query) -> None:
    near, lou = place("zimmerer"), uuid4()
    town.open(near)
    town.arrive({lou: leaver()})
    town.eventually_shown(lou, lambda ids: ids == [near.id])
    town.open(near.model_copy(update={"revision": 2, "start_year": 2028}))
    town.eventually_shown(lou, lambda ids: ids == [])
    eventually(lambda: len(sent(query, "match.withdrawn")) == 1)


def test_erasure_leaves_a_tombstone_only(town: Town, query: Query) -> None:
    lou, other = uuid4(), uuid4()
    town.open(*market(20))
    town.arrive({lou: leaver(), other: leaver()})
    town.eventually_shown(lou, lambda ids: len(ids) == 10)
    town.erase(lou)
    eventually(lambda: query("SELECT 1 FROM leavers WHERE id = %s AND erased AND profile IS NULL", lou))
    town.say_arrived([candidate(lou, leaver(), revision=99)])
    town.arrive({other: leaver(radius_km=20)}, revision=2)
    eventually(lambda: query("SELECT 1 FROM leavers WHERE id = %s AND radius_km = 20", other))
    eventually(lambda: query("SELECT 1 FROM inbox HAVING count(*) = 4"))
    assert query("SELECT 1 FROM own_holders WHERE leaver_id = %s", lou) == []
    assert query("SELECT 1 FROM leavers WHERE id = %s AND own IS NOT NULL", lou) == []
    assert query("SELECT 1 FROM outbox WHERE body LIKE %s", f"%{lou}%") == []
    with pytest.raises(RemoteProblem) as refused:
        town.list_of(lou)
    assert refused.value.body.kind == "gone"
    assert len(town.shown(other)) == 10


def test_a_leaver_who_loses_the_place_loses_the_list(town: Town, query: Query) -> None:
    lou = uuid4()
    town.open(*market(20))
    town.arrive({lou: leaver()})
    town.eventually_shown(lou, lambda ids: len(ids) == 10)
    town.move_away(lou, leaver(postal_code="716", latitude=None, longitude=None), revision=3)
    town.eventually_shown(lou, lambda ids: ids == [])
    town.say_arrived([candidate(lou, leaver(), revision=2)])  # late
    eventually(town.quiet)
    notice = town.list_of(lou).notice
    assert notice is not None and notice.code == "postal_code_incomplete"
    assert query("SELECT 1 FROM own_holders") == []
    town.arrive({lou: leaver()}, revision=4)
    town.eventually_shown(lou, lambda ids: len(ids) == 10)


def test_an_outdated_profile_changes_nothing(town: Town, query: Query) -> None:
    lou = uuid4()
    town.arrive({lou: leaver(radius_km=50)}, revision=5)
    eventually(lambda: query("SELECT 1 FROM leavers WHERE radius_km = 50"))
    town.say_arrived([candidate(lou, leaver(radius_km=5), revision=4)])
    eventually(lambda: query("SELECT 1 FROM inbox HAVING count(*) = 2"))
    assert query("SELECT radius_km FROM leavers") == [{"radius_km": 50.0}]
