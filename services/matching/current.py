"""The lists that some leavers have."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from services.matching import store
from services.matching.arrays import elements
from services.matching.ids import Buffer, Rows, hardly_twice, keys_of, once
from services.matching.kernel.tables import Flags, Ints, Leavers
from services.matching.offered import Known, Offers, look_up, unknown
from services.matching.packing import leavers_of
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.runtime.database import Connection


@dataclass(frozen=True, eq=False)
class Current:
    """Leavers in the order of their ids, and their lists: leaver n has start[n] to start[n + 1] of `item`, rows of
    `offers`, those `shown` first, best first, then the reserve. `own`: the service has made it, not the round. `rows`
    finds offers by id."""

    ids: tuple[str, ...]
    leavers: Leavers
    own: Flags
    shown: Ints
    start: Ints
    item: Ints
    offers: Offers
    rows: Rows

    def list_of(self, n: int) -> list[int]:
        """Rows of offers that a leaver is shown, best first."""
        first = self.start[n]
        shown: list[int] = self.item[first : first + self.shown[n]].tolist()
        return shown


def read_lists(
    connection: Connection,
    at: Standing,
    leavers: Collection[str],
    extra: Buffer,
    book: Rulebook,
    known: Known = unknown,
) -> Current:
    """The lists of those of these leavers who have a profile; among the offers extra vacancies as well.

    `known` is asked first what vacancies are like: it must know all that these lists name.
    """
    people = store.held(connection, at, leavers, book.reference)
    own = np.array([row["own"] for row in people], dtype=np.bool_)
    ids, of_ids = elements((row["vacancies"] for row in people), 16)
    numbers, of_numbers = elements((row["numbers"] for row in people), 4)
    number = numbers.view(">i4").reshape(-1).astype(np.int64)
    after = {row["changed"] for row in people if row["own"]}
    offers = look_up(connection, at, hardly_twice(np.concatenate([ids, extra])), once(number), book, known, after)
    rows = Rows(offers["id"], keys_of(offers["id"]))
    item = np.zeros(len(ids) + len(number), dtype=np.int64)
    owned = np.repeat(own, of_ids + of_numbers)
    item[owned], item[~owned] = rows.of(ids), _by_number(offers, number)
    return Current(
        tuple(row["id"] for row in people), leavers_of(people, book), own,
        np.array([row["shown"] for row in people], dtype=np.int64),
        np.append(0, np.cumsum(of_ids + of_numbers)), item, offers, rows,
    )  # fmt: skip


def _by_number(offers: Offers, numbers: Ints) -> Ints:
    """Rows of the offers with these numbers.

    Raises:
        LookupError: a list names a number that the round has not given.
    """
    order = np.argsort(offers["number"], kind="stable")
    known = offers["number"][order]
    at = np.minimum(np.searchsorted(known, numbers), max(len(known) - 1, 0))
    if len(numbers) and (not len(known) or (known[at] != numbers).any()):
        raise LookupError("a list names a vacancy that the round does not know")
    return order[at] if len(numbers) else np.zeros(0, np.int64)
