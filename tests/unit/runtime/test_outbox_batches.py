"""A push of many travels in batches that fit into a message."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.base import Contract
from shared.contracts.events import MAX_BATCH_BYTES, MAX_BATCH_ITEMS
from shared.outbox.outbox import batches


class Item(Contract):
    """Any item of an event."""

    text: str


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=400_000), max_size=12), st.integers(min_value=0, max_value=1200))
def test_batches_hold_everything_in_order_and_within_the_limits(lengths: list[int], small: int) -> None:
    items = [*(Item(text="x" * length) for length in lengths), *(Item(text=str(n)) for n in range(small))]
    groups = list(batches(items))
    assert [item for group in groups for item in group] == items
    assert all(0 < len(group) <= MAX_BATCH_ITEMS for group in groups)
    sizes = [sum(len(item.model_dump_json()) for item in group) for group in groups]
    assert all(size <= MAX_BATCH_BYTES for size in sizes)


def test_nothing_makes_no_batch() -> None:
    assert list(batches([])) == []
