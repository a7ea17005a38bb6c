"""What the fit knows of a leaver and of vacancies: allow-listed facts only.

No name, gender, origin, grade or popularity gets in here; a test changes every other field and compares lists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from services.matching.kernel.tables import Floats, Leavers, Vacancies
from services.matching.occupations import unit
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.contracts.vocabulary import Certificate

LEVELS: dict[Certificate | None, int] = {
    None: 0, "none": 0, "hauptschule": 1, "mittlerer": 2, "fachhochschulreife": 3, "hochschulreife": 4,
}  # fmt: skip
"""Steps of the certificates; not stated counts as none (contract of LeaverProfile)."""


@dataclass(frozen=True, eq=False)
class Seeker:
    """A leaver: one row of a table of the kernel. `located` is False when no place is known."""

    table: Leavers
    located: bool

    @property
    def latitude(self) -> float:
        """Degrees WGS 84."""
        return float(self.table.latitude[0])

    @property
    def longitude(self) -> float:
        """Degrees WGS 84."""
        return float(self.table.longitude[0])

    @property
    def radius_km(self) -> float:
        """How far the leaver would go, km as the crow flies."""
        return float(self.table.radius_km[0])

    @property
    def level(self) -> int:
        """Step of the certificate."""
        return int(self.table.level[0])

    @property
    def start_year(self) -> int:
        """Year in which the leaver wants to start."""
        return int(self.table.start_year[0])


@dataclass(frozen=True, eq=False)
class Market:
    """Vacancies side by side, ordered by id; `costs` are prices of the round in use (none given: all 0)."""

    ids: Sequence[str]
    table: Vacancies
    costs: Floats | None = None

    @cached_property
    def prices(self) -> Floats:
        """The price of each."""
        return np.zeros(len(self.ids)) if self.costs is None else self.costs

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)


class LeaverRows:
    """Leavers on their way into a table; wishes for unknown occupations are passed over."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._plain: dict[str, list[Any]] = {name: [] for name in _PLAIN}
        self._interests: list[Sequence[float]] = []
        self._wish: list[int] = []
        self._weight: list[float] = []
        self._wish_start = [0]
        self._liked: list[int] = []
        self._liked_start = [0]

    def add(
        self, interests: Sequence[float] | None, wishes: Iterable[Iterable[str]],
        liked: Iterable[str] = (), activities: Iterable[str] = (), **plain: Any,
    ) -> None:  # fmt: skip
        """One leaver; `plain` are key, latitude, longitude, radius_km, level and start_year."""
        known = self._book.known
        for name, column in self._plain.items():
            column.append(plain[name] if name in plain else known.bits_of(activities))
        self._interests.append(interests or (0.0,) * 6)
        for weight, group in zip(self._book.rules.fit.wish_ranks, wishes, strict=False):
            numbers = [known.number[id_] for id_ in group if id_ in known.number]
            self._wish += numbers
            self._weight += [weight] * len(numbers)
        self._wish_start.append(len(self._wish))
        self._liked += [known.number[id_] for id_ in sorted(set(liked)) if id_ in known.number]
        self._liked_start.append(len(self._liked))

    def table(self) -> Leavers:
        """All that were added."""
        return Leavers(
            **{name: np.array(self._plain[name], dtype=kind) for name, kind in _PLAIN.items()},
            interests=unit(np.array(self._interests, dtype=np.float64).reshape(-1, 6)),
            wish_start=np.array(self._wish_start, dtype=np.int64),
            wish=np.array(self._wish, dtype=np.int64),
            wish_weight=np.array(self._weight, dtype=np.float64),
            liked_start=np.array(self._liked_start, dtype=np.int64),
            liked=np.array(self._liked, dtype=np.int64),
        )


_PLAIN: dict[str, Any] = {
    "key": np.uint64, "latitude": np.float64, "longitude": np.float64, "radius_km": np.float64, "level": np.int64,
    "start_year": np.int64, "activities": np.uint64,
}  # fmt: skip


def seeker_of(leaver: str, profile: LeaverProfile, book: Rulebook) -> Seeker:
    """A leaver's features from the canonical profile; `leaver` is the id, the key of the noise."""
    rows = LeaverRows(book)
    located = profile.latitude is not None and profile.longitude is not None
    rows.add(
        profile.interests.vector() if profile.interests else None, profile.wishes, profile.liked_occupations,
        profile.activities, key=key_of(leaver), latitude=profile.latitude if located else np.nan,
        longitude=profile.longitude if located else np.nan, radius_km=float(profile.radius_km),
        level=LEVELS[profile.certificate], start_year=profile.start_year,
    )  # fmt: skip
    return Seeker(rows.table(), located)


def key_of(uuid: str) -> int:
    """64 bits made of a UUID's 128."""
    whole = int(uuid.replace("-", ""), 16)
    return (whole ^ (whole >> 64)) & ((1 << 64) - 1)


def vacancy_row(document: VacancyDocument) -> dict[str, Any]:
    """A vacancy's features as they are stored."""
    return {
        "id": str(document.id),
        "occupation": document.occupation.id,
        "employer": str(document.employer_id),
        "latitude": document.location.lat,
        "longitude": document.location.lon,
        "level": LEVELS[document.certificate_required],
        "strict": document.certificate_strict,
        "start_year": document.start_year,
        "flexible": document.start_flexible,
        "lesser_known": document.lesser_known,
    }
