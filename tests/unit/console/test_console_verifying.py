"""Looking twice before saying that something differs."""

from collections.abc import Collection, Iterator

from services.console.verifying.differences import Difference, lasting


class FakeCheck:
    """Finds what it is told to, one set of ids a look; remembers what it was asked."""

    def __init__(self, *looks: set[str]) -> None:
        self._looks: Iterator[set[str]] = iter(looks)
        self._last: set[str] = set()
        self.asked: list[Collection[str] | None] = []

    def __call__(self, only: Collection[str] | None) -> list[Difference]:
        self.asked.append(only)
        self._last = next(self._looks, self._last)
        return [Difference("part", id_, "a", "b") for id_ in sorted(self._last) if only is None or id_ in only]


def test_what_a_message_on_its_way_makes_good_is_no_difference() -> None:
    check = FakeCheck({"a", "b"}, {"b"}, set())
    assert lasting({"part": check}, 60) == []
    assert check.asked == [None, {"a", "b"}, {"b"}]


def test_what_stays_is_told_and_what_is_new_is_not_looked_for() -> None:
    stays, fine = FakeCheck({"a"}, {"a", "z"}), FakeCheck(set())
    assert [one.id for one in lasting({"part": stays, "other": fine}, 0.7)] == ["a"]
    assert fine.asked == [None]


def test_without_time_the_first_look_counts() -> None:
    check = FakeCheck({"a"}, set())
    assert [one.id for one in lasting({"part": check}, 0)] == ["a"]
