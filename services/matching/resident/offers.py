"""Vacancies in memory: the many as they were read in one moment, changed in place, and the few who came since."""

import numpy as np

from services.matching.ids import Buffer, Rows, keys_of, once
from services.matching.kernel.tables import Ints
from services.matching.offered import Offers, closed, in_order


class Vacancies:
    """Features and prices of vacancies."""

    def __init__(self, many: Offers) -> None:
        self._many = many = in_order(many)
        self._rows = Rows(np.ascontiguousarray(many["id"]), keys_of(many["id"]))
        numbered = np.flatnonzero(many["number"] >= 0)
        self._by_number = np.full(int(many["number"].max(initial=-1)) + 1, -1, dtype=np.int64)
        self._by_number[many["number"][numbered]] = numbered
        self._few: dict[bytes, Offers] = {}

    @property
    def few(self) -> int:
        """How many vacancies are beside the many."""
        return len(self._few)

    def take(self, offers: Offers) -> None:
        """Vacancies as they are by now."""
        at = self._rows.of(offers["id"])
        known, inside = np.flatnonzero((at >= 0) & offers["known"]), np.flatnonzero(at >= 0)
        self._many["packed"][at[known]] = offers["packed"][known]
        for name in ("known", "open", "price"):
            self._many[name][at[inside]] = offers[name][inside]
        self._few.update({offers["id"][n].tobytes(): offers[n : n + 1] for n in np.flatnonzero(at < 0).tolist()})

    def named(self, ids: Buffer, numbers: Ints) -> Offers | None:
        """Vacancies with these ids (closed where there is none), and those with these numbers in the round; None: a
        number is not known."""
        if (numbers >= len(self._by_number)).any():
            return None
        at = self._rows.of(ids)
        rows = once(np.concatenate([self._by_number[numbers], at[at >= 0]]))
        if (rows < 0).any():
            return None
        few = {id_: self._few.get(id_) for id_ in map(bytes, ids[at < 0])}
        gone = np.frombuffer(b"".join(id_ for id_, offer in few.items() if offer is None), dtype=np.uint8)
        others = [offer for offer in few.values() if offer is not None]
        return np.concatenate([np.take(self._many, rows), *others, closed(gone.reshape(-1, 16))])
