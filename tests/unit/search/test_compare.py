"""Two sides in the order of their ids: how far pages can be compared, and what looks different."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.search.index.compare import FIRST, State, Tally, digest, suspicious, window

IDS = st.integers(1, 40).map(lambda number: UUID(int=number << 96))


def state(id_: UUID, version: int = 1, name: str | None = None) -> State:
    return State(str(id_), name or str(id_), version, digest({"id": str(id_)}))


def test_the_digest_knows_the_content_and_not_its_order() -> None:
    assert digest({"a": 1, "b": [1.0, "ä"]}) == digest({"b": [1.0, "ä"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 1.0}) != digest({"a": "1"})
    assert digest({"b": [1, 2]}) != digest({"b": [2, 1]})


def test_what_only_one_side_has_or_says_differently_is_suspicious() -> None:
    same, missing, extra, older = (UUID(int=n) for n in range(1, 5))
    expected = [state(same), state(missing), state(older, 2)]
    found = [state(same), state(extra), state(older, 1), state(same, 1, "copy")]
    assert suspicious(expected, found) == sorted([str(missing), str(extra), str(older), "copy"])
    assert suspicious(expected, expected) == []


@given(st.sets(IDS), st.lists(IDS, max_size=60), st.integers(2, 7))
def test_pages_find_what_the_whole_comparison_finds(ours: set[UUID], theirs: list[UUID], size: int) -> None:
    """Whatever the sizes: extra documents that claim another's id among them, unless they fill a whole page."""
    places = sorted(theirs)
    if any(places.count(place) >= size for place in places):
        places = sorted(set(places))
    docs = [
        state(place, 1, str(place) if not places[:n].count(place) else f"{place}-{n}") for n, place in enumerate(places)
    ]
    rows = sorted(ours)
    whole = suspicious(map(state, rows), docs)
    assert sorted(_by_pages(rows, docs, size)) == whole


def _by_pages(rows: list[UUID], docs: list[State], size: int) -> list[str]:
    after: UUID | None = FIRST
    doubtful: list[str] = []
    while after is not None:
        some = [row for row in rows if row > after][:size]
        found = [doc for doc in docs if doc.place > str(after)][:size]
        end = window(some, found, size)
        expected = [state(row) for row in some if end is None or row <= end]
        doubtful += suspicious(expected, [doc for doc in found if end is None or doc.place <= str(end)])
        after = end
    return doubtful


@given(st.lists(IDS, unique=True))
def test_the_checksum_does_not_know_the_order(ids: list[UUID]) -> None:
    states = [state(id_) for id_ in ids]
    assert Tally().plus(states) == Tally().plus(reversed(states))
    assert len(Tally().plus(states).checksum) == 16
    changed = [state(id_, 2) for id_ in ids[:1]] + states[1:]
    assert not ids or Tally().plus(states) != Tally().plus(changed)
