"""What is measured of lists and of what becomes of them."""

from dataclasses import dataclass

import numpy as np

from services.matching.evaluation.markets import Town
from services.matching.evaluation.people import applications, examined, hire, willing
from services.matching.kernel.tables import Flags, Floats, Ints

LOW = 1
"""Certificates up to Hauptschule are low, others high."""


@dataclass(frozen=True)
class Figures:
    """Of one policy in one market. Shares 0..1; `matches` of all leavers; `dcg` gains utility, `dcg_willing` the
    chance that someone who looks at a place applies."""

    matches: float
    dcg: float
    dcg_willing: float
    coverage: float
    three_exposures: float
    entropy: float
    gini: float
    lesser_known: float
    lesser_known_matches: float
    occupations: float
    km: float
    applications: float


def figures(town: Town, lists: Ints) -> Figures:
    """Measure lists in a town."""
    applied = applications(town, lists)
    got = hire(town, applied)
    matched = got[got >= 0]
    leaver, rank = np.nonzero(lists >= 0)
    vacancy = lists[leaver, rank]
    reach = np.flatnonzero(town.truth.feasible.any(axis=0))
    exposures = np.bincount(vacancy, minlength=len(town.vacancies.key))[reach]
    return Figures(
        matches=len(matched) / len(got),
        dcg=float(dcg(town, lists, np.maximum(town.truth.utility, 0.0)).mean()),
        dcg_willing=float(dcg(town, lists, willing(town.truth.utility)).mean()),
        coverage=float((exposures > 0).mean()),
        three_exposures=float((exposures >= 3).mean()),
        entropy=_entropy(exposures),
        gini=_gini(exposures),
        lesser_known=float(town.vacancies.lesser_known[vacancy].mean()),
        lesser_known_matches=float(town.vacancies.lesser_known[matched].mean()) if len(matched) else 0.0,
        occupations=_occupations(town, leaver, vacancy),
        km=float(town.truth.km[leaver, vacancy].mean()),
        applications=float(applied.sum() / len(lists)),
    )


def dcg(town: Town, lists: Ints, gain: Floats) -> Floats:
    """True DCG of each list: the gain of each pair shown, discounted by rank."""
    held = np.take_along_axis(gain, np.maximum(lists, 0), axis=1)
    total: Floats = (np.where(lists >= 0, held, 0.0) * examined(lists.shape[1])).sum(axis=1)
    return total


@dataclass(frozen=True)
class Burden:
    """What leavers lose in true DCG against lists by fit alone, in shares; `gap` in points, low minus high."""

    median: float
    p95: float
    gap: float
    rural_gap: float


def burden(town: Town, lists: Ints, by_fit: Ints) -> Burden:
    """Who pays for spreading attention."""
    gain = np.maximum(town.truth.utility, 0.0)
    before, after = dcg(town, by_fit, gain), dcg(town, lists, gain)
    has = before > 0
    loss = np.where(has, 1 - after / np.where(has, before, 1.0), 0.0)

    def relative(group: Flags) -> float:
        return float(1 - after[group].sum() / max(before[group].sum(), 1e-9))

    low, rural = town.leavers.level <= LOW, town.truth.rural
    return Burden(
        float(np.median(loss[has])), float(np.quantile(loss[has], 0.95)), 100 * (relative(low) - relative(~low)),
        100 * (relative(rural) - relative(~rural)),
    )  # fmt: skip


def _entropy(exposures: Ints) -> float:
    p = exposures[exposures > 0] / max(exposures.sum(), 1)
    return float(-(p * np.log(p)).sum() / np.log(max(len(exposures), 2)))


def _gini(exposures: Ints) -> float:
    n, x = len(exposures), np.sort(exposures).astype(float)
    return float(1 + 1 / n - 2 * (np.cumsum(x) / max(x.sum(), 1.0)).sum() / n)


def _occupations(town: Town, leaver: Ints, vacancy: Ints) -> float:
    """Different occupations of lists that are full."""
    pairs = np.unique(np.column_stack([leaver, town.vacancies.occupation[vacancy]]), axis=0)[:, 0]
    size = np.bincount(leaver, minlength=1)
    distinct = np.bincount(pairs, minlength=len(size))
    return float(distinct[size == size.max()].mean())
