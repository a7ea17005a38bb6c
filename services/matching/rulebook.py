"""What every decision rests on: the occupations and the weights, read once."""

from dataclasses import dataclass
from functools import lru_cache

from services.matching.occupations import Occupations, build
from services.matching.weights import Weights, weights
from shared.reference.occupations import occupations


@dataclass(frozen=True)
class Rulebook:
    """Occupations as arrays (`known`) and the numbers of weights.toml (`rules`)."""

    known: Occupations
    rules: Weights


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The rulebook of shared.reference and weights.toml, built once (some 50 ms, about 4 MB)."""
    rules = weights()
    return Rulebook(build(occupations().values(), rules), rules)
