"""Who is shown a new vacancy: for each of its places about as many as its fair share, those who gain most."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from services.matching.features import Market
from services.matching.graph import leavers_at
from services.matching.ids import Buffer, ids_of
from services.matching.kernel.alert import Homes, Offer, Standing, alert, homes_of, no_reached
from services.matching.kernel.tables import Ints, Leavers, Singles
from services.matching.packing import leavers_of
from services.matching.rulebook import Rulebook


@dataclass(frozen=True, eq=False)
class Roster:
    """Leavers by place, the largest radius first, with what is noted of their lists, row by row."""

    ids: Buffer
    leavers: Leavers
    homes: Homes
    standing: Standing
    revision: Ints

    def name(self, row: int) -> str:
        """The id of a row."""
        return str(UUID(bytes=self.ids[row].tobytes()))

    @cached_property
    def widest_km(self) -> float:
        """The largest radius."""
        return float(self.leavers.radius_km.max(initial=0.0))


def roster_of(ids: Buffer, leavers: Leavers, worst: Singles, discoveries: Ints, care: Ints, revision: Ints) -> Roster:
    """The same leavers, ordered by place; ids are rows of 16 bytes."""
    order = np.lexsort((leavers.key, -leavers.radius_km, leavers.longitude, leavers.latitude))
    ordered = leavers_at(leavers, order)
    noted = Standing(worst[order].astype(np.float32), discoveries[order], care[order])
    return Roster(ids[order], ordered, homes_of(ordered), noted, revision[order])


def roster_of_rows(rows: Iterable[Mapping[str, Any]], book: Rulebook) -> Roster:
    """Rows of the store as a roster."""
    known = list(rows)
    worst = np.array([-np.inf if row["worst"] is None else row["worst"] for row in known], dtype=np.float32)
    counts = (np.array([row[name] for row in known], dtype=np.int64) for name in ("discoveries", "care", "revision"))
    return roster_of(ids_of(known), leavers_of(known, book), worst, *counts)


def share(places: int, reach: float | None, book: Rulebook) -> int:
    """To how many leavers a vacancy is shown; `reach` is what a round says of each place."""
    return math.ceil(places * (reach or book.rules.alert.per_place))


def concerned(
    rosters: Sequence[Roster], market: Market, wanted: Mapping[str, int], book: Rulebook
) -> dict[str, list[str]]:
    """For each leaver who is to be shown some of the vacancies, which; `wanted`: how many leavers each still wants."""
    found: dict[str, list[str]] = {}
    for v, vacancy in enumerate(market.ids):
        for leaver in reached(rosters, market, v, wanted[vacancy], book):
            found.setdefault(leaver, []).append(vacancy)
    return found


def reached(rosters: Sequence[Roster], market: Market, v: int, wanted: int, book: Rulebook) -> list[str]:
    """Ids of those who are to be shown a vacancy: all whose list is not full, then as many as it still wants of
    those above their own threshold, by margin; the noise in it is the lottery among equals."""
    rules, open_, gaining = book.rules.choice, [], []
    offer = Offer(wanted, float(market.prices[v]), rules.noise, rules.seed, rules.discoveries, rules.care)
    for roster in rosters:
        found = no_reached(len(roster.leavers.key), wanted)
        count, size = alert(book.known.known, roster.leavers, roster.homes, roster.standing, market.table, v,
                            book.terms, offer, roster.widest_km, found)  # fmt: skip
        open_ += [roster.name(row) for row in found.open[:count].tolist()]
        gaining += [
            (-margin, roster.name(row))
            for margin, row in zip(found.margin[0, :size].tolist(), found.row[0, :size].tolist(), strict=True)
        ]
    return open_ + [leaver for _, leaver in sorted(gaining)[: max(wanted, 0)]]
