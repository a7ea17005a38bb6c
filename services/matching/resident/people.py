"""Leavers in memory: the many as they were read in one moment, and the few who came or changed since."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.matching.alerts import Roster, concerned, roster_of_rows
from services.matching.features import Market
from services.matching.ids import Rows, ids_of
from services.matching.rulebook import Rulebook

NEVER = 127
"""Discoveries and care places in the list of someone who is not there any more: none is missing."""
Row = Mapping[str, Any]


class People:
    """Who may be shown a vacancy. Of the many what is noted of lists is brought up to date in place."""

    def __init__(self, roster: Roster, book: Rulebook) -> None:
        self._many, self._rows, self._book = roster, Rows(roster.ids, roster.leavers.key), book
        self._own: dict[str, Row] = {}
        self._few: Roster | None = None

    @property
    def few(self) -> int:
        """How many leavers are beside the many."""
        return len(self._own)

    def concerned(self, market: Market, wanted: Mapping[str, int]) -> dict[str, list[str]]:
        """As `alerts.concerned`, of everyone."""
        return concerned([self._many, *([self._few] if self._few else [])], market, wanted, self._book)

    def take(self, rows: Sequence[Row]) -> None:
        """Rows as they are by now. In place where only the list has changed; else the old row is dead, and there is
        one among the few."""
        if not rows:
            return
        for row, at in zip(rows, self._rows.of(ids_of(rows)).tolist(), strict=True):
            if at >= 0 and not row["gone"] and self._many.revision[at] == row["revision"]:
                self._note(at, row["worst"], row["discoveries"], row["care"])
            else:
                self._replace(at, row)
        self._few = roster_of_rows(self._own.values(), self._book) if self._own else None

    def _replace(self, at: int, row: Row) -> None:
        if at >= 0:
            self._many.revision[at] = -1
            self._note(at, np.inf, NEVER, NEVER)
        self._own.pop(row["id"], None)
        if not row["gone"]:
            self._own[row["id"]] = row

    def _note(self, at: int, worst: float | None, discoveries: int, care: int) -> None:
        noted = self._many.standing
        noted.worst[at] = -np.inf if worst is None else worst
        noted.discoveries[at], noted.care[at] = discoveries, care
