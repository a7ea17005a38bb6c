"""Invented vacancies of a Kreis: occupations in the real proportions of the Land, everything else estimated.

Companies are invented; their names say so and every record is marked synthetic.
"""

from collections.abc import Iterator
from html import escape
from random import Random
from typing import Any

import numpy as np

from services.console.seeding.companies import company_name
from services.console.seeding.market import Market, source_of_chance
from shared.reference.occupations import Occupation

CAPACITY = ((1, 0.65), (2, 0.2), (3, 0.1), (5, 0.05))  # places a posting, mean 1.6
STILL_FREE = 0.04  # estimated: places of this summer that nobody has taken yet
UNKNOWN_CERTIFICATE = 0.17  # one French corpus has no level in most records; German ones in about a sixth
PAY_LEVELS = ((0.95, 0.03), (1.0, 0.25), (1.15, 0.3), (1.35, 0.27), (1.6, 0.15))  # of the minimum of 2026
MINIMUM_2026 = (724, 854, 977, 1014)  # euro a month, BGBl. 2025 I Nr. 235
HEALTH_PAY = (1340, 1402, 1503)  # euro a month: TVAöD-Pflege, rounded; estimated for other health occupations
INVENTED = "Dies ist ein erfundener Betrieb zu Vorführzwecken."
CERTIFICATES = ("none", "hauptschule", "mittlerer", "hochschulreife")  # the columns of `Occupation.shares`


def vacancies(market: Market, seed: int, season: int, count: int | None = None) -> Iterator[dict[str, Any]]:
    """Each vacancy as the bulk API takes it; as many as the Kreis has, or `count`."""
    chance, numbers = source_of_chance(seed, market.kreis.ags, "vacancies")
    size = market.vacancies if count is None else count
    drawn = numbers.choice(len(market.occupations), size=size, p=market.shares)
    for row, index in enumerate(drawn):
        occupation = market.occupations[int(index)]
        yield _vacancy(f"demo-{market.kreis.ags}-{row:05d}", occupation, market, chance, season)


def _vacancy(external_id: str, occupation: Occupation, market: Market, chance: Random, season: int) -> dict[str, Any]:
    place = chance.choice(market.postal_codes)
    now_free = chance.random() < STILL_FREE
    return {
        "external_id": external_id,
        "title": f"Ausbildung {occupation.name} (m/w/d)",
        "occupation": {"id": occupation.id},
        "employer": {"name": company_name(occupation, place.place, chance)},
        "description_html": f"<p>{escape(occupation.daily)}</p><p>{INVENTED}</p>",
        "training_kind": occupation.training_kind,
        "places": _drawn(chance, CAPACITY),
        "start_date": _start(market.kreis.land, season - 1 if now_free else season),
        "start_flexible": now_free,
        "duration_months": occupation.duration_months,
        "certificate_required": _certificate(occupation, chance),
        "part_time_possible": chance.choice([True, None, None]),
        "pay_per_month": _pay(occupation, chance),
        "location": {"postal_code": place.code, "city": place.place},
        "synthetic": True,
    }


def _drawn(chance: Random, table: tuple[tuple[Any, float], ...]) -> Any:
    return chance.choices([value for value, _ in table], [weight for _, weight in table])[0]


def _start(land: str, year: int) -> str:
    """Training starts with the Land's school year: in September in the south, in August elsewhere."""
    return f"{year}-09-01" if land in ("08", "09") else f"{year}-08-01"


def _certificate(occupation: Occupation, chance: Random) -> str | None:
    """Seldom higher than what trainees of this occupation really have (shares of 2023)."""
    if occupation.certificate_strict:
        return occupation.entry_certificate
    if chance.random() < UNKNOWN_CERTIFICATE:
        return None
    bound, seen = chance.uniform(0.05, 0.45), 0.0
    for certificate, share in zip(CERTIFICATES, occupation.shares, strict=True):
        seen += share or 0.0
        if seen >= bound:
            return certificate
    return occupation.entry_certificate


def _pay(occupation: Occupation, chance: Random) -> list[int]:
    years = max(1, min(4, -(-(occupation.duration_months or 36) // 12)))
    if occupation.training_kind == "health":
        return list(HEALTH_PAY[:years])
    if occupation.training_kind == "school_based":
        return []
    level = _drawn(chance, PAY_LEVELS)
    return [int(np.ceil(amount * level)) for amount in MINIMUM_2026[:years]]
