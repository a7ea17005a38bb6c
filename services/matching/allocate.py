"""The choice of one leaver's list, by the same compiled choice that rounds make for all."""

from dataclasses import dataclass

import numpy as np

from services.matching.features import Market, Seeker
from services.matching.fit import Scored
from services.matching.kernel import choice as kernel
from services.matching.kernel.choice import Quotas
from services.matching.kernel.noise import STEPS, noise_of
from services.matching.kernel.tables import Bits, Floats, Ints
from services.matching.weights import Choice
from shared.contracts.vocabulary import MatchOrder


@dataclass(frozen=True, eq=False)
class Candidates:
    """Feasible vacancies of one leaver, row by row, in the order of their ids. `noise` and `price` in utility units."""

    fit: Floats
    noise: Floats
    occupation: Ints
    employer: Ints
    bits: Bits
    price: Floats | None = None

    @property
    def value(self) -> Floats:
        """What each is worth in the balanced order: fit and noise without the price."""
        whole: Floats = self.fit + self.noise - (0.0 if self.price is None else self.price)
        return whole

    def __len__(self) -> int:
        return len(self.fit)


def quotas(size: int, rules: Choice) -> Quotas:
    """Quotas for a list of `size`: upper bounds rounded up, the share of discoveries rounded down."""

    def at_most(count: int) -> int:
        return -(-count * size // rules.size)

    return Quotas(
        size=size,
        per_occupation=at_most(rules.per_occupation),
        per_employer=at_most(rules.per_employer),
        soft=at_most(rules.soft_certificate),
        discoveries=rules.discoveries * size // rules.size,
        care=rules.care * size // rules.size,
        penalty=rules.same_occupation,
    )


def candidates_of(seeker: Seeker, market: Market, scored: Scored, rows: Ints, rules: Choice) -> Candidates:
    """The given rows of a market as candidates of a leaver."""
    sixteenths = np.zeros(len(rows), dtype=np.int8)
    noise_of(seeker.table.key[0], market.table.key[rows], rules.seed, sixteenths)
    return Candidates(
        fit=scored.fit[rows],
        noise=rules.noise * sixteenths / STEPS,
        occupation=market.table.occupation[rows],
        employer=market.table.employer[rows],
        bits=scored.bits[rows],
        price=market.prices[rows],
    )


def choose(found: Candidates, size: int, order: MatchOrder, rules: Choice) -> list[int]:
    """Rows of at most `size` vacancies, best first: kernel/choice.py. Order "fit" is by fit alone."""
    if order == "fit":
        return [int(row) for row in np.argsort(-found.fit, kind="stable")[:size]]
    n = len(found)
    last = np.partition(found.fit, n - size)[n - size] if n >= size else -np.inf
    low, chosen = found.fit < last - rules.floor, np.zeros(size, dtype=np.int64)
    offered = kernel.Offered(
        np.arange(n, dtype=np.int32), found.value, found.fit.astype(np.float32), found.bits, low, found.occupation,
        found.employer,
    )  # fmt: skip
    count, _ = kernel.choose(n, offered, quotas(size, rules), -np.inf, kernel.no_counter(n), chosen)
    return [int(row) for row in chosen[:count]]
