"""Prices a round begins with: yesterday's; of what is new the median of the same occupation nearby."""

import numpy as np

from services.matching.kernel.fit import EARTH_KM
from services.matching.kernel.tables import Floats, Ints, Vacancies

NEAR_KM = 25.0
AT_ONCE = 500


def starting(vacancies: Vacancies, last: Floats) -> Floats | None:
    """The price each vacancy begins with; `last` is nan for what is new. None: nothing has a price yet."""
    known = ~np.isnan(last)
    if not known.any():
        return None
    found = np.where(known, last, 0.0)
    for occupation in np.unique(vacancies.occupation[~known]):
        same = vacancies.occupation == occupation
        new, old = np.flatnonzero(same & ~known), np.flatnonzero(same & known)
        for part in np.split(new, range(AT_ONCE, len(new), AT_ONCE)):
            found[part] = _medians(vacancies, part, old, last)
    return found


def _medians(vacancies: Vacancies, new: Ints, old: Ints, last: Floats) -> Floats:
    places = [np.column_stack([vacancies.latitude[rows], vacancies.longitude[rows]]) for rows in (new, old)]
    near = kilometres_between(places[0], places[1]) <= NEAR_KM
    return np.array([median(last[old][row]) for row in near])


def median(prices: Floats) -> float:
    """The median, 0 of none."""
    return float(np.median(prices)) if len(prices) else 0.0


def kilometres_between(here: Floats, there: Floats) -> Floats:
    """Great-circle distances of rows of degrees (latitude, longitude): a row for each of here, a column of there."""
    a, b = np.radians(here)[:, None, :], np.radians(there)[None, :, :]
    north, east = np.sin((b[..., 0] - a[..., 0]) / 2), np.sin((b[..., 1] - a[..., 1]) / 2)
    chord = north * north + np.cos(a[..., 0]) * np.cos(b[..., 0]) * east * east
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return km
