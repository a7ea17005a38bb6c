"""What is wished for by whom decides which places are crowded."""

from services.search.query.crowding import levels


def test_levels_go_by_wishes_for_a_place_each_twice_the_one_before() -> None:
    wishes = {"baecker": 8, "konditor": 8, "koch": 64, "tischler": 9}
    places = {"baecker": 1.0, "konditor": 4.0, "koch": 8.0, "tischler": 1.0, "zimmerer": 3.0}
    assert levels(wishes, places) == (("konditor",), ("baecker", "koch", "tischler"))


def test_who_wishes_for_an_occupation_wishes_for_its_fachrichtungen() -> None:
    assert levels({"fachinformatiker": 8}, {"fachinformatiker-systemintegration": 1.0}) == (
        ("fachinformatiker-systemintegration",),
    )


def test_nobody_wishes_for_anything() -> None:
    assert levels({}, {"baecker": 1.0}) == ()
