"""The numbers of weights.toml as frozen values."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FitWeights(_Section):
    """Utility units of the terms of `fit`; see weights.toml for each."""

    interests: float
    wish: float
    wish_ranks: tuple[float, float, float]
    related: float
    distance: float
    start: float
    start_flexible: float
    certificate_step: float
    activity: float
    liked: float


class Similarity(_Section):
    """How near two occupations are: by equal digits of the code, and the share of the interests."""

    prefix: tuple[float, float, float, float, float, float]
    interests: float


class Choice(_Section):
    """Quotas of a list of `size` places, penalty and noise in utility units."""

    size: int
    same_occupation: float
    per_occupation: int
    per_employer: int
    soft_certificate: int
    discoveries: int
    discovery_interest: float
    care: int
    care_codes: tuple[str, ...]
    care_interest: float
    noise: float
    seed: int
    floor: float


class CandidateCounts(_Section):
    """How many edges the graph of a round has on each side."""

    leaver: int
    a_kind: int
    discoveries: int
    discoveries_a_kind: int
    care: int
    overlooked: int


class Prices(_Section):
    """Bounds of prices in utility units, the band of fair shares, and how prices move."""

    tax: float
    subsidy: float
    band: tuple[float, float]
    rounds_cold: int
    rounds_warm: int
    step: float
    step_fades: float
    fade: float
    softening: float
    places: float
    lesser_known: float


class Applying(_Section):
    """When people apply to what they are shown."""

    indifference: float
    steepness: float


class Repair(_Section):
    """What the last pass may do for vacancies hardly anyone sees."""

    exposures: int
    loss: float


class Sinkhorn(_Section):
    """The optimal transport that prices are compared with."""

    scale: float
    rounds: int


class Kept(_Section):
    """How much is kept for each leaver."""

    edges: int
    discoveries: int
    care: int


class Recall(_Section):
    """Sizes of what Elasticsearch recalls; radii in km."""

    occupations: int
    step: float
    vacancies: int
    lesser_known: int
    whole: int
    leavers: int
    interests_length: float
    radii: tuple[int, ...]


class Alert(_Section):
    """How far a new vacancy reaches at once."""

    per_place: float


class Naming(_Section):
    """From when on a fact is worth a reason."""

    related: float
    interests: float
    liked: float
    far: float
    few: int


class Weights(_Section):
    """All of weights.toml."""

    rules_version: str
    fit: FitWeights
    similarity: Similarity
    choice: Choice
    candidates: CandidateCounts
    prices: Prices
    applying: Applying
    repair: Repair
    sinkhorn: Sinkhorn
    kept: Kept
    recall: Recall
    alert: Alert
    reasons: Naming


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights, read once."""
    text = Path(__file__).with_name("weights.toml").read_text(encoding="utf-8")
    return Weights.model_validate({name: _values(section) for name, section in tomllib.loads(text).items()})


def _values(section: Any) -> Any:
    if not isinstance(section, dict):
        return section
    return {name: entry["value"] for name, entry in section.items()}
