"""Everyone in memory, kept up to date: the many as they were read, and the few who came or changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import UUID

import numpy as np

from services.matching import store
from services.matching.alerts import Roster, concerned, roster_of_rows
from services.matching.features import Market, key_of
from services.matching.kernel.tables import Ints
from services.matching.resident.store import changed_since, horizon
from services.matching.rounds.reading import read_roster
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.runtime.database import Database

MOST_RECENT = 5000
"""With more leavers of their own beside the many everyone is read again."""
NEVER = 127
"""Discoveries and care places in the list of someone who is not there any more: none is missing."""
Row = Mapping[str, Any]


@dataclass(eq=False)
class Many:
    """Everyone as they were read in one moment, what was noted of lists being brought up to date in place."""

    at: Standing
    since: str
    roster: Roster
    by_key: Ints

    @classmethod
    def read(cls, database: Database, book: Rulebook) -> "Many":
        """Read everyone; some seconds for a country."""
        with database.transaction() as connection:
            at = store.whole(connection)
            since = horizon(connection)
            roster = read_roster(connection, at, book)
        return cls(at, since, roster, np.argsort(roster.leavers.key, kind="stable"))

    def row(self, id_: str) -> int:
        """The row of a leaver, -1: there is none."""
        whole, key, ids = UUID(id_).bytes, np.uint64(key_of(id_)), self.roster.ids
        at = int(np.searchsorted(self.roster.leavers.key, key, sorter=self.by_key))
        while at < len(self.by_key) and self.roster.leavers.key[self.by_key[at]] == key:
            if ids[self.by_key[at]].tobytes() == whole:
                return int(self.by_key[at])
            at += 1
        return -1

    def note(self, row: int, worst: float | None, discoveries: int, care: int) -> None:
        """What a list is like by now."""
        noted = self.roster.standing
        noted.worst[row] = -np.inf if worst is None else worst
        noted.discoveries[row], noted.care[row] = discoveries, care


class People:
    """Who may be shown a vacancy. Not for several threads at once."""

    def __init__(self, database: Database, book: Rulebook) -> None:
        self._database, self._book = database, book
        self._many: Many | None = None
        self._read: list[Many] = []
        self._reader: Thread | None = None
        self._own: dict[str, Row] = {}
        self._few: Roster | None = None

    def ready(self) -> bool:
        """Catch up with what was committed so far; False while everyone is being read (that goes on beside)."""
        if self._reader and not self._reader.is_alive():
            self._reader = None
        if self._read:
            self._many, self._own, self._few = self._read.pop(), {}, None
        if self._many and self._caught_up(self._many):
            return True
        self.read_again()
        return False

    def read_again(self) -> None:
        """Read everyone beside what else is done."""
        if self._reader is None:
            self._reader = Thread(target=lambda: self._read.append(Many.read(self._database, self._book)), daemon=True)
            self._reader.start()

    def wait(self) -> None:
        """Wait for the end of reading."""
        if self._reader:
            self._reader.join()

    def concerned(self, market: Market, wanted: Mapping[str, int]) -> dict[str, list[str]]:
        """As `alerts.concerned`, of everyone. Call when `ready`."""
        rosters = [roster for roster in (self._many and self._many.roster, self._few) if roster]
        return concerned(rosters, market, wanted, self._book)

    def _caught_up(self, many: Many) -> bool:
        with self._database.transaction() as connection:
            at = store.whole(connection)
            if at.round != many.at.round:
                return False
            until = horizon(connection)
            rows = changed_since(connection, at, many.since, self._book.reference, MOST_RECENT)
        if len(rows) == MOST_RECENT:
            return False
        for row in rows:
            self._take(many, row)
        many.since = until
        if rows:
            self._few = roster_of_rows(self._own.values(), self._book) if self._own else None
        if len(self._own) > MOST_RECENT:
            self.read_again()
        return True

    def _take(self, many: Many, row: Row) -> None:
        """In place where only the list has changed; else the old row is dead, and there is one among the few."""
        at = many.row(row["id"])
        if at >= 0 and not row["gone"] and many.roster.revision[at] == row["revision"]:
            many.note(at, row["worst"], row["discoveries"], row["care"])
            return
        if at >= 0:
            many.roster.revision[at] = -1
            many.note(at, np.inf, NEVER, NEVER)
        self._own.pop(row["id"], None)
        if not row["gone"]:
            self._own[row["id"]] = row
