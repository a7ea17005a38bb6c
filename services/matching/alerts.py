"""Who is shown a new vacancy: for each of its places about as many as its fair share, those who gain most."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from services.matching.features import Market, seeker_of
from services.matching.graph import leavers_at
from services.matching.kernel.alert import Homes, Offer, alert, homes_of, no_reached
from services.matching.kernel.tables import CARE, DISCOVERY, Flags, Ints, Leavers, Singles
from services.matching.packing import Buffer, pack_leaver, unpack_leavers
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile


@dataclass(frozen=True, eq=False)
class Roster:
    """Leavers by place with what is noted of their lists, row by row; `worst` is minus infinity where any may come."""

    ids: Buffer
    leavers: Leavers
    homes: Homes
    worst: Singles
    discoveries: Ints
    care: Ints
    full: Flags

    def name(self, row: int) -> str:
        """The id of a row."""
        return str(UUID(bytes=self.ids[row].tobytes()))

    @property
    def widest_km(self) -> float:
        """The largest radius."""
        return float(self.leavers.radius_km.max(initial=0.0))


def roster_of(ids: Buffer, leavers: Leavers, worst: Singles, discoveries: Ints, care: Ints) -> Roster:
    """The same leavers, ordered by place; ids are rows of 16 bytes."""
    order = np.lexsort((leavers.key, leavers.longitude, leavers.latitude))
    ordered = leavers_at(leavers, order)
    least = worst[order].astype(np.float32)
    return Roster(ids[order], ordered, homes_of(ordered), least, discoveries[order], care[order], least > -np.inf)


def roster_of_rows(rows: Iterable[Mapping[str, Any]], book: Rulebook) -> Roster:
    """Rows of the store as a roster."""
    known = list(rows)
    worst = np.array([-np.inf if row["worst"] is None else row["worst"] for row in known], dtype=np.float32)
    counts = (np.array([row[name] for row in known], dtype=np.int64) for name in ("discoveries", "care"))
    ids = b"".join(UUID(row["id"]).bytes for row in known)
    whole = np.frombuffer(ids, dtype=np.uint8).reshape(-1, 16)
    return roster_of(whole, _leavers(known, whole, book), worst, *counts)


def _leavers(rows: Sequence[Mapping[str, Any]], ids: Buffer, book: Rulebook) -> Leavers:
    packed = [_packed(row, book) for row in rows]
    at = np.cumsum([0, *map(len, packed)])[:-1].astype(np.int64)
    return unpack_leavers(ids, np.frombuffer(b"".join(packed), dtype=np.uint8), at, book)


def _packed(row: Mapping[str, Any], book: Rulebook) -> bytes:
    if row["packed"] is not None:
        return bytes(row["packed"])
    return pack_leaver(seeker_of(row["id"], LeaverProfile.received(row["profile"]), book), book)


def share(places: int, reach: float | None, book: Rulebook) -> int:
    """To how many leavers a vacancy is shown; `reach` is what a round says of each place."""
    return math.ceil(places * (reach or book.rules.alert.per_place))


def concerned(roster: Roster, market: Market, wanted: Mapping[str, int], book: Rulebook) -> dict[str, list[str]]:
    """For each leaver who is to be shown some of the vacancies, which; `wanted`: how many leavers each still wants."""
    found: dict[str, list[str]] = {}
    for v, vacancy in enumerate(market.ids):
        for row in reached(roster, market, v, wanted[vacancy], book).tolist():
            found.setdefault(roster.name(row), []).append(vacancy)
    return found


def reached(roster: Roster, market: Market, v: int, wanted: int, book: Rulebook) -> Ints:
    """Rows of those who are to be shown a vacancy: all whose list is not full, then as many as it still wants of
    those above their own threshold, by margin; the noise in it is the lottery among equals."""
    rules, found = book.rules.choice, no_reached(len(roster.leavers.key))
    offer = Offer(float(market.prices[v]), rules.noise, rules.seed)
    count = alert(book.known.known, roster.leavers, roster.homes, market.table, v, book.terms, offer, roster.worst,
                  roster.widest_km, found)  # fmt: skip
    feasible = np.flatnonzero(found.margin[:count] > -np.inf)
    row, margin, bits = found.row[feasible], found.margin[feasible], found.bits[feasible]
    gains = margin > 0
    gains |= (bits & DISCOVERY > 0) & (roster.discoveries[row] < rules.discoveries)
    gains |= (bits & CARE > 0) & (roster.care[row] < rules.care)
    open_, full = row[gains & ~roster.full[row]], np.flatnonzero(gains & roster.full[row])
    best = full[np.lexsort((roster.leavers.key[row[full]], -margin[full]))][: max(0, wanted)]
    return np.concatenate([open_, row[best]])
