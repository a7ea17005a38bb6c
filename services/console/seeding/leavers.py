"""Invented school leavers of a Kreis: certificates in their real proportions, everything else estimated."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.console.seeding.market import AWARENESS, Floats, Market, certificates_of, source_of_chance, spread

RADII = ((10, 0.15), (20, 0.30), (30, 0.28), (40, 0.20), (60, 0.07))  # km, matching.md § 2, completed
WISHES = ((0, 0.15), (1, 0.30), (2, 0.30), (3, 0.25))  # estimated
WITHOUT_INTERESTS = 0.2  # estimated: has not taken the interest check
LETTERS = "RIASEC"


def leavers(market: Market, seed: int, season: int, count: int | None = None) -> Iterator[dict[str, Any]]:
    """Each leaver as the cohort API takes it, `row_key` first; as many as the Kreis has, or `count`."""
    chance, numbers = source_of_chance(seed, market.kreis.ags, "leavers")
    profiles = np.array([o.riasec for o in market.occupations])
    counts = certificates_of(market.kreis)
    if count is not None:
        counts = spread(count, counts)
    certificates = [name for name, number in counts.items() for _ in range(number)]
    chance.shuffle(certificates)
    wishing = _Wishing(market, profiles, numbers)
    for row, certificate in enumerate(certificates):
        interests = _interests(market, profiles, numbers)
        yield {
            "row_key": f"demo-{market.kreis.ags}-{row:05d}",
            "certificate": certificate,
            "home": {"postal_code": chance.choice(market.postal_codes).code},
            "radius_km": chance.choices([r for r, _ in RADII], [w for _, w in RADII])[0],
            "wishes": wishing.of(interests, chance.choices([n for n, _ in WISHES], [w for _, w in WISHES])[0]),
            "interests": None if chance.random() < WITHOUT_INTERESTS else _named(interests),
            "start_year": season,
        }


def _interests(market: Market, profiles: Floats, numbers: np.random.Generator) -> Floats:
    """Somebody's interests: those of an occupation drawn by its share, blurred."""
    own = profiles[numbers.choice(len(profiles), p=market.shares)]
    blurred: Floats = np.clip(0.6 * own + 0.4 * numbers.normal(3.6, 1.4, 6), 1.0, 7.0)
    return blurred


def _named(interests: Floats) -> dict[str, float]:
    return dict(zip(LETTERS, (round(float(value), 1) for value in interests), strict=True))


class _Wishing:
    """Wishes go by popularity, by being known and by interest: matching.md, protocol E1."""

    def __init__(self, market: Market, profiles: Floats, numbers: np.random.Generator) -> None:
        known = np.array([AWARENESS[o.known] for o in market.occupations])
        self._weight = market.shares * known
        self._unit = _unit(profiles)
        self._ids = [o.id for o in market.occupations]
        self._numbers = numbers

    def of(self, interests: Floats, count: int) -> list[dict[str, str]]:
        """`count` different occupations."""
        if count == 0:
            return []
        weight = self._weight * np.exp(2 * (self._unit @ _unit(interests[None, :])[0]))
        rows = self._numbers.choice(len(weight), size=count, replace=False, p=weight / weight.sum())
        return [{"id": self._ids[row]} for row in rows]


def _unit(profiles: Floats) -> Floats:
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    unit: Floats = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    return unit
