"""One round from its beginning to its end, in a process of its own; goes on where a killed one has stopped.

1. The round is noted. From now on handlers mark what they change (`own_round`, `touched`).
2. The market is read, prices are found and written.
3. Partition by partition the lists are written, a transaction each.
4. One transaction puts the round in the place of the one before; lists that handlers made since 1 stay.
5. What came, changed or went since 1 is offered to and taken from the new lists (settling.py).
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from services.matching import held
from services.matching import store as lists_store
from services.matching.kernel.kept import KeptRows
from services.matching.kernel.tables import rows_of
from services.matching.rounds import computing, reading, store, writing
from services.matching.rounds.computing import Solved, Told, ToldCrew
from services.matching.rounds.reading import RoundMarket
from services.matching.rounds.store import Round
from services.matching.rulebook import Rulebook
from shared.runtime import failpoints
from shared.runtime.database import Database

LEAVERS_A_PART = 25_000
WRITERS = 2
LEAVERS_A_WRITER = 2_000
"""So few that a second writer pays."""


class Busy(RuntimeError):
    """Another process makes a round just now."""


@dataclass
class Clock:
    """Seconds of each step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the block."""
        began = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - began, 3)


@dataclass(frozen=True, eq=False)
class Maker:
    """What a round is made with. `settle` does step 5 for a round that is in use."""

    database: Database
    book: Rulebook
    threads: int
    told: Told
    clock: Clock = field(default_factory=Clock)
    parts: int | None = None

    def crew(self) -> ToldCrew:
        """Threads that tell how far they are."""
        return ToldCrew(self.threads, self.told)


def run(maker: Maker, settle: Callable[[Round], dict[str, int]], *, fresh: bool = True) -> dict[str, Any]:
    """End the round that was begun, or make a `fresh` one; what was done.

    Raises:
        Busy: another process is at it.
    """
    with store.locked(maker.database) as mine:
        if not mine:
            raise Busy
        made = _begun_before(maker) or (_begun(maker) if fresh else None)
        if made is None:
            return {"round": None, "seconds": {}}
        report = {"round": made.id, "resumed": made.resumed}
        if made.state == "running":
            report |= _make(maker, made)
        with maker.clock.step("settle"):
            report |= settle(made)
            with maker.database.transaction() as connection:
                store.note(connection, "settle", id=made.id)
        return {**report, "seconds": maker.clock.seconds}


def dry(maker: Maker) -> dict[str, Any]:
    """The same without writing anything."""
    with maker.database.transaction() as connection:
        before = store.current(connection)
    with maker.clock.step("read"):
        market = reading.read(maker.database, None, before, maker.book)
    solved = solve(maker, market, None)
    return {"round": None, **_told(solved), "seconds": maker.clock.seconds}


def _begun_before(maker: Maker) -> Round | None:
    """The round that was not ended; one of other rules is given up."""
    versions = versions_of(maker.book)
    with maker.database.transaction() as connection:
        found = store.unfinished(connection)
        if found and found.state == "running" and {name: getattr(found, name) for name in versions} != versions:
            store.strip(connection, found)
            found = None
        if found:
            store.resume(connection, found)
    if found is None:
        return None
    with maker.database.transaction() as connection:
        if found.priced_at is None:
            store.clear(connection, found)
        return store.find(connection, found.id)


def _begun(maker: Maker) -> Round:
    """A new round with an empty slot."""
    versions = versions_of(maker.book)
    with maker.database.transaction() as connection:
        parts = maker.parts or parts_of(lists_store.count_leavers(connection))
        made = store.begin(connection, {**versions, "parts": parts})
    with maker.database.transaction() as connection:
        store.clear(connection, made)
    failpoints.reach("round.begun")
    return made


def parts_of(leavers: int) -> int:
    """In how many parts so many lists are written: each writer has some, none is large."""
    return max(1, min(WRITERS, leavers // LEAVERS_A_WRITER), -(-leavers // LEAVERS_A_PART))


def versions_of(book: Rulebook) -> dict[str, Any]:
    """What a round's outcome depends on beside the market."""
    rules = book.rules
    weights = hashlib.blake2b(rules.model_dump_json().encode(), digest_size=16).hexdigest()
    return {
        "rules_version": rules.rules_version, "weights": weights, "seed": rules.choice.seed,
        "reference": f"{book.reference:016x}",
    }  # fmt: skip


def _make(maker: Maker, made: Round) -> dict[str, Any]:
    with maker.database.transaction() as connection:
        before = store.current(connection)
    with maker.clock.step("read"):
        market = reading.read(maker.database, made, before, maker.book)
    solved = solve(maker, market, made)
    if made.priced_at is None:
        with maker.clock.step("write"):
            _write_prices(maker, made, market, solved)
    with maker.clock.step("write"):
        _write_parts(maker, made, market, solved)
    with maker.clock.step("switch"):
        _switch(maker, made, solved)
    return _told(solved)


