"""Whoever opened a browser in a test has it closed after it."""

from collections.abc import Iterator

import pytest
from privacy_world import OPENED


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()
