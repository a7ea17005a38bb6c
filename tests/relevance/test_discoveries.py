"""Lesser-known places beside the hits: near, akin, with a reason, never among the hits."""

from asking import Asked
from table import mean

from shared.contracts.search import Discovery
from shared.reference.occupations import occupations, riasec_similarity

AKIN = 0.9  # share of discoveries that must share an activity or the interests with what was asked
LIKE = 0.6  # correlation of interests that counts as alike


def every(answers: list[Asked]) -> list[tuple[Asked, Discovery]]:
    """All discoveries with the answer they stand beside."""
    return [(asked, one) for asked in answers for one in asked.result.discover]


def akin(asked: Asked, found: Discovery) -> bool:
    """Whether somebody who asked for this might like that."""
    there = occupations()[found.occupation.id]
    return any(
        set(one.activities) & set(there.activities) or riasec_similarity(one.riasec, there.riasec) >= LIKE
        for one in map(occupations().__getitem__, asked.query.best)
    )


def test_discoveries_are_lesser_known_and_say_why(answers: list[Asked]) -> None:
    found = every(answers)
    assert len(found) > len(answers)
    assert all(one.lesser_known and one.occupation.name in one.reason for _, one in found)
    assert all(len(asked.result.discover) <= 3 for asked in answers)


def test_discoveries_are_not_among_the_hits_and_not_what_was_asked(answers: list[Asked]) -> None:
    for asked, one in every(answers):
        assert one.id not in {hit.id for hit in asked.result.hits}
        assert one.occupation.id not in {part["id"] for part in asked.result.understood.get("occupations", ())}


def test_discoveries_are_near(answers: list[Asked]) -> None:
    away = [
        one.distance_km
        for asked, one in every(answers)
        if one.distance_km is not None and one.distance_km > (asked.result.widened_to_km or 25) + 0.5
    ]
    assert away == []


def test_discoveries_are_akin_to_what_was_asked(answers: list[Asked]) -> None:
    named = [(asked, one) for asked, one in every(answers) if asked.result.understood.get("occupations")]
    assert mean(akin(asked, one) for asked, one in named if asked.query.best) >= AKIN