def solve(maker: Maker, market: RoundMarket, made: Round | None) -> Solved:
    """Lists of everyone; at the noted prices where a round has some."""
    crew = maker.crew()
    with maker.clock.step("candidates"):
        graph = computing.candidates(market, maker.book, crew)
    with maker.clock.step("prices"):
        if made and made.priced_at:
            warm = market.last[graph.vacancy_row] if made.warm else None
            lists = computing.priced_again(graph, market, maker.book, crew)
        else:
            lists, warm = computing.priced(graph, market, maker.book, crew)
    with maker.clock.step("reserve"):
        return Solved(graph, lists, warm, computing.reserve(graph, lists, maker.book, crew))


def _write_prices(maker: Maker, made: Round, market: RoundMarket, solved: Solved) -> None:
    graph, cold = solved.graph, solved.began_with is None
    began_with = np.full(len(graph.vacancy_row), np.nan) if solved.began_with is None else solved.began_with
    blocks = writing.offered(
        made.slot or 0, computing.numbers(graph, market), market.vacancy_ids[graph.vacancy_row], began_with,
        solved.lists.prices,
    )  # fmt: skip
    inputs = reading.checksum(graph.leavers, graph.field.vacancies, began_with)
    counts = {"leavers": len(graph.leaver_row), "vacancies": len(graph.vacancy_row),
              "bounds": writing.bounds_of(made.parts, graph.leavers.latitude)}  # fmt: skip
    with maker.database.transaction() as connection:
        store.write(connection, "write_offered", made.slot, blocks)
        store.note(connection, "priced", id=made.id, warm=not cold, inputs=inputs, **counts)
    failpoints.reach("round.priced")


def _write_parts(maker: Maker, made: Round, market: RoundMarket, solved: Solved) -> None:
    with maker.database.transaction() as connection:
        noted, finished = store.find(connection, made.id) or made, store.finished_parts(connection, made)
    missing = [part for part in range(made.parts) if part not in finished]
    done = made.parts - len(missing)
    with ThreadPoolExecutor(WRITERS) as pool:
        for _ in pool.map(lambda part: _write_part(maker, noted, market, solved, part), missing):
            done += 1
            maker.told("Schreiben", done, made.parts)


def _write_part(maker: Maker, made: Round, market: RoundMarket, solved: Solved, part: int) -> None:
    rows = writing.rows_of_part(part, made.bounds or (), solved.graph.leavers.latitude)
    graph, number = solved.graph, computing.numbers(solved.graph, market)
    ids, latitude = market.leaver_ids[graph.leaver_row[rows]], graph.leavers.latitude[rows]
    kept: KeptRows = rows_of(solved.kept, np.arange(rows.start, rows.stop))
    slot = made.slot or 0
    with maker.database.transaction() as connection:
        store.write(connection, "write_lists", slot, writing.lists(slot, part, ids, latitude, kept, number))
        store.write(connection, "write_holders", slot, writing.holders(slot, part, ids, kept, number))
        held.forget_lists(connection, store.finish_part(connection, made, part, len(ids)))
    failpoints.reach("round.part")


def _switch(maker: Maker, made: Round, solved: Solved) -> None:
    """Everyone reads the new round from the commit on; handlers wait for a moment."""
    failpoints.reach("round.written")
    with maker.database.transaction() as connection:
        store.enter_alone(connection)
        store.note(connection, "leave")
        store.note(connection, "switch", id=made.id, outcome=outcome(solved), reach=solved.reach)
    failpoints.reach("round.switched")


def outcome(solved: Solved) -> str:
    """A checksum of prices and lists, in the order of the graph."""
    digest = hashlib.blake2b(solved.lists.prices.tobytes(), digest_size=16)
    for column in (solved.kept.item, solved.kept.held, solved.kept.shown):
        digest.update(column.tobytes())
    return digest.hexdigest()


def _told(solved: Solved) -> dict[str, Any]:
    graph, prices = solved.graph, solved.lists.prices
    shown = np.bincount(graph.edges.item[solved.lists.shown[solved.lists.shown >= 0]], minlength=len(prices))
    return {
        "leavers": len(graph.leaver_row), "vacancies": len(graph.vacancy_row), "edges": len(graph.edges.item),
        "exposures": solved.exposures, "warm": solved.began_with is not None,
        "empty_lists": int((solved.kept.shown == 0).sum()), "unseen_vacancies": int((shown == 0).sum()),
        "put_forward": int((prices < 0).sum()), "outcome": outcome(solved),
    }  # fmt: skip
