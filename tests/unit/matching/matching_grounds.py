"""Random markets as the kernel has them, with the plain profiles and documents they were made from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matching_markets import profile, seeded, uuid, vacancy

from services.matching.features import LEVELS, LeaverRows, key_of, vacancy_row
from services.matching.kernel.tables import Leavers, Vacancies
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument

HOMES = ((48.9, 9.19), (48.95, 9.3), (48.8, 9.05), (49.1, 9.6))
"""Four places, so that many live or work at the same one."""


@dataclass(frozen=True)
class Ground:
    """Both sides; profiles by id, documents in the order of the table."""

    profiles: dict[str, LeaverProfile]
    documents: list[VacancyDocument]
    leavers: Leavers
    vacancies: Vacancies


def ground(seed: int, leavers: int, vacancies: int, book: Rulebook, **fixed: Any) -> Ground:
    """A random market; half of the vacancies are at one of four places; `fixed` holds for all vacancies."""
    random_ = seeded(seed)
    profiles = {}
    for _ in range(leavers):
        home = random_.choice(HOMES)
        profiles[str(uuid(random_))] = profile(random_, book, latitude=home[0], longitude=home[1])
    documents = []
    for _ in range(vacancies):
        at = random_.choice(HOMES)
        place = {"location": {"lat": at[0], "lon": at[1]}} if random_.random() < 0.5 else {}
        documents.append(vacancy(random_, book, **{**place, "places": random_.choice((1, 1, 2, 5)), **fixed}))
    documents.sort(key=lambda document: str(document.id))
    return Ground(profiles, documents, leavers_of(profiles, book), vacancies_of(documents, book))


def vacancies_of(documents: list[VacancyDocument], book: Rulebook) -> Vacancies:
    """Vacancies as a table."""
    found = [vacancy_row(document) for document in documents]
    numbers = {employer: n for n, employer in enumerate(dict.fromkeys(row["employer"] for row in found))}
    plain: dict[str, Any] = {
        "latitude": np.float64, "longitude": np.float64, "level": np.int64, "strict": np.bool_,
        "start_year": np.int64, "flexible": np.bool_, "lesser_known": np.bool_,
    }  # fmt: skip
    return Vacancies(
        key=np.array([key_of(row["id"]) for row in found], dtype=np.uint64),
        occupation=np.array([book.known.number_of(row["occupation"]) for row in found], dtype=np.int64),
        employer=np.array([numbers[row["employer"]] for row in found], dtype=np.int64),
        places=np.array([document.places for document in documents], dtype=np.int64), load=np.zeros(len(found)),
        **{name: np.array([row[name] for row in found], dtype=kind) for name, kind in plain.items()},
    )  # fmt: skip


def leavers_of(profiles: dict[str, LeaverProfile], book: Rulebook) -> Leavers:
    """Leavers as a table."""
    made = LeaverRows(book)
    for id_, one in profiles.items():
        made.add(
            one.interests.vector() if one.interests else None, one.wishes, one.liked_occupations, one.activities,
            key=key_of(id_), latitude=one.latitude, longitude=one.longitude, radius_km=float(one.radius_km),
            level=LEVELS[one.certificate], start_year=one.start_year,
        )  # fmt: skip
    return made.table()
