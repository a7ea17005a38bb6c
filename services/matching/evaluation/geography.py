"""Regions with their real postal codes: where leavers live and places are."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.tables import Floats, Ints
from shared.reference.kreise import kreise
from shared.reference.places import PostalCode, distance_km, postal_codes

DENSITY = 0.25
"""Vacancies go with leavers times density to this power: firms gather in towns (matching.md § 2)."""


@dataclass(frozen=True)
class Region:
    """All postal codes within some km of a place."""

    name: str
    centre: str
    km: float


REGIONS = {
    region.name: region
    for region in (
        Region("ludwigsburg", "71638", 10),  # a dense region of many towns
        Region("westerwald", "56410", 20),  # small towns
        Region("uckermark", "17291", 60),  # hardly anybody
        Region("berlin", "10115", 3.5),  # one great city
        Region("oberpfalz", "92637", 40),  # rural with centres
    )
}


@dataclass(frozen=True, eq=False)
class Geography:
    """Postal codes of a region, side by side; shares sum to 1; `rural` marks the third with fewest leavers nearby.

    `people` are the real leavers of 2023: a market with as many is as dense as the real one.
    """

    codes: tuple[PostalCode, ...]
    latitude: Floats
    longitude: Floats
    leavers: Floats
    vacancies: Floats
    people: int
    rural: NDArray[np.bool_]

    def draw(self, numbers: np.random.Generator, shares: Floats, count: int) -> Ints:
        """Rows of postal codes by their shares."""
        return numbers.choice(len(self.codes), size=count, p=shares).astype(np.int64)


@cache
def geography(region: Region) -> Geography:
    """Leavers of each Kreis spread evenly over its postal codes (real numbers of 2023); places after them."""
    centre = postal_codes()[region.centre]
    codes = tuple(c for c in postal_codes().values() if _km(centre, c) <= region.km)
    in_kreis: dict[str, int] = {}
    for code in postal_codes().values():
        in_kreis[code.kreis] = in_kreis.get(code.kreis, 0) + 1
    people = np.array([(_leavers(code.kreis)) / in_kreis[code.kreis] for code in codes])
    near = np.array(
        [sum(n for other, n in zip(codes, people, strict=True) if _km(code, other) <= 10) for code in codes]
    )
    offers = people * near**DENSITY
    return Geography(
        codes,
        np.array([code.latitude for code in codes]),
        np.array([code.longitude for code in codes]),
        people / people.sum(),
        offers / offers.sum(),
        round(float(people.sum())),
        near <= np.quantile(near, 1 / 3),
    )


def _km(one: PostalCode, other: PostalCode) -> float:
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


def _leavers(kreis: str) -> float:
    found = kreise().get(kreis)
    return float((found.leavers_total if found else None) or 500)
