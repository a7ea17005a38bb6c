"""What a Kreis's market looks like: real numbers where there are any, estimates marked as such.

Real: leavers by certificate (Regionalstatistik 21111-02-06-4, 2023), new contracts by occupation and Land
(DAZUBI 2023), new contracts of Pflegefachleute (2023). Estimated: places of a Kreis without a published number,
shares of occupations without a count, and everything about a single person or company.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.contracts.vocabulary import Certificate
from shared.reference.kreise import Kreis, kreise
from shared.reference.occupations import Occupation, contracts_in, is_group, occupations
from shared.reference.places import PostalCode, postal_codes

Floats = NDArray[np.float64]
Key = TypeVar("Key", bound=str)

PLACES_PER_LEAVER = 494_000 / 782_423  # BA 2024/25 over Regionalstatistik 2023, both Germany
PLACES = {"08118": 2_843}  # Ludwigsburg 2024/25, Agentur für Arbeit press release 2025-30
PLACES_PER_VACANCY = 1.6  # estimated: many postings offer one place, some offer several
NURSES_PER_CONTRACT = 54_360 / 475_950  # Pflegefachleute 2023 (Destatis) over new dual contracts 2025 (BIBB)
UNCOUNTED_SHARE = 0.0008  # estimated share of each further occupation without a count
AWARENESS = {"well": 1.0, "somewhat": 0.35, "hardly": 0.05}  # estimated: who names an occupation as a wish


@dataclass(frozen=True)
class Market:
    """A Kreis with its postal codes and its occupations' shares of places (summing to 1)."""

    kreis: Kreis
    postal_codes: Sequence[PostalCode]
    occupations: Sequence[Occupation]
    shares: Floats
    places: int

    @property
    def vacancies(self) -> int:
        """How many postings hold these places."""
        return max(1, round(self.places / PLACES_PER_VACANCY))


def market(ags: str) -> Market:
    """The market of a Kreis by its key (AGS).

    Raises:
        KeyError: the table of Kreise does not hold this key.
    """
    kreis = kreise()[ags]
    codes = sorted((c for c in postal_codes().values() if c.kreis == ags), key=lambda c: c.code)
    if not codes:
        raise KeyError(ags)
    offered = [o for o in occupations().values() if _offered(o)]
    leavers = kreis.leavers_total or sum(certificates_of(kreis).values())
    places = PLACES.get(ags) or math.ceil(leavers * PLACES_PER_LEAVER)
    return Market(kreis, codes, offered, _shares(offered, kreis.land), places)


def _offered(occupation: Occupation) -> bool:
    """Trained today, and not the head of Fachrichtungen, which are counted each on their own."""
    return not is_group(occupation) and occupation.valid_until is None


def certificates_of(kreis: Kreis) -> dict[Certificate, int]:
    """Leavers of 2023 by certificate; what the statistics keep secret is counted as none."""
    return {certificate: number or 0 for certificate, number in kreis.leavers.items()}


def spread(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """A total in whole parts by weight, the largest remainders rounded up."""
    whole = sum(weights.values())
    parts = {key: total * weight // whole for key, weight in weights.items()}
    behind = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in behind[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def _shares(occupations: Sequence[Occupation], land: str) -> Floats:
    contracts = contracts_in(land)
    counted = np.array([contracts.get(o.id, 0) for o in occupations], dtype=float)
    total = counted.sum()
    for row, occupation in enumerate(occupations):
        if occupation.id == "pflegefachmann":
            counted[row] = total * NURSES_PER_CONTRACT
        elif occupation.contracts_2023 is None:
            counted[row] = total * UNCOUNTED_SHARE
    shares: Floats = counted / counted.sum()
    return shares


def source_of_chance(seed: int, ags: str, what: str) -> tuple[Random, np.random.Generator]:
    """Generators that depend on seed, Kreis and purpose alone, so that a Kreis is the same in every region."""
    name = f"{seed}:{ags}:{what}"
    number = int.from_bytes(name.encode()[:64].ljust(64, b"\0"), "big")
    return Random(name), np.random.default_rng(number)  # noqa: S311  # not for secrets
