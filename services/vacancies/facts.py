"""The fact tables a vacancy is checked against, as the rules want to see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from shared.contracts.vacancy import OccupationRef, VacancyInput, Warning
from shared.contracts.vocabulary import Certificate, TrainingKind


class Occupation(Protocol):
    """A training occupation. `entry_certificate` is what the law demands where `certificate_strict` is true."""

    @property
    def id(self) -> str:
        """Our own stable slug."""

    @property
    def kldb2010(self) -> str:
        """Five digits."""

    @property
    def name(self) -> str:
        """Neutral German name."""

    @property
    def law(self) -> str:
        """E.g. BBiG, HwO, Pflegeberufegesetz."""

    @property
    def training_kind(self) -> TrainingKind:
        """How the occupation is usually learnt."""

    @property
    def valid_from(self) -> date | None:
        """First day on which training can start, None: since long."""

    @property
    def valid_until(self) -> date | None:
        """Last day on which training can start, None: still."""

    @property
    def entry_certificate(self) -> Certificate | None:
        """The certificate the entry rule names, if any."""

    @property
    def certificate_strict(self) -> bool:
        """True where the law excludes everyone below `entry_certificate`."""


class PostalArea(Protocol):
    """A postal code's area; coordinates of its centre in degrees (WGS 84)."""

    @property
    def place(self) -> str:
        """Name of its (first) place."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""

    @property
    def kreis(self) -> str:
        """Official key (AGS) of the Kreis."""

    @property
    def land(self) -> str:
        """Official key of the Land, two digits."""


class Facts(Protocol):
    """What the rules ask."""

    def occupations(self, ref: OccupationRef) -> Sequence[Occupation]:
        """The occupations a reference may mean: one when clear, several when ambiguous, none when unknown."""

    def area(self, code: str) -> PostalArea | None:
        """The area of a postal code, None when there is no such code."""

    def pay_warnings(self, vacancy: VacancyInput, occupation: Any) -> Sequence[Warning]:
        """Notes on the legal minimum pay (§ 17 BBiG), for occupations under BBiG/HwO only.

        The occupation is one that `occupations` gave: the tables know more of it than the rules do.
        """
