"""Lists of leavers, made again from what is kept for them and what has come. All in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from services.matching import store
from services.matching.features import Market
from services.matching.kernel.tables import Leavers, Numbers
from services.matching.making import make_lists
from services.matching.packing import leavers_of, market_of
from services.matching.rulebook import Rulebook
from services.matching.store import Held, Known, Made, Standing
from shared.runtime.database import Connection

LEAVERS_AT_ONCE = 500


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
    known: Known = store.unknown,
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
    store.lock_leavers(connection, list(extra))
    before, found = store.held(connection, at, extra, book.reference, known)
    wanted, market = [{*one.vacancies, *extra[one.id]} for one in before], market_of(found, book)
    made = _made_open(connection, before, wanted, market, book)
    changes = [_change(was, now) for was, now in zip(before, made, strict=True)]
    store.write_lists(connection, at, made)
    gone = [(change.leaver, id_) for was, change in zip(before, changes, strict=True) if was.own for id_ in change.left]
    store.note_holders(connection, gone, _untold(at, made, changes))
    return [change for change in changes if change.appeared or change.left]


def _made_open(
    connection: Connection, before: Sequence[Held], wanted: Sequence[Collection[str]], market: Market, book: Rulebook
) -> list[Made]:
    """The lists; what is new in one is open, and stays so until the end of the transaction."""
    leavers = leavers_of([vars(one) for one in before], book)
    while True:
        made = lists_of([one.id for one in before], leavers, wanted, market, book)
        fresh = {id_ for was, now in zip(before, made, strict=True) for id_ in _change(was, now).appeared}
        closed = fresh - store.hold_open(connection, fresh)
        if not closed:
            return made
        market = market.of(set(market.ids) - closed)


def lists_of(
    ids: Sequence[str], leavers: Leavers, wanted: Sequence[Collection[str]], market: Market, book: Rulebook
) -> list[Made]:
    """A list for each of the leavers with these ids, out of the vacancies wanted for each as far as the market has
    them."""
    kept = make_lists(leavers, [_rows(some, market) for some in wanted], market, book)
    items = [row[:held].tolist() for row, held in zip(kept.item, kept.held.tolist(), strict=True)]
    noted = zip(*(column.tolist() for column in (kept.shown, kept.discoveries, kept.care, kept.worst)), strict=True)
    return [
        Made(id_, [market.ids[row] for row in some], *facts) for id_, some, facts in zip(ids, items, noted, strict=True)
    ]


def _rows(wanted: Collection[str], market: Market) -> Numbers:
    row = market.row
    return np.array(sorted(row[id_] for id_ in wanted if id_ in row), dtype=np.int32)


def _change(was: Held, now: Made) -> Change:
    before, after = was.vacancies[: was.shown], now.vacancies[: now.shown]
    appeared = tuple(id_ for id_ in after if id_ not in before)
    return Change(now.leaver, appeared, tuple(id_ for id_ in before if id_ not in after))


def _untold(at: Standing, made: Sequence[Made], changes: Sequence[Change]) -> Iterable[store.Pair]:
    """Who is shown what, as far as the holders of the round do not tell. Once another round has begun they will be
    others, so then all of it."""
    if at.newest > at.round:
        return [(one.leaver, id_) for one in made for id_ in one.vacancies[: one.shown]]
    return [(change.leaver, id_) for change in changes for id_ in change.appeared]
