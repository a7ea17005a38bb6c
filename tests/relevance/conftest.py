"""The corpus in Elasticsearch, all judged queries asked once, and the table at the end of the run."""

from collections.abc import Iterator

import pytest
from asking import Asked, Indexed, indexed
from judging import judged
from table import lines

from shared.testing.servers import Servers, own_index_prefix

_ROWS = pytest.StashKey[list[tuple[str, ...]]]()


@pytest.fixture(scope="session")
def market(servers: Servers) -> Iterator[Indexed]:
    """The corpus, searchable. The index always has the same name: the shuffle of equals depends on it."""
    with own_index_prefix(servers, "relevance") as prefix, indexed(servers.elasticsearch_url, prefix) as market:
        yield market


@pytest.fixture(scope="session")
def answers(market: Indexed) -> list[Asked]:
    """Every judged query with its answer; those that have one first in mind are `answerable`."""
    return [Asked(query, market.search(query.asked), market.vacancies) for query in judged()]


@pytest.fixture(scope="session")
def answerable(answers: list[Asked]) -> list[Asked]:
    """Queries for which the corpus holds something."""
    return [asked for asked in answers if asked.query.kind != "unanswerable"]


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> list[tuple[str, ...]]:
    """Rows of the table that is printed after the tests: name, then cells."""
    return pytestconfig.stash.setdefault(_ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table."""
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section("relevance")
        terminalreporter.write("\n".join(lines(rows)) + "\n")
