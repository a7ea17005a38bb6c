"""A leaver's pseudonymous profile: closed vocabularies only, never a name, an address or free text (R3.6)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.held import FIRST_AND_LAST, IDENTITY, MATCHING, held
from shared.contracts.vacancy import OccupationRef
from shared.contracts.vocabulary import Certificate, PartialPostalCode, PlainLine

Score = Annotated[float, Field(ge=1.0, le=7.0), MATCHING]


LIKES = held(purpose="wird zu Stichworten und dann verworfen", retention="wird nicht gespeichert")


class Interests(Contract):
    """RIASEC after Holland, each 1 (not at all) to 7 (very much)."""

    R: Score
    I: Score  # noqa: E741  the model's own letter
    A: Score
    S: Score
    E: Score
    C: Score

    def vector(self) -> tuple[float, float, float, float, float, float]:
        """The six scores in the order R, I, A, S, E, C."""
        return (self.R, self.I, self.A, self.S, self.E, self.C)


class Home(Contract):
    """Where a leaver lives: a postal code of five digits, or its first three (kept, not matched yet)."""

    postal_code: Annotated[PartialPostalCode, MATCHING]


class ProfileInput(Contract):
    """A profile as api.md has it. `radius_km` as the crow flies; `likes` becomes tags and is discarded."""

    certificate: Annotated[Certificate | None, MATCHING] = None
    home: Home | None = None
    radius_km: Annotated[int, Field(ge=1, le=200), MATCHING] = 25
    wishes: Annotated[tuple[OccupationRef, ...], Field(max_length=3), MATCHING] = ()
    interests: Interests | None = None
    start_year: Annotated[Annotated[int, Field(ge=2020, le=2040)] | None, MATCHING] = None
    likes: Annotated[Annotated[PlainLine, Field(max_length=120)] | None, LIKES] = None


class LeaverProfile(Contract):
    """The canonical profile. Each wish is a group of occupation ids (a KldB class may hold several).

    `certificate` None means not stated and is matched as none. `latitude`/`longitude` are the centre of
    the postal code; None (postal code incomplete or missing) means the profile is not matched yet.
    """

    certificate: Annotated[Certificate | None, MATCHING] = None
    postal_code: Annotated[str | None, MATCHING] = None
    latitude: Annotated[float | None, MATCHING] = None
    longitude: Annotated[float | None, MATCHING] = None
    land: Annotated[str | None, MATCHING] = None
    radius_km: Annotated[int, MATCHING] = 25
    wishes: Annotated[tuple[tuple[str, ...], ...], MATCHING] = ()
    interests: Interests | None = None
    start_year: Annotated[int, MATCHING]
    activities: Annotated[tuple[str, ...], MATCHING] = ()
    liked_occupations: Annotated[tuple[str, ...], MATCHING] = ()

    @property
    def matchable(self) -> bool:
        """True when a place is known, so that distances can be computed."""
        return self.latitude is not None and self.longitude is not None


class LeaverRecord(Contract):
    """A leaver as it travels in events: our random id, the counter, the profile."""

    id: Annotated[UUID, IDENTITY]
    revision: Annotated[int, FIRST_AND_LAST]
    profile: LeaverProfile
