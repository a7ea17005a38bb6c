"""What people and firms do with lists (protocol E1): look, apply, screen, offer, accept; and the oracle."""

from heapq import heappop, heappush

import numpy as np

from services.matching.evaluation.markets import Town
from services.matching.kernel.tables import Flags, Floats, Ints

INDIFFERENCE, STEEPNESS = 0.6, 2.0
SCREENED = 15
"""Applications a firm looks at for each place."""
QUALITY = -1.0
"""Below this a firm hires nobody."""
ROUNDS = 2


def examined(size: int) -> Floats:
    """How likely someone looks at each rank."""
    looks: Floats = 1 / np.log2(2 + np.arange(size))
    return looks


def willing(utility: Floats) -> Floats:
    """How likely someone who looks at a place applies."""
    chance: Floats = 1 / (1 + np.exp(-STEEPNESS * (utility - INDIFFERENCE)))
    return chance


def applications(town: Town, lists: Ints) -> Flags:
    """Who applies where; the chance of a pair is the same under every policy."""
    leaver, rank = np.nonzero(lists >= 0)
    vacancy = lists[leaver, rank]
    applied = np.zeros_like(town.truth.feasible)
    likely = examined(lists.shape[1])[rank] * willing(town.truth.utility[leaver, vacancy])
    applied[leaver, vacancy] = town.truth.chance[leaver, vacancy] < likely
    return applied


def hire(town: Town, applied: Flags) -> Ints:
    """The vacancy each leaver gets, -1 for none, after two rounds of offers."""
    got = np.full(len(applied), -1, dtype=np.int64)
    queues = [_queue(town, applied, v) for v in range(applied.shape[1])]
    left = town.vacancies.places.copy()
    for _ in range(ROUNDS):
        offers: dict[int, list[int]] = {}
        for v, queue in enumerate(queues):
            free = [leaver for leaver in queue if got[leaver] < 0][: left[v]]
            for leaver in free:
                offers.setdefault(leaver, []).append(v)
                queue.remove(leaver)
        for leaver, vacancies in offers.items():
            best = max(vacancies, key=lambda v: (town.truth.utility[leaver, v], v))
            got[leaver] = best
            left[best] -= 1
    return got


def _queue(town: Town, applied: Flags, v: int) -> list[int]:
    """Applicants a firm would take, best first: of those it looks at, those good enough."""
    who = np.flatnonzero(applied[:, v])
    who = who[np.argsort(town.truth.chance[who, v], kind="stable")][: SCREENED * int(town.vacancies.places[v])]
    value = town.truth.hiring[who, v]
    return [int(leaver) for leaver in who[np.argsort(-value, kind="stable")] if town.truth.hiring[leaver, v] >= QUALITY]


def oracle(town: Town) -> Ints:
    """Everyone knows every place and applies to all worth it: deferred acceptance, leavers propose."""
    truth = town.truth
    acceptable = truth.feasible & (willing(truth.utility) >= truth.chance) & (truth.hiring >= QUALITY)
    wanted = [_by_utility(row, utility) for row, utility in zip(acceptable, truth.utility, strict=True)]
    held: list[list[tuple[float, int]]] = [[] for _ in range(acceptable.shape[1])]
    places: list[int] = town.vacancies.places.tolist()
    free = list(range(len(wanted)))
    while free:
        leaver = free.pop()
        if wanted[leaver]:
            v = wanted[leaver].pop()
            heappush(held[v], (float(truth.hiring[leaver, v]), leaver))
            if len(held[v]) > places[v]:
                free.append(heappop(held[v])[1])
    got = np.full(len(wanted), -1, dtype=np.int64)
    for v, kept in enumerate(held):
        got[[leaver for _, leaver in kept]] = v
    return got


def _by_utility(acceptable: Flags, utility: Floats) -> list[int]:
    """Vacancies, the best last."""
    rows = np.flatnonzero(acceptable)
    wanted: list[int] = rows[np.argsort(utility[rows], kind="stable")].tolist()
    return wanted
