"""The choice of a list from scored vacancies: best first, not the same occupation all over, with discoveries."""

from typing import NamedTuple

import numpy as np

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import CARE, DISCOVERY, FITTING, SOFT, Bits, Flags, Floats, Ints, Singles


class Quotas(NamedTuple):
    """What a list of `size` may and must hold; every earlier place of an occupation costs `penalty`."""

    size: int
    per_occupation: int
    per_employer: int
    soft: int
    discoveries: int
    care: int
    penalty: float


class Counter(NamedTuple):
    """What candidates are worth by now (minus infinity: out), how often their occupation and employer were taken."""

    worth: Floats
    occupations: Ints
    employers: Ints
    soft: Ints


def no_counter(room: int) -> Counter:
    """Room for the choice among at most so many candidates."""
    whole = np.zeros((2, room), dtype=np.int64)
    return Counter(np.zeros(room), whole[0], whole[1], np.zeros(1, dtype=np.int64))


@compiled
def choose(
    value: Floats, fit: Singles, occupation: Ints, employer: Ints, bits: Bits, low: Flags, quotas: Quotas,
    counter: Counter, chosen: Ints,
) -> int:  # fmt: skip
    """Write the rows of a list, best fit first; how many.

    Discoveries are taken first, so that other places never use up their share, those of agreeing interests before
    others, and of different employers while there is a choice: they must not use up the share of an employer who
    also has the very place the leaver wishes for. Then care for whom it suits, then the best as the quotas allow.
    `low` are below the floor: only discoveries and care may be.
    """
    n = len(value)
    counter.worth[:n], counter.occupations[:n], counter.employers[:n], counter.soft[0] = value, 0, 0, 0
    _close_soft(n, bits, quotas, counter)
    count = _add_discoveries(n, occupation, employer, bits, quotas, counter, chosen)
    count = _add_care(n, occupation, employer, bits, quotas, counter, chosen, count)
    worths = counter.worth
    for row in range(n):
        if low[row]:
            worths[row] = -np.inf
    while count < quotas.size:
        row = _best(n, worths)
        if row < 0:
            break
        count = _take(n, row, occupation, employer, bits, quotas, counter, chosen, count)
    _order(value, fit, chosen, count)
    return count


@compiled
def _add_discoveries(
    n: int, occupation: Ints, employer: Ints, bits: Bits, quotas: Quotas, counter: Counter, chosen: Ints
) -> int:
    count = 0
    for step in range(4):
        fitting, fresh = step % 2 == 0, step < 2
        with_, without = (DISCOVERY | FITTING, 0) if fitting else (DISCOVERY, FITTING)
        while count < quotas.discoveries:
            row = _best_of(n, bits, with_, without, fresh, counter)
            if row < 0:
                break
            count = _take(n, row, occupation, employer, bits, quotas, counter, chosen, count)
    return count


@compiled
def _add_care(
    n: int, occupation: Ints, employer: Ints, bits: Bits, quotas: Quotas, counter: Counter, chosen: Ints, count: int,
) -> int:  # fmt: skip
    missing = quotas.care
    for at in range(count):
        missing -= 1 if bits[chosen[at]] & CARE else 0
    while missing > 0 and count < quotas.size:
        row = _best_of(n, bits, CARE, 0, False, counter)
        if row < 0:
            break
        count = _take(n, row, occupation, employer, bits, quotas, counter, chosen, count)
        missing -= 1
    return count


@compiled
def _best(n: int, worths: Floats) -> int:
    best, worth = -1, -np.inf
    for row in range(n):
        if worths[row] > worth:
            best, worth = row, worths[row]
    return best


@compiled
def _best_of(n: int, bits: Bits, with_: int, without: int, fresh: bool, counter: Counter) -> int:
    """With these bits and without those; `fresh`: of an employer of whom nothing is taken."""
    best, worth = -1, -np.inf
    worths, employers = counter.worth, counter.employers
    for row in range(n):
        if worths[row] <= worth or bits[row] & with_ != with_ or bits[row] & without:
            continue
        if not (fresh and employers[row] > 0):
            best, worth = row, worths[row]
    return best


@compiled
def _take(
    n: int, taken: int, occupation: Ints, employer: Ints, bits: Bits, quotas: Quotas, counter: Counter,
    chosen: Ints, count: int,
) -> int:  # fmt: skip
    chosen[count] = taken
    worths, occupations, employers = counter.worth, counter.occupations, counter.employers
    penalty, most, most_employer = quotas.penalty, quotas.per_occupation, quotas.per_employer
    taken_occupation, taken_employer = occupation[taken], employer[taken]
    for row in range(n):
        if occupation[row] == taken_occupation:
            occupations[row] += 1
            worths[row] = worths[row] - penalty if occupations[row] < most else -np.inf
        if employer[row] == taken_employer:
            employers[row] += 1
            if employers[row] >= most_employer:
                worths[row] = -np.inf
    worths[taken] = -np.inf
    if bits[taken] & SOFT:
        counter.soft[0] += 1
        _close_soft(n, bits, quotas, counter)
    return count + 1


@compiled
def _close_soft(n: int, bits: Bits, quotas: Quotas, counter: Counter) -> None:
    """Once there are as many short of the certificate as may be, the others are out."""
    if counter.soft[0] >= quotas.soft:
        for row in range(n):
            if bits[row] & SOFT:
                counter.worth[row] = -np.inf


@compiled
def _order(value: Floats, fit: Singles, chosen: Ints, count: int) -> None:
    """Best fit first; of equal fit the better value, of equal value the earlier row."""
    chosen[:count].sort()
    for at in range(1, count):
        row, to = chosen[at], at
        while to > 0 and _before(value, fit, row, chosen[to - 1]):
            chosen[to] = chosen[to - 1]
            to -= 1
        chosen[to] = row


@compiled
def _before(value: Floats, fit: Singles, row: int, other: int) -> bool:
    return bool(fit[row] > fit[other] or (fit[row] == fit[other] and value[row] > value[other]))
