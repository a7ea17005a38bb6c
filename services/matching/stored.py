"""Rows of leavers and vacancies as the store takes them, features packed beside the whole."""

from typing import Any

from services.matching.features import seeker_of, vacancy_row
from services.matching.packing import hexed, pack_leaver, pack_vacancy
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument


def leaver_features(leaver: str, revision: int, profile: LeaverProfile, book: Rulebook) -> dict[str, Any]:
    """A leaver's row."""
    packed = pack_leaver(seeker_of(leaver, profile, book), book)
    return {"id": leaver, "revision": revision, "profile": profile.wire(), "packed": hexed(packed)}


def vacancy_features(document: VacancyDocument, book: Rulebook) -> dict[str, Any]:
    """A vacancy's row."""
    packed = hexed(pack_vacancy(document, book))
    return {**vacancy_row(document), "revision": document.revision, "document": document.wire(), "packed": packed}
