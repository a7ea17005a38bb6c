"""A round once more: the same rules, weights, reference, seed and market must give the same lists."""

from dataclasses import replace
from typing import Any

import numpy as np

from services.matching.rounds import reading, store
from services.matching.rounds.reading import RoundMarket
from services.matching.rounds.running import Maker, outcome, solve, versions_of
from services.matching.rounds.store import Round


class NoSuchRound(ValueError):
    """There is no round of this number, or its lists were cleared."""


def replay(maker: Maker, id_: int) -> dict[str, Any]:
    """Compute a round again; `equal` says whether lists and prices are the same, to the bit.

    Where they may not be expected to be, `changed` says why: other versions, other inputs (how many leavers and
    vacancies have changed since), or a round that was interrupted and went on with what was there then.

    Raises:
        NoSuchRound: see there.
    """
    with maker.database.transaction() as connection:
        made = store.find(connection, id_)
        touched = store.count_touched(connection, made) if made else {}
    if made is None or made.slot is None or made.outcome is None:
        raise NoSuchRound(id_)
    with maker.clock.step("read"):
        market = _as_it_began(reading.read(maker.database, made, None, maker.book))
    solved = solve(maker, market, None)
    begin = np.full(len(market.last), np.nan) if solved.began_with is None else solved.began_with
    inputs = reading.checksum(solved.graph.leavers, solved.graph.field.vacancies, begin)
    changed = _changed(made, versions_of(maker.book), inputs, touched)
    return {"round": id_, "equal": outcome(solved) == made.outcome, "changed": changed, "seconds": maker.clock.seconds}


def _as_it_began(market: RoundMarket) -> RoundMarket:
    """Without the prices the round has ended with."""
    return replace(market, price=np.zeros(0), number=np.zeros(0, np.int64))


def _changed(made: Round, versions: dict[str, Any], inputs: str, touched: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: {"then": getattr(made, name), "now": now} for name, now in versions.items() if getattr(made, name) != now
    }
    if inputs != made.inputs:
        found["inputs"] = touched
    if made.resumed:
        found["resumed"] = True
    return found
