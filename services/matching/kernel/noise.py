"""Frozen noise of each pair: equal places are split between neighbours, the same way every time."""

import math

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import Keys

STEPS = 16
"""Noise is kept in sixteenths of its scale, one byte a pair; Gumbel's values lie between -4 and 8."""


@compiled
def mix(value: np.uint64) -> np.uint64:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014); wraps around on purpose."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled
def seeded(leaver: np.uint64, seed: int) -> np.uint64:
    """A leaver's own stream of chance."""
    return mix(leaver ^ (np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)))


@compiled
def gumbel(stream: np.uint64, vacancy: np.uint64) -> int:
    """Gumbel noise of one pair in sixteenths of its scale, -64 to 127."""
    mixed = mix(vacancy ^ stream)
    uniform = (float(mixed >> np.uint64(11)) + 0.5) * 2.0**-53
    return int(min(127.0, math.floor(-math.log(-math.log(uniform)) * STEPS + 0.5)))


@compiled
def noise_of(leaver: np.uint64, vacancies: Keys, seed: int, into: NDArray[np.int8]) -> None:
    """The noise of one leaver with each vacancy."""
    stream = seeded(leaver, seed)
    for row in range(len(vacancies)):
        into[row] = gumbel(stream, vacancies[row])
