"""What the fit knows of a leaver and of vacancies: allow-listed facts only.

No name, gender, origin, grade or popularity gets in here; a test changes every other field and compares lists.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.occupations import Floats, unit
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.contracts.vocabulary import Certificate

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LEVELS: dict[Certificate | None, int] = {
    None: 0, "none": 0, "hauptschule": 1, "mittlerer": 2, "fachhochschulreife": 3, "hochschulreife": 4,
}  # fmt: skip
"""Steps of the certificates; not stated counts as none (contract of LeaverProfile)."""


@dataclass(frozen=True, eq=False)
class Seeker:
    """A leaver. `interests` of unit length; `wish`, `related`, `liking` one number for each occupation.

    `wish` is the weight of the best wish that means the occupation, `related` the similarity to the nearest
    wish, `liking` what activities and liked occupations add (utility units). Degrees WGS 84, radius in km.
    """

    latitude: float | None
    longitude: float | None
    radius_km: float
    level: int
    start_year: int
    interests: Floats
    wish: Floats = field(repr=False)
    related: Floats = field(repr=False)
    liking: Floats = field(repr=False)

    @property
    def located(self) -> bool:
        """True when a place is known."""
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True, eq=False)
class Market:
    """Vacancies side by side, ordered by id. `level` is the required certificate, `strict` by law.

    `key` holds 64 bits of each id, for the noise.
    """

    ids: tuple[str, ...]
    key: NDArray[np.uint64]
    occupation: Ints
    employer: Ints
    latitude: Floats
    longitude: Floats
    level: Ints
    strict: Flags
    start_year: Ints
    flexible: Flags
    lesser_known: Flags

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, wanted: Collection[str]) -> "Market":
        """The part of the market with these ids; ids it does not have are passed over."""
        rows = np.array(sorted(self.row[id_] for id_ in wanted if id_ in self.row), dtype=np.int64)
        arrays = {name: getattr(self, name)[rows] for name in _ARRAYS}
        return Market(ids=tuple(self.ids[row] for row in rows.tolist()), **arrays)


_ARRAYS = ("key", "occupation", "employer", "latitude", "longitude", "level", "strict", "start_year", "flexible",
           "lesser_known")  # fmt: skip


def seeker_of(profile: LeaverProfile, book: Rulebook) -> Seeker:
    """A leaver's features from the canonical profile; wishes for unknown occupations are passed over."""
    size = book.known.unknown + 1
    wish, related, liking = np.zeros(size), np.zeros(size), np.zeros(size)
    for weight, group in zip(book.rules.fit.wish_ranks, profile.wishes, strict=False):
        numbers = [book.known.number[id_] for id_ in group if id_ in book.known.number]
        meant = [member for number in numbers for member in book.known.families[number]]
        wish[meant] = np.maximum(wish[meant], weight)
        if numbers:
            related = np.maximum(related, book.known.similarity[numbers].max(axis=0))
    _add_liking(liking, profile, book)
    return Seeker(
        latitude=profile.latitude,
        longitude=profile.longitude,
        radius_km=float(profile.radius_km),
        level=LEVELS[profile.certificate],
        start_year=profile.start_year,
        interests=unit(profile.interests.vector() if profile.interests else None),
        wish=wish,
        related=related.astype(np.float64),
        liking=liking,
    )


def _add_liking(liking: Floats, profile: LeaverProfile, book: Rulebook) -> None:
    for tag in profile.activities:
        if tag in book.known.activities:
            liking[book.known.activities[tag]] = book.rules.fit.activity
    liked = [book.known.number[id_] for id_ in set(profile.liked_occupations) if id_ in book.known.number]
    liking[liked] += book.rules.fit.liked


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


def market_of(rows: Sequence[Mapping[str, Any]], book: Rulebook) -> Market:
    """Stored features as arrays, in the order of the ids, so that equal input gives equal lists."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    employers: dict[str, int] = {}

    def column(name: str, kind: Any) -> Any:
        return np.array([row[name] for row in ordered], dtype=kind)

    return Market(
        ids=tuple(str(row["id"]) for row in ordered),
        key=np.array([key_of(str(row["id"])) for row in ordered], dtype=np.uint64),
        occupation=np.array([book.known.number_of(row["occupation"]) for row in ordered], dtype=np.int64),
        employer=np.array([employers.setdefault(row["employer"], len(employers)) for row in ordered], dtype=np.int64),
        latitude=column("latitude", np.float64),
        longitude=column("longitude", np.float64),
        level=column("level", np.int64),
        strict=column("strict", np.bool_),
        start_year=column("start_year", np.int64),
        flexible=column("flexible", np.bool_),
        lesser_known=column("lesser_known", np.bool_),
    )
