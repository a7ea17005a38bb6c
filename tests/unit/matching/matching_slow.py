"""The fit as docs/matching.md has it, in plain Python, pair by pair: slow, and written independently."""

import math
from dataclasses import dataclass

from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument

STEPS = {None: 0, "none": 0, "hauptschule": 1, "mittlerer": 2, "fachhochschulreife": 3, "hochschulreife": 4}
PREFIX = {0: 0.0, 1: 0.0, 2: 0.2, 3: 0.5, 4: 0.7, 5: 1.0}


@dataclass(frozen=True)
class SlowFit:
    """Fit in utility units, whether hard filters allow it, km as the crow flies, Pearson's r."""

    fit: float
    feasible: bool
    distance_km: float
    correlation: float


def slow_fit(leaver: LeaverProfile, vacancy: VacancyDocument, book: Rulebook) -> SlowFit:
    """One leaver and one vacancy."""
    facts = {row.id: row for row in book.known.facts}
    job = facts[vacancy.occupation.id]
    r = pearson(leaver.interests.vector(), job.riasec) if leaver.interests else 0.0
    wish = max((w for w, g in zip((1, 0.8, 0.6), leaver.wishes, strict=False) if job.id in g), default=0.0)
    nearest = max((similarity(facts[w], job) for g in leaver.wishes for w in g), default=0.0)
    likes = 0.15 * bool(set(leaver.activities) & set(job.activities)) + 0.15 * (job.id in leaver.liked_occupations)
    assert leaver.latitude is not None and leaver.longitude is not None
    km = distance(leaver.latitude, leaver.longitude, vacancy.location.lat, vacancy.location.lon)
    off = abs(vacancy.start_year - leaver.start_year)
    start = 1.0 if off == 0 else 0.5 if off == 1 and vacancy.start_flexible else 0.0
    short = max(0, STEPS[vacancy.certificate_required] - STEPS[leaver.certificate])
    near = km <= leaver.radius_km
    fit = 0.7 * r + 0.6 * wish + 0.4 * nearest + likes + 0.15 * start - 0.4 * short
    fit -= 0.8 * km / leaver.radius_km if near else 0.0
    return SlowFit(fit, near and start > 0 and not (vacancy.certificate_strict and short > 0), km, r)


def similarity(one: object, other: object) -> float:
    """By the equal leading digits of the code and the correlation of interests; 1 with itself."""
    if one.id == other.id:  # type: ignore[attr-defined]
        return 1.0
    equal = 0
    for a, b in zip(one.kldb2010, other.kldb2010, strict=True):  # type: ignore[attr-defined]
        if a != b:
            break
        equal += 1
    return 0.5 * PREFIX[equal] + 0.5 * max(0.0, pearson(one.riasec, other.riasec))  # type: ignore[attr-defined]


def pearson(xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    """Pearson's r; 0 when one side does not vary."""
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = math.sqrt(sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys))
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread > 1e-9 else 0.0


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Haversine, km."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))
