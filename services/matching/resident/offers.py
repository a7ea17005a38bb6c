"""Vacancies in memory: the many as they were read in one moment, changed in place, and the few who came since."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.matching.packing import Rows, ids_of, keys_of, texts_of
from services.matching.rounds.reading import Offered

Row = Mapping[str, Any]
Columns = dict[str, Any]
"""Of vacancies: `ids` and `packed` (in hexadecimal; zeros where not `known` for our occupations) as one text each, the
others as lists: `number`, `open`, `known`, `price`."""
_PLAIN = ("number", "open", "price")


class Offers:
    """Features and prices of vacancies, as `store.features` has them."""

    def __init__(self, many: Offered) -> None:
        self._many, self._rows, self._texts = many, Rows(many.ids, keys_of(many.ids)), texts_of(many.ids)
        numbered = np.flatnonzero(many.number >= 0)
        self._by_number = np.full(int(many.number.max(initial=-1)) + 1, -1, dtype=np.int64)
        self._by_number[many.number[numbered]] = numbered
        self._few: dict[str, Row] = {}

    @property
    def few(self) -> int:
        """How many vacancies are beside the many."""
        return len(self._few)

    def take(self, rows: Sequence[Row]) -> None:
        """Rows as they are by now."""
        if not rows:
            return
        many = self._many
        for row, at in zip(rows, self._rows.of(ids_of(rows)).tolist(), strict=True):
            if at < 0:
                self._few[row["id"]] = row
                continue
            many.open[at], many.known[at], many.price[at] = row["open"], row["packed"] is not None, row["price"]
            if row["packed"] is not None:
                many.packed[at] = np.frombuffer(row["packed"], dtype=np.uint8)

    def features(self, ids: Sequence[str], numbers: Sequence[int]) -> Columns | None:
        """Of vacancies with these ids, as far as there are any, and of those with these numbers; None: a number is not
        known."""
        asked = np.array(numbers, dtype=np.int64)
        if (asked >= len(self._by_number)).any():
            return None
        found = self._rows.of(ids_of({"id": id_} for id_ in ids))
        rows = np.unique(np.concatenate([self._by_number[asked], found[found >= 0]]))
        if (rows < 0).any():
            return None
        few = [self._few[id_] for id_ in ids if id_ in self._few]
        many, nothing = self._many, bytes(self._many.packed.shape[1])
        return {
            "ids": self._texts[rows].tobytes().decode() + "".join(row["id"] for row in few),
            "packed": many.packed[rows].tobytes().hex() + "".join((row["packed"] or nothing).hex() for row in few),
            "known": many.known[rows].tolist() + [row["packed"] is not None for row in few],
            **{name: getattr(many, name)[rows].tolist() + [row[name] for row in few] for name in _PLAIN},
        }
