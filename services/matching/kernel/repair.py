"""The last pass: vacancies shown to fewer than three leavers take a place in the lists that lose least by it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.kernel.choice import Quotas
from services.matching.kernel.compiled import compiled
from services.matching.kernel.edges import Edges
from services.matching.kernel.tables import CARE, DISCOVERY, SOFT, Ints, Numbers, Vacancies


class Bounds(NamedTuple):
    """How many exposures every vacancy should have, and the most a leaver may lose by one (utility units)."""

    exposures: int
    loss: float


class Reverse(NamedTuple):
    """The edges of some vacancies: of the n-th between start[n] and start[n + 1], with their leavers."""

    vacancy: Ints
    start: Ints
    edge: Ints
    leaver: Numbers


def reverse_of(edges: Edges, wanted: NDArray[np.bool_]) -> Reverse:
    """The edges of the wanted vacancies, vacancy by vacancy, leaver by leaver."""
    numbers = np.flatnonzero(wanted[edges.item])
    order = np.argsort(edges.item[numbers], kind="stable")
    edge = numbers[order]
    vacancy = np.flatnonzero(wanted)
    start = np.searchsorted(edges.item[edge], np.append(vacancy, len(wanted)))
    leaver = np.searchsorted(edges.start, edge, side="right") - 1
    return Reverse(vacancy, start.astype(np.int64), edge, leaver.astype(np.int32))


@compiled
def count_exposures(edges: Edges, shown: NDArray[np.int64], exposures: Ints) -> None:
    """In how many lists each vacancy is."""
    for row in range(len(shown)):
        for edge in shown[row]:
            if edge >= 0:
                exposures[edges.item[edge]] += 1


@compiled
def repair(
    edges: Edges, vacancies: Vacancies, reverse: Reverse, quotas: Quotas, bounds: Bounds,
    shown: NDArray[np.int64], exposures: Ints,
) -> None:  # fmt: skip
    """First everyone gets one exposure, then a second, then a third. One after another, in the order of vacancies."""
    for wanted in range(1, bounds.exposures + 1):
        for n in range(len(reverse.vacancy)):
            if exposures[reverse.vacancy[n]] < wanted:
                _insert(edges, vacancies, reverse, n, quotas, bounds, shown, exposures)


@compiled
def _insert(
    edges: Edges, vacancies: Vacancies, reverse: Reverse, n: int, quotas: Quotas, bounds: Bounds,
    shown: NDArray[np.int64], exposures: Ints,
) -> None:  # fmt: skip
    best, where, slot = bounds.loss, -1, -1
    for at in range(reverse.start[n], reverse.start[n + 1]):
        edge, row = reverse.edge[at], reverse.leaver[at]
        if edges.fit[edge] < edges.last[row] - bounds.loss:
            continue
        for s in range(shown.shape[1]):
            loss = edges.fit[shown[row, s]] - edges.fit[edge] if shown[row, s] >= 0 else 0.0
            if loss < best and _may_replace(edges, vacancies, shown[row], s, edge, quotas, bounds, exposures):
                best, where, slot = loss, at, s
    if where >= 0:
        _replace(edges, shown[reverse.leaver[where]], slot, reverse.edge[where], exposures)


@compiled
def _may_replace(
    edges: Edges, vacancies: Vacancies, shown: Ints, slot: int, edge: int, quotas: Quotas, bounds: Bounds,
    exposures: Ints,
) -> bool:  # fmt: skip
    """The list keeps its quotas, and what gives way keeps its exposures."""
    old, new = shown[slot], edges.item[edge]
    if old >= 0 and exposures[edges.item[old]] <= bounds.exposures:
        return False
    if old >= 0 and (edges.bits[old] & ~edges.bits[edge]) & (DISCOVERY | CARE):
        return False
    occupation = employer = soft = 1
    for s in range(len(shown)):
        if shown[s] >= 0 and s != slot:
            other = edges.item[shown[s]]
            if other == new:
                return False
            occupation += 1 if vacancies.occupation[other] == vacancies.occupation[new] else 0
            employer += 1 if vacancies.employer[other] == vacancies.employer[new] else 0
            soft += 1 if edges.bits[shown[s]] & SOFT else 0
    if old >= 0 and edges.item[old] == new:
        return False
    fine = occupation <= quotas.per_occupation and employer <= quotas.per_employer
    return fine and (soft <= quotas.soft or not edges.bits[edge] & SOFT)


@compiled
def _replace(edges: Edges, shown: Ints, slot: int, edge: int, exposures: Ints) -> None:
    """The new one stands where it fits."""
    if shown[slot] >= 0:
        exposures[edges.item[shown[slot]]] -= 1
    at = slot
    while at + 1 < len(shown) and shown[at + 1] >= 0:
        shown[at] = shown[at + 1]
        at += 1
    while at > 0 and edges.fit[shown[at - 1]] < edges.fit[edge]:
        shown[at] = shown[at - 1]
        at -= 1
    shown[at] = edge
    exposures[edges.item[edge]] += 1
