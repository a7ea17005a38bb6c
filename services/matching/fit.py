"""One leaver against a market, by the one fit of kernel/fit.py. Rounds call the same functions for many."""

from dataclasses import dataclass

import numpy as np

from services.matching.features import Market, Seeker
from services.matching.kernel.fit import score_one, taste
from services.matching.kernel.tables import Bits, Flags, Floats, Taste, no_taste
from services.matching.rulebook import Rulebook


@dataclass(frozen=True, eq=False)
class Scored:
    """One leaver against a market, row by row. `fit` in utility units, distances in km as the crow flies.

    `feasible` says that no hard filter is against it; `bits` as in kernel/tables.py.
    """

    fit: Floats
    feasible: Flags
    distance_km: Floats
    correlation: Floats
    wished: Flags
    bits: Bits


def taste_of(seeker: Seeker, book: Rulebook) -> Taste:
    """How the leaver likes each occupation, whatever the place."""
    own = no_taste(book.known.known)
    taste(book.known.known, seeker.table, 0, book.terms, own)
    return own


def score(seeker: Seeker, market: Market, book: Rulebook) -> Scored:
    """The fit of one leaver with every vacancy of a market; some microseconds and 0.1 more for each vacancy."""
    n, own = len(market), no_taste(book.known.known)
    fit, feasible, km, bits = np.zeros(n), np.zeros(n, np.bool_), np.zeros(n), np.zeros(n, np.uint8)
    rows = np.arange(n, dtype=np.int32)
    score_one(book.known.known, seeker.table, 0, market.table, rows, book.terms, own, fit, feasible, km, bits)
    occupation = market.table.occupation
    return Scored(fit, feasible, km, own.correlation[occupation], own.wish[occupation] > 0, bits)
