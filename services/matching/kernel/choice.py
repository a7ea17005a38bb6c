"""The choice of a list from scored vacancies: best first, not the same occupation all over, with discoveries."""

from typing import NamedTuple

import numpy as np

from services.matching.kernel.compiled import compiled
from services.matching.kernel.tables import CARE, DISCOVERY, FITTING, SOFT, Bits, Flags, Floats, Ints, Numbers, Singles


class Quotas(NamedTuple):
    """What a list of `size` may and must hold; every earlier place of an occupation costs `penalty`."""

    size: int
    per_occupation: int
    per_employer: int
    soft: int
    discoveries: int
    care: int
    penalty: float


class Offered(NamedTuple):
    """One leaver's candidates, row by row: the vacancy's number, what it is worth before anything is chosen, fit,
    bits, and whether it is `low`: below the floor. Occupation and employer go by the vacancy's number."""

    item: Numbers
    value: Floats
    fit: Singles
    bits: Bits
    low: Flags
    occupation: Ints
    employer: Ints


class Counter(NamedTuple):
    """Some candidates: their rows, what they are worth by now (minus infinity: out), occupation and employer, and how
    often those were taken."""

    row: Ints
    worth: Floats
    occupation: Ints
    employer: Ints
    occupations: Ints
    employers: Ints


def no_counter(room: int) -> Counter:
    """Room for the choice among at most so many candidates."""
    return Counter(np.zeros(room, dtype=np.int64), np.zeros(room), *np.zeros((4, room), dtype=np.int64))


@compiled
def choose(n: int, offered: Offered, quotas: Quotas, bar: float, counter: Counter, chosen: Ints) -> tuple[int, float]:
    """Write the rows of a list out of the first n, best fit first; how many, and the least that was worth taking.

    Discoveries are taken first, so that other places never use up their share, those of agreeing interests before
    others, and of different employers while there is a choice: they must not use up the share of an employer who
    also has the very place the leaver wishes for. Then care for whom it suits, then the best as the quotas allow.
    `low` are below the floor: only discoveries and care may be. `bar` is a guess of the least: what is below it is
    looked at only where the guess was too high, so it changes no list.
    """
    first = _add_care(n, offered, quotas, chosen, _add_discoveries(n, offered, quotas, chosen))
    count, least = _add_best(n, offered, quotas, bar, counter, chosen, first)
    if least < bar:
        count, least = _add_best(n, offered, quotas, -np.inf, counter, chosen, first)
    _order(offered, chosen, count)
    return count, least


@compiled
def _add_discoveries(n: int, offered: Offered, quotas: Quotas, chosen: Ints) -> int:
    count = 0
    for step in range(4):
        fitting, fresh = step % 2 == 0, step < 2
        with_, without = (DISCOVERY | FITTING, 0) if fitting else (DISCOVERY, FITTING)
        while count < quotas.discoveries:
            row = _best_of(n, offered, quotas, chosen, count, with_, without, fresh)
            if row < 0:
                break
            chosen[count] = row
            count += 1
    return count


@compiled
def _add_care(n: int, offered: Offered, quotas: Quotas, chosen: Ints, count: int) -> int:
    missing = quotas.care
    for at in range(count):
        missing -= 1 if offered.bits[chosen[at]] & CARE else 0
    while missing > 0 and count < quotas.size:
        row = _best_of(n, offered, quotas, chosen, count, CARE, 0, False)
        if row < 0:
            break
        chosen[count] = row
        count, missing = count + 1, missing - 1
    return count


@compiled
def _best_of(
    n: int, offered: Offered, quotas: Quotas, chosen: Ints, count: int, with_: int, without: int, fresh: bool
) -> int:
    """With these bits and without those; `fresh`: of an employer of whom nothing is taken."""
    best, worth = -1, -np.inf
    bits, value, item = offered.bits, offered.value, offered.item
    occupation, employer = offered.occupation, offered.employer
    for row in range(n):
        now = value[row]
        if bits[row] & with_ != with_ or bits[row] & without or now <= worth:
            continue
        same = firm = soft = 0
        for at in range(count):
            taken = chosen[at]
            same += 1 if occupation[item[taken]] == occupation[item[row]] else 0
            firm += 1 if employer[item[taken]] == employer[item[row]] else 0
            firm += quotas.per_employer if taken == row else 0
            soft += 1 if bits[taken] & SOFT else 0
        for _ in range(same):
            now -= quotas.penalty
        out = same >= quotas.per_occupation or firm >= (1 if fresh else quotas.per_employer)
        if now > worth and not out and (soft < quotas.soft or not bits[row] & SOFT):
            best, worth = row, now
    return best


@compiled
def _add_best(
    n: int, offered: Offered, quotas: Quotas, bar: float, counter: Counter, chosen: Ints, count: int
) -> tuple[int, float]:
    """Take the best of those that reach a bar; how many are taken by now, and the least that was worth taking (minus
    infinity: they were too few)."""
    many, bits, rows, worths = _above(n, offered, bar, counter), offered.bits, counter.row, counter.worth
    occupations, employers, penalty = counter.occupations, counter.employers, quotas.penalty
    soft, least, best = 0, np.inf, _most(many, worths)
    for at in range(quotas.size):
        if at == count:
            if best < 0:
                return count, -np.inf
            chosen[at], least = rows[best], min(least, worths[best])
            count += 1
        v, soft = offered.item[chosen[at]], soft + (1 if bits[chosen[at]] & SOFT else 0)
        occupation, employer, full = offered.occupation[v], offered.employer[v], soft >= quotas.soft
        best, worth = -1, -np.inf
        for c in range(many):
            if counter.occupation[c] == occupation:
                occupations[c] += 1
                worths[c] = worths[c] - penalty if occupations[c] < quotas.per_occupation else -np.inf
            if counter.employer[c] == employer:
                employers[c] += 1
                worths[c] = worths[c] if employers[c] < quotas.per_employer else -np.inf
            if rows[c] == chosen[at] or (full and bits[rows[c]] & SOFT):
                worths[c] = -np.inf
            if worths[c] > worth:
                best, worth = c, worths[c]
    return count, least


@compiled
def _above(n: int, offered: Offered, bar: float, counter: Counter) -> int:
    """Lay out those that reach a bar; how many."""
    value, low, item, many = offered.value, offered.low, offered.item, 0
    for row in range(n):
        if value[row] >= bar and not low[row]:
            counter.row[many], counter.worth[many] = row, value[row]
            counter.occupation[many], counter.employer[many] = (
                offered.occupation[item[row]],
                offered.employer[item[row]],
            )
            counter.occupations[many] = counter.employers[many] = 0
            many += 1
    return many


@compiled
def _most(n: int, worths: Floats) -> int:
    best, worth = -1, -np.inf
    for row in range(n):
        if worths[row] > worth:
            best, worth = row, worths[row]
    return best


@compiled
def _order(offered: Offered, chosen: Ints, count: int) -> None:
    """Best fit first; of equal fit the better value, of equal value the earlier row."""
    value, fit = offered.value, offered.fit
    for at in range(1, count):
        row, to = chosen[at], at
        while to > 0 and _before(fit[row], value[row], row, fit[chosen[to - 1]], value[chosen[to - 1]], chosen[to - 1]):
            chosen[to] = chosen[to - 1]
            to -= 1
        chosen[to] = row


@compiled
def _before(fit: float, value: float, row: int, other_fit: float, other_value: float, other: int) -> bool:
    if fit != other_fit:
        return fit > other_fit
    return value > other_value if value != other_value else row < other
