"""The one fit (matching.md § 4), pair by pair: lists, new vacancies, previews and rounds all call these functions.

    g = 1.2·r + 0.6·wish + 0.3·related + liking
    s = g + 0.15·start − 0.4·(steps the certificate is short of a company's wish) − 0.8·distance/radius

tests/unit/matching holds it against a slow plain reference.
"""

import math

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import (
    CARE,
    DISCOVERY,
    FITTING,
    SOFT,
    Bits,
    Flags,
    Floats,
    Known,
    Leavers,
    Numbers,
    Taste,
    Terms,
    Vacancies,
)

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


@compiled
def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance between two points in degrees."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    north = math.sin((there - here) / 2)
    east = math.sin(math.radians(other_longitude - longitude) / 2)
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, north * north + math.cos(here) * math.cos(there) * east * east)))


@compiled
def start_worth(start_year: int, flexible: bool, wanted: int, terms: Terms) -> float:
    """1 in the leaver's year, less when the start is flexible and one year off, else 0 (not feasible)."""
    if start_year == wanted:
        return 1.0
    return terms.start_flexible if flexible and abs(start_year - wanted) == 1 else 0.0


@compiled
def worth(liking: float, start: float, steps: int, terms: Terms) -> float:
    """What a vacancy is worth to a leaver at the doorstep."""
    return liking + terms.start * start - terms.certificate_step * steps


@compiled
def way(km: float, radius_km: float, terms: Terms) -> float:
    """What the way costs: fit = worth − way."""
    return terms.distance * km / radius_km


@compiled
def taste(known: Known, leavers: Leavers, row: int, terms: Terms, into: Taste) -> None:
    """How a leaver likes each occupation; sums in a fixed order, so that bits never differ."""
    for o in range(len(known.care)):
        r = 0.0
        for d in range(6):
            r += known.interests[o, d] * leavers.interests[row, d]
        into.correlation[o] = r
        into.wish[o] = 0.0
        into.related[o] = 0.0
    _wishes(known, leavers, row, into)
    for o in range(len(known.care)):
        liking = terms.interests * into.correlation[o] + terms.wish * into.wish[o] + terms.related * into.related[o]
        into.liking[o] = liking + (terms.activity if leavers.activities[row] & known.activities[o] else 0.0)
    for at in range(leavers.liked_start[row], leavers.liked_start[row + 1]):
        into.liking[leavers.liked[at]] += terms.liked


@compiled
def _wishes(known: Known, leavers: Leavers, row: int, into: Taste) -> None:
    for at in range(leavers.wish_start[row], leavers.wish_start[row + 1]):
        wished = leavers.wish[at]
        for member in known.family[known.family_start[wished] : known.family_start[wished + 1]]:
            into.wish[member] = max(into.wish[member], leavers.wish_weight[at])
        for o in range(len(known.care)):
            into.related[o] = max(into.related[o], known.similarity[wished, o])


@compiled
def marks(care: bool, lesser_known: bool, steps: int, correlation: float, wish: float, terms: Terms) -> int:
    """The bits of a pair: of a care occupation or not, its correlation and how it is wished for.

    No array is handed over, here and wherever something is called for every pair: counting its references
    would take longer than the work.
    """
    bits = SOFT if steps > 0 else 0
    if lesser_known and wish == 0.0:
        bits |= DISCOVERY
    if correlation >= terms.fitting:
        bits |= FITTING
    if care and correlation >= terms.caring:
        bits |= CARE
    return bits


@compiled
def score_one(
    known: Known, leavers: Leavers, row: int, vacancies: Vacancies, items: Numbers, terms: Terms, own: Taste,
    fit: Floats, feasible: Flags, km: Floats, bits: Bits,
) -> None:  # fmt: skip
    """One leaver against some vacancies of a table, one by one."""
    taste(known, leavers, row, terms, own)
    radius = leavers.radius_km[row]
    for n in range(len(items)):
        v = items[n]
        steps = max(vacancies.level[v] - leavers.level[row], 0)
        start = start_worth(vacancies.start_year[v], vacancies.flexible[v], leavers.start_year[row], terms)
        km[n] = kilometres(leavers.latitude[row], leavers.longitude[row], vacancies.latitude[v], vacancies.longitude[v])
        near = km[n] <= radius
        occupation = vacancies.occupation[v]
        fit[n] = worth(own.liking[occupation], start, steps, terms) - (way(km[n], radius, terms) if near else 0.0)
        feasible[n] = near and start > 0.0 and not (vacancies.strict[v] and steps > 0)
        bits[n] = marks(known.care[occupation], vacancies.lesser_known[v], steps, own.correlation[occupation],
                        own.wish[occupation], terms)  # fmt: skip
