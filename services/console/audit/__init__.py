"""The schema of the audit log, and what the operator does on the command line, noted in it (docs/adr/0044).

    with noted("index.maintain", "reindexed", "index", "vacancy"):
        …

leaves two rows, one before and one after: an act that was cut off has its first row alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from services.console.settings import read_settings
from services.console.store import note
from shared.contracts.calls import Act


@contextmanager
def noted(right: str, action: str, kind: str, subject: str | None = None) -> Iterator[None]:
    """Note an act of the operator's before it begins, and how it ended.

    The rows go to PostgreSQL as its owner, so that they are written while services are away.
    """
    act = Act.by(None, right, action, kind, subject)
    url = read_settings().database_url
    note(url, act.ending("begun"))
    try:
        yield
    except BaseException:
        note(url, act.ending("failed"))
        raise
    note(url, act)
