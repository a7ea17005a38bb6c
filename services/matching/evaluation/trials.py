"""Which markets are tried with which policies, and what is found."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import product
from multiprocessing import get_context
from types import MappingProxyType
from typing import Any

from services.matching.crew import Crew
from services.matching.evaluation import metrics, people, policies
from services.matching.evaluation.geography import REGIONS
from services.matching.evaluation.markets import KINDS, WEIGHTS, Setting, Town, town
from services.matching.kernel.tables import Ints
from services.matching.rulebook import Rulebook, rulebook
from services.matching.solvers import SOLVERS

REFERENCE = "elasticsearch"
OURS = "band"
Found = dict[str, Any]


@dataclass(frozen=True)
class Preset:
    """Which markets: every combination of these, each with every set of weights."""

    kinds: Sequence[str]
    regions: Sequence[str]
    seeds: Sequence[int]
    share: float = 1.0
    tightness: Sequence[float] = (1.45,)
    capacity: Sequence[float] = (1.6,)

    def settings(self) -> Iterator[Setting]:
        """The markets, with right weights."""
        for kind, region, seed, tightness, capacity in product(
            self.kinds, self.regions, self.seeds, self.tightness, self.capacity
        ):
            yield Setting(KINDS[kind], REGIONS[region], seed, self.share, tightness, capacity)


_KINDS = tuple(KINDS)
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "tiny": Preset(_KINDS, ("westerwald",), (1,), 0.25),
        "small": Preset(_KINDS, ("ludwigsburg", "westerwald", "uckermark"), (1, 2)),
        "full": Preset(_KINDS, tuple(REGIONS), tuple(range(1, 11))),
        "tightness": Preset(_KINDS, ("ludwigsburg", "uckermark"), (1, 2), 1.0, (0.7, 1.0, 1.45, 2.2), (1.0, 2.4)),
    }
)


def run(preset: Preset, workers: int) -> list[Found]:
    """Every market of a preset, in their order; markets are shared among processes."""
    settings = list(preset.settings())
    if workers < 2 or len(settings) < 2:
        return [found for setting in settings for found in trial(setting)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [found for several in pool.map(trial, settings) for found in several]


def trial(setting: Setting) -> list[Found]:
    """All policies in one market, once for each set of weights of the truth; lists do not know the truth."""
    book, crew = rulebook(), Crew(1)
    seen = town(setting, book)
    lists = _all_lists(seen, book, crew)
    truths = (seen if name == setting.weights else town(replace(setting, weights=name), book) for name in WEIGHTS)
    return [_measured(truth, lists) for truth in truths]


def _all_lists(seen: Town, book: Rulebook, crew: Crew) -> dict[str, Ints]:
    made = policies.graph(seen, book, crew)
    ours = {name: policies.solved(seen, book, made, name, crew) for name in SOLVERS}
    return {**{name: make(seen, book) for name, make in policies.BASELINES.items()}, **ours}


def _measured(seen: Town, lists: Mapping[str, Ints]) -> Found:
    found = {name: asdict(metrics.figures(seen, rows)) for name, rows in lists.items()}
    reference = found[REFERENCE]
    for name, figures in found.items():
        figures["matches_gain"] = figures["matches"] / reference["matches"] - 1
        figures["dcg_gain"] = figures["dcg"] / reference["dcg"] - 1
        figures["dcg_willing_gain"] = figures["dcg_willing"] / reference["dcg_willing"] - 1
        figures["burden"] = asdict(metrics.burden(seen, lists[name], lists["greedy"]))
    best = people.oracle(seen)
    setting = seen.setting
    return {
        "kind": setting.kind.name, "region": setting.region.name, "seed": setting.seed, "weights": setting.weights,
        "tightness": setting.tightness, "capacity": setting.capacity, "leavers": len(seen.leavers.key),
        "vacancies": len(seen.vacancies.key), "policies": found, "oracle_matches": float((best >= 0).mean()),
    }  # fmt: skip
