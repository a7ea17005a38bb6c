"""Is the index what the projection says? Asked by the operator page by page, and by night as a whole."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from elasticsearch import Elasticsearch

from services.search import store
from services.search.index.pair import PAGE, Pair, Sides
from services.search.index.prepare import aliases
from services.search.metrics import INDEX_CHECKED, INDEX_DRIFT
from services.search.store import KINDS, Kind
from shared.contracts.calls import CompareIndex, IndexCompared, IndexDifference
from shared.runtime.database import Database

NIGHT = timedelta(hours=2)  # UTC; three or four o'clock in Germany
LOOKS = 10
"""How often a difference is looked at again: one that a message on its way makes good is none."""
PAUSE_SECONDS = 3.0


def compare(command: CompareIndex, *, database: Database, client: Elasticsearch, prefix: str) -> IndexCompared:
    """Compare the named documents, or the next page of both sides; what differs was looked at once more by id."""
    with database.transaction() as connection:
        pair = Pair(connection, client, aliases(prefix).of(command.kind), command.kind)
        if command.ids:
            return IndexCompared(compared=len(command.ids), differences=_told(pair.look(command.ids)))
        page = pair.page(command.after)
        differences = _told(pair.look(page.doubtful))
    return IndexCompared(compared=len(page.expected), differences=differences, next=page.end)


def _told(looked: Sequence[Sides]) -> tuple[IndexDifference, ...]:
    return tuple(
        IndexDifference(id=sides.id, projection=_said(sides), index=str(sides.found) if sides.found else None)
        for sides in looked
        if not sides.equal
    )


def _said(sides: Sides) -> str | None:
    if sides.row is None:
        return None
    return str(sides.expected) if sides.expected else f"version {sides.row.version}, not to be found"


def nightly(
    *, database: Database, client: Elasticsearch, prefix: str, clock: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> dict[str, int]:  # fmt: skip
    """Compare everything, if no instance has done so this night; differences by kind.

    Every instance exports what the one has found.
    """
    found: dict[str, int] = {}
    for kind in KINDS:
        with database.transaction() as connection:
            mine = store.claim_night(connection, kind, (clock() - NIGHT).date())
        if mine:
            found[kind] = _check(database, client, aliases(prefix).of(kind), kind, wait)
    _export(database)
    return found


def _check(database: Database, client: Elasticsearch, index: str, kind: Kind, wait: Callable[[float], None]) -> int:
    with database.dedicated() as connection:
        pair = Pair(connection, client, index, kind)
        documents, doubtful = 0, list[str]()
        for page in pair.pages():
            documents += len(page.expected)
            doubtful += page.doubtful
        for _ in range(LOOKS):
            if doubtful:
                wait(PAUSE_SECONDS)
                doubtful = [id_ for some in _parts(doubtful) for id_ in _differing(pair, some)]
        store.note_check(connection, kind, documents=documents, differences=len(doubtful))
    return len(doubtful)


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]


def _differing(pair: Pair, ids: list[str]) -> list[str]:
    return [sides.id for sides in pair.look(ids) if not sides.equal]


def _export(database: Database) -> None:
    with database.transaction() as connection:
        for row in store.checks(connection):
            INDEX_DRIFT.labels(row["kind"]).set(row["differences"])
            INDEX_CHECKED.labels(row["kind"]).set(row["checked_at"].timestamp())
