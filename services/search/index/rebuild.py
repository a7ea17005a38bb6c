"""A new index from the projection while writes go on.

1. copy: every row of the projection, tombstones as deletes, so that the new index refuses late writes as well;
2. catch_up: what has changed since the pass before, until that is little;
3. compare: every document of both sides; what changed meanwhile is written again, everything else must be equal;
4. flip: the alias moves in one step; then what changed since the last pass once more, now under the alias.
A write that went to the old index in the moment of the flip had committed its row before, so 4 finds it. A write
that comes late meets a newer version or a remembered delete, as always (external_gte).
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from elasticsearch import Elasticsearch

from services.search import store
from services.search.documents import searchable
from services.search.errors import RebuildTooSmall, RebuildUnequal
from services.search.index import dated
from services.search.index.compare import FIRST, Tally
from services.search.index.pair import PAGE, Page, Pair, Sides
from services.search.index.writer import write
from services.search.store import Projected
from shared.contracts.calls import RebuildState, StartRebuild
from shared.runtime import failpoints
from shared.runtime.database import Connection
from shared.runtime.errors import is_passing

log = structlog.get_logger()
T = TypeVar("T")
OVERLAP = timedelta(minutes=5)
"""`changed_at` is the time a transaction began: passes overlap by more than any takes to commit."""
CATCH_UPS = 10
LITTLE = 2 * PAGE
REPAIRS = 5
LEAST_SHARE = 0.8
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before trying again while Elasticsearch is busy or away for a moment."""


class Rebuild:
    """One rebuild of one kind, on a connection that holds the claim. `alias` is what everyone reads."""

    def __init__(
        self, command: StartRebuild, state: RebuildState, alias: str, connection: Connection, client: Elasticsearch
    ) -> None:
        self.state = state
        self._command = command
        self._alias = alias
        self._connection = connection
        self._client = client

    def run(self) -> None:
        """Build, compare, flip. Until the flip the index behind the alias is not touched.

        Raises:
            RebuildTooSmall, RebuildUnequal: refused.
            Exception: a server is away for too long, or a document does not fit.
        """
        before = dated.count(self._client, self._alias)
        name = dated.begin(self._client, self._alias, self._command.kind)
        self.note(phase="copy", index=name, documents_before=before)
        since = self._caught_up()
        tally = self._compared(name)
        if tally.documents < LEAST_SHARE * before and not self._command.force:
            raise RebuildTooSmall()
        self.note(phase="flip", documents=tally.documents, checksum=tally.checksum, since=since)
        replaced = dated.flip(self._client, self._alias, name)
        failpoints.reach("rebuild.flipped")
        self.note(replaced=tuple(replaced))
        self.follow_up()
        pruned = dated.prune(self._client, self._alias, [name, *replaced]) if self._command.prune else []
        self.note(phase="done", pruned=tuple(pruned))

    def follow_up(self) -> None:
        """After the flip: what was written to the old index in its last moments."""
        self._copy(self._alias, self.state.since)

    def discard(self) -> None:
        """Delete what was built and is not to be used."""
        dated.discard(self._client, self._alias)

    def note(self, **changes: Any) -> None:
        """Tell how far it is."""
        self.state = self.state.model_copy(update=changes)
        store.note_rebuild(self._connection, self.state)

    def _caught_up(self) -> datetime:
        """Copy everything, then what has changed since; from when on the next pass has to look."""
        target = dated.building(self._alias)
        since = self._copy(target, None)
        self.note(phase="catch_up")
        for _ in range(CATCH_UPS):
            since = self._copy(target, since)
            if self.state.done <= LITTLE:
                break
        return since

    def _copy(self, target: str, since: datetime | None) -> datetime:
        """Write all rows changed since a time; from when on the next pass has to look."""
        kind, next_since = self._command.kind, store.now(self._connection) - OVERLAP
        self.note(done=0, total=store.rows(self._connection, kind, since))
        after = FIRST
        while rows := store.page(self._connection, kind, after=after, limit=PAGE, since=since):
            self._write(target, rows)
            self.note(done=self.state.done + len(rows))
            after = rows[-1].id
        return next_since

    def _write(self, target: str, rows: list[Projected]) -> None:
        documents = [searchable(row) for row in rows]
        self._patiently(lambda: write(self._client, target, documents, wait=False))

    def _compared(self, name: str) -> Tally:
        """Compare page by page; the count and the checksum both sides agree on.

        Raises:
            RebuildUnequal: they do not.
        """
        self.note(phase="compare", done=0, total=self._patiently(lambda: dated.settle(self._client, name)))
        projection = built = Tally()
        pair = Pair(self._connection, self._client, name, self._command.kind)
        for page in self._pages(pair):
            agreed = self._agreed(pair, page)
            projection = projection.plus(sides.expected for sides in agreed if sides.expected)
            built = built.plus(sides.found for sides in agreed if sides.found)
            self.note(done=projection.documents)
        if projection != built or built.documents != dated.settle(self._client, name):
            log.error("rebuild unequal", projection=repr(projection), index=repr(built))
            raise RebuildUnequal()
        return built

    def _pages(self, pair: Pair) -> Iterator[Page]:
        page = self._patiently(lambda: pair.page(None))
        yield page
        while page.end:
            page = self._patiently(partial(pair.page, page.end))
            yield page

    def _agreed(self, pair: Pair, page: Page) -> list[Sides]:
        """Both sides of a page, after what has changed since the last pass was written again."""
        looked = self._patiently(lambda: pair.look(page.doubtful))
        for _ in range(REPAIRS):
            rows = [sides.row for sides in looked if sides.row and not sides.equal]
            if not rows:
                break
            self._write(dated.building(self._alias), rows)
            looked = self._patiently(lambda: pair.look(page.doubtful))
        return [*page.settled(), *looked]

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """The answer of Elasticsearch, asked again while it is busy; the claim must not be lost meanwhile."""
        for pause in PAUSES:
            try:
                return attempt()
            except Exception as error:
                if not is_passing(error) or self._connection.closed:
                    raise
                log.warning("rebuild paused", error=repr(error), seconds=pause)
                time.sleep(pause)
        return attempt()
