"""What a new vacancy costs until a round says it: the median of the same occupation nearby, the nearest ones."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.matching import store
from services.matching.kernel.field import KM_A_DEGREE
from services.matching.rounds.starting import NEAR_KM, kilometres_between, median
from services.matching.store import Standing
from shared.contracts.documents import VacancyDocument
from shared.runtime.database import Connection

ALIKE = 100
"""So many of the nearest ones say it."""


def first_prices(connection: Connection, at: Standing, documents: Sequence[VacancyDocument]) -> dict[str, float]:
    """A price for each vacancy, asked for in one statement; none while no round is in use."""
    if at.slot is None:
        return {}
    near: dict[int, list[dict[str, Any]]] = {}
    for row in store.alike(connection, at, [_around(n, document) for n, document in enumerate(documents)], ALIKE):
        if row["price"] is not None:
            near.setdefault(row["n"], []).append(row)
    return {str(document.id): _price(document, near.get(n, [])) for n, document in enumerate(documents)}


def _around(n: int, document: VacancyDocument) -> dict[str, Any]:
    north = NEAR_KM / KM_A_DEGREE
    east = north / max(math.cos(math.radians(abs(document.location.lat) + north)), 0.01)
    return {
        "n": n, "occupation": document.occupation.id,
        "south": document.location.lat - north, "north": document.location.lat + north,
        "west": document.location.lon - east, "east": document.location.lon + east,
    }  # fmt: skip


def _price(document: VacancyDocument, rows: Sequence[Mapping[str, Any]]) -> float:
    if not rows:
        return 0.0
    there = np.array([(row["latitude"], row["longitude"]) for row in rows], dtype=np.float64)
    here = np.array([(document.location.lat, document.location.lon)], dtype=np.float64)
    prices = np.array([row["price"] for row in rows], dtype=np.float64)
    return median(prices[kilometres_between(here, there)[0] <= NEAR_KM])
