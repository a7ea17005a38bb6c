"""What a field holds about a person, why and how long (ADR 0036): `Annotated[str, held(purpose=…, retention=…)]`.

docs/privacy/inventory.md is made of these and of the privacy.toml of every service. Texts are German: people read them.
"""

from dataclasses import dataclass
from typing import Literal

SEASON = "bis zum 30. Dezember des Abgangsjahres, oder bis zur Löschung"
PUBLIC = "solange das Angebot besteht; zurückgezogene werden nicht mehr gezeigt"


@dataclass(frozen=True)
class Held:
    """`personal` says whose it is: "leaver", "contact" (of a vacancy), or None for what says nothing of anybody."""

    purpose: str
    retention: str
    personal: Literal["leaver", "contact"] | None


def held(*, purpose: str, retention: str = SEASON, personal: Literal["leaver", "contact"] | None = "leaver") -> Held:
    """The annotation of a model's field."""
    return Held(purpose, retention, personal)


IDENTITY = held(purpose="Zufallskennung: hält zusammen, was zu einer Person gehört, ohne sie zu nennen")
MATCHING = held(purpose="passende Plätze finden")
FIRST_AND_LAST = held(purpose="Reihenfolge der Meldungen", personal=None)
ASKING = held(purpose="Kontakt für Bewerbungen, öffentlich", retention=PUBLIC, personal="contact")
