"""The one fit (matching.md § 4), for lists, new vacancies and previews alike.

    g = 1.2·r + 0.6·wish + 0.3·related + liking
    s = g − 0.8·distance/radius + 0.15·start − 0.4·(steps the certificate is short of a company's wish)

r is the correlation of interests; without interests it is 0 and wishes and liking carry. Nothing about
popularity, gender, names or grades. tests/unit/matching holds it against a slow plain reference.
"""

from dataclasses import dataclass

import numpy as np

from services.matching.features import Flags, Ints, Market, Seeker
from services.matching.occupations import Floats
from services.matching.rulebook import Rulebook

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


@dataclass(frozen=True, eq=False)
class Scored:
    """One leaver against a market, row by row. `fit` in utility units, distances in km as the crow flies.

    `steps` is how far the leaver's certificate is short; `feasible` says that no hard filter is against it.
    """

    fit: Floats
    feasible: Flags
    distance_km: Floats
    correlation: Floats
    wished: Flags
    care: Flags
    steps: Ints


def correlations(seeker: Seeker, book: Rulebook) -> Floats:
    """Pearson's r of the interests with each occupation; summed in a fixed order, so that bits never differ."""
    total = np.zeros(len(book.known.interests))
    for dimension in range(6):
        total += book.known.interests[:, dimension] * seeker.interests[dimension]
    return total


def liking(seeker: Seeker, book: Rulebook) -> Floats:
    """g: how much the leaver likes each occupation, whatever the place, in utility units."""
    weights = book.rules.fit
    terms = weights.interests * correlations(seeker, book)
    terms += weights.wish * seeker.wish
    terms += weights.related * seeker.related
    return terms + seeker.liking


def distances(seeker: Seeker, market: Market) -> Floats:
    """Great-circle distances in km; infinite when the leaver's place is not known."""
    if seeker.latitude is None or seeker.longitude is None:
        return np.full(len(market), np.inf)
    here, there = np.radians(seeker.latitude), np.radians(market.latitude)
    east = np.radians(market.longitude - seeker.longitude)
    square = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(east / 2) ** 2
    kilometres: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(square, 1.0)))
    return kilometres


def start_fit(seeker: Seeker, market: Market, flexible: float) -> Floats:
    """1 in the leaver's year, `flexible` when the start is flexible and one year off, else 0 (not feasible)."""
    off = np.abs(market.start_year - seeker.start_year)
    worth: Floats = np.where(off == 0, 1.0, np.where(market.flexible & (off == 1), flexible, 0.0))
    return worth


def score(seeker: Seeker, market: Market, book: Rulebook) -> Scored:
    """The fit of one leaver with every vacancy of a market."""
    weights = book.rules.fit
    kilometres = distances(seeker, market)
    start = start_fit(seeker, market, weights.start_flexible)
    steps = np.maximum(market.level - seeker.level, 0)
    near = kilometres <= seeker.radius_km
    fit = liking(seeker, book)[market.occupation]
    fit -= weights.distance * np.where(near, kilometres, 0.0) / seeker.radius_km
    fit += weights.start * start
    fit -= weights.certificate_step * steps
    return Scored(
        fit=fit,
        feasible=near & (start > 0) & ~(market.strict & (steps > 0)),
        distance_km=kilometres,
        correlation=correlations(seeker, book)[market.occupation],
        wished=seeker.wish[market.occupation] > 0,
        care=book.known.care[market.occupation],
        steps=steps,
    )
