"""Fixtures of the tests of candidates."""

from collections.abc import Iterator

import pytest

from shared.runtime.database import Database
from shared.testing.servers import OwnDatabase


@pytest.fixture
def pool(database: OwnDatabase) -> Iterator[Database]:
    opened = Database(database.url_of("candidates"), "candidates")
    opened.open()
    yield opened
    opened.close()
