"""What every decision rests on: the occupations and the weights, read once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from services.matching.kernel.tables import Terms
from services.matching.occupations import Facts, Occupations, build
from services.matching.weights import Weights, weights
from shared.reference.occupations import occupations


@dataclass(frozen=True)
class Rulebook:
    """Occupations as arrays (`known`) and the numbers of weights.toml (`rules`)."""

    known: Occupations
    rules: Weights

    @cached_property
    def terms(self) -> Terms:
        """The weights of the fit as the kernel has them."""
        fit, choice = self.rules.fit, self.rules.choice
        named = {name: float(getattr(fit, name)) for name in Terms._fields if name in type(fit).model_fields}
        return Terms(**named, fitting=choice.discovery_interest, caring=choice.care_interest)

    @cached_property
    def reference(self) -> int:
        """A number that changes when occupations or activities get other numbers (packing.py)."""
        words = [*(facts.id for facts in self.known.facts), "", *sorted(self.known.activity)]
        return int.from_bytes(hashlib.blake2b("\n".join(words).encode(), digest_size=8).digest(), "big") >> 1


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The rulebook of shared.reference and weights.toml, built once (some 50 ms, about 4 MB)."""
    return rulebook_with(())


def rulebook_with(more: Iterable[Facts]) -> Rulebook:
    """The rulebook with further occupations, such as classes of the KldB that stand for several."""
    rules = weights()
    return Rulebook(build([*occupations().values(), *more], rules), rules)
