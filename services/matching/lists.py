"""Lists of leavers, made again from what is kept for them and what has come. All in the caller's transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from services.matching import store
from services.matching.current import Current, read_lists
from services.matching.ids import Names, ids_in, once, texts_of
from services.matching.kernel.kept import KeptRows
from services.matching.kernel.tables import Flags, Ints, Numbers
from services.matching.making import make_lists
from services.matching.offered import Known, Offers, market_of, unknown
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.runtime.database import Connection

LEAVERS_AT_ONCE = 500
Move = tuple[list[int], list[int]]
"""Rows of offers that are new in a list, best first, and of those that left it."""


@dataclass(frozen=True)
class Change:
    """What changed in the list one leaver is shown: what is new, best first, and what left it."""

    leaver: str
    appeared: tuple[str, ...]
    left: tuple[str, ...]


def nothing_new(holders: Mapping[str, Iterable[str]]) -> dict[str, Collection[str]]:
    """For `relist`: those who are shown a vacancy, by vacancy; their lists are made again without anything extra."""
    return dict.fromkeys(chain(*holders.values()), ())


def relist(
    connection: Connection,
    at: Standing,
    extra: Mapping[str, Collection[str]],
    *,
    book: Rulebook,
    known: Known = unknown,
) -> list[Change]:
    """Make the lists of these leavers again from what is kept for them (since the round or by it) and the extra
    vacancies given for each; from then on the list is the service's own. `known` is asked first what vacancies are
    like.

    Locks leavers in the order of their ids, so that concurrent events never wait for each other in a circle.
    """
    ids = sorted(extra)
    changes: list[Change] = []
    for start in range(0, len(ids), LEAVERS_AT_ONCE):
        part = {id_: extra[id_] for id_ in ids[start : start + LEAVERS_AT_ONCE]}
        changes += _relist(connection, at, part, book, known)
    return changes


def _relist(
    connection: Connection, at: Standing, extra: Mapping[str, Collection[str]], book: Rulebook, known: Known
) -> list[Change]:
    store.lock_leavers(connection, extra)
    now = read_lists(connection, at, extra, ids_in(chain(*extra.values())), book, known)
    made, moves = _made_open(connection, now, _wanted(now, extra), book)
    names = Names(now.offers["id"])
    changes = [_change(leaver, move, names) for leaver, move in zip(now.ids, moves, strict=True)]
    store.write_lists(connection, at, ids_in(now.ids), now.offers["id"], made)
    gone = [(change.leaver, id_) for change, own in zip(changes, now.own, strict=True) if own for id_ in change.left]
    store.note_holders(connection, gone, _untold(at, now, made, changes, names))
    return [change for change in changes if change.appeared or change.left]


def _wanted(now: Current, extra: Mapping[str, Collection[str]]) -> tuple[Ints, Ints]:
    """Leaver and offer, by rows, of what each holds and is given; some twice."""
    given = [extra[id_] for id_ in now.ids]
    leavers = np.arange(len(now.ids))
    owner = np.concatenate([np.repeat(leavers, np.diff(now.start)), np.repeat(leavers, [len(some) for some in given])])
    return owner, np.concatenate([now.item, now.rows.of(ids_in(chain(*given)))])


def _made_open(
    connection: Connection, now: Current, wanted: tuple[Ints, Ints], book: Rulebook
) -> tuple[KeptRows, list[Move]]:
    """The lists, and what moves in each; what is new in one is open, is as it was taken for, and stays so until the end
    of the transaction."""
    while True:
        market = market_of(now.offers)
        made = make_lists(now.leavers, *_ascending(len(now.ids), wanted, now.offers["open"]), market, book)
        moves = list(_moves(now, made))
        fresh = {row for appeared, _ in moves for row in appeared}
        if _hold(connection, now.offers, np.array(sorted(fresh), dtype=np.int64), book):
            return made, moves


def _hold(connection: Connection, offers: Offers, rows: Ints, book: Rulebook) -> bool:
    """Hold some offers; whether they are what they were taken for. Else they are by now."""
    held, same = store.hold_open(connection, offers["id"][rows], book.reference), True
    for row, id_ in zip(rows.tolist(), texts_of(offers["id"][rows]), strict=True):
        packed = held.get(id_)
        if id_ not in held:
            offers["open"][row] = same = False
        elif packed is not None and packed != offers["packed"][row].tobytes():
            offers["packed"][row], same = np.frombuffer(packed, dtype=np.uint8), False
    return same


def _ascending(leavers: int, wanted: tuple[Ints, Ints], open_: Flags) -> tuple[Ints, Numbers]:
    """Where each leaver's open offers begin, and the offers, ascending and once each."""
    owner, offer = wanted
    pairs = once((owner * len(open_) + offer)[open_[offer]])
    start = np.searchsorted(pairs, np.arange(leavers + 1) * len(open_))
    return start.astype(np.int64), (pairs % max(len(open_), 1)).astype(np.int32)


def _moves(now: Current, made: KeptRows) -> Iterator[Move]:
    """What moves in each leaver's list."""
    for n, (items, shown) in enumerate(zip(made.item.tolist(), made.shown.tolist(), strict=True)):
        before, after = now.list_of(n), items[:shown]
        yield [row for row in after if row not in before], [row for row in before if row not in after]


def _change(leaver: str, move: Move, names: Sequence[str]) -> Change:
    appeared, left = (tuple(names[row] for row in rows) for rows in move)
    return Change(leaver, appeared, left)


def _untold(
    at: Standing, now: Current, made: KeptRows, changes: Collection[Change], names: Sequence[str]
) -> Iterable[store.Pair]:
    """Who is shown what, as far as the holders of the round do not tell. Once another round has begun they will be
    others, so then all of it."""
    if at.newest > at.round:
        lists = zip(now.ids, made.item.tolist(), made.shown.tolist(), strict=True)
        return [(leaver, names[row]) for leaver, items, shown in lists for row in items[:shown]]
    return [(change.leaver, id_) for change in changes for id_ in change.appeared]
