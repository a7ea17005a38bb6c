"""What several tests of accounts need."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from shared.runtime.database import Database
from shared.testing.mailbox import Mailbox, running_mailbox
from shared.testing.servers import OwnDatabase


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """A real SMTP server."""
    with running_mailbox(tmp_path_factory.mktemp("mailbox")) as made:
        yield made


@pytest.fixture
def own(database: OwnDatabase) -> Iterator[Database]:
    """The test's database as accounts sees it."""
    opened = Database(database.url_of("accounts"), "accounts")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def query(database: OwnDatabase) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Asks the test's database as its owner; tables without a schema are those of accounts."""
    with psycopg.connect(database.url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET search_path = accounts")
        yield lambda statement, *values: connection.execute(statement, values).fetchall()
