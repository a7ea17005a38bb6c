"""Features as the kernel reads them, packed into bytes: written with each profile and vacancy, read by rounds.

Occupations and activities are numbers of the rulebook; `Rulebook.reference` names the rulebook they belong to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.features import LEVELS, Seeker, key_of, seeker_of
from services.matching.ids import Buffer, ids_of, keys_of
from services.matching.kernel.streams import gather, tails
from services.matching.kernel.tables import Leavers, Vacancies
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument

CENTURY = 2000
STRICT, FLEXIBLE, LESSER_KNOWN = 1, 2, 4
LEAVER = np.dtype([
    ("latitude", "<f8"), ("longitude", "<f8"), ("radius_km", "<f8"), ("activities", "<u8"), ("interests", "<f8", (6,)),
    ("level", "u1"), ("year", "u1"), ("wishes", "u1"), ("liked", "u1"),
])  # fmt: skip
"""Then `wishes` pairs of occupation and rank, then `liked` occupations, two bytes each."""
VACANCY = np.dtype([
    ("latitude", "<f8"), ("longitude", "<f8"), ("employer", "<u8"), ("occupation", "<u2"), ("places", "<u2"),
    ("level", "u1"), ("year", "u1"), ("flags", "u1"),
])  # fmt: skip
Offsets = NDArray[np.int64]


def pack_leaver(seeker: Seeker, book: Rulebook) -> bytes:
    """A leaver's features."""
    table, ranks = seeker.table, list(book.rules.fit.wish_ranks)
    fixed = np.zeros((), LEAVER)
    for name in ("latitude", "longitude", "radius_km", "activities", "interests", "level"):
        fixed[name] = getattr(table, name)[0]
    fixed["year"], fixed["wishes"] = table.start_year[0] - CENTURY, len(table.wish)
    fixed["liked"] = len(table.liked)
    pairs = [(number, ranks.index(weight)) for number, weight in zip(table.wish, table.wish_weight, strict=True)]
    tail = np.array([*(part for pair in pairs for part in pair), *table.liked], dtype="<u2")
    return fixed.tobytes() + tail.tobytes()


def pack_vacancy(document: VacancyDocument, book: Rulebook) -> bytes:
    """A vacancy's features."""
    flags = STRICT * document.certificate_strict + FLEXIBLE * document.start_flexible
    row = (
        document.location.lat, document.location.lon, key_of(str(document.employer_id)),
        book.known.number_of(document.occupation.id), min(document.places, 65535),
        LEVELS[document.certificate_required], min(max(document.start_year - CENTURY, 0), 255),
        flags + LESSER_KNOWN * document.lesser_known,
    )  # fmt: skip
    return np.array(row, dtype=VACANCY).tobytes()


def hexed(data: bytes) -> str:
    """Bytes as PostgreSQL reads them from text."""
    return "\\x" + data.hex()


def leavers_of(rows: Sequence[Mapping[str, Any]], book: Rulebook) -> Leavers:
    """Leavers as the store gives them, in the order of the rows: packed, or the profile."""
    packed = [
        row["packed"] or pack_leaver(seeker_of(row["id"], LeaverProfile.received(row["profile"]), book), book)
        for row in rows
    ]
    at = np.cumsum([0, *map(len, packed)])[:-1].astype(np.int64)
    return unpack_leavers(ids_of(rows), np.frombuffer(b"".join(packed), dtype=np.uint8), at, book)


def unpack_leavers(ids: Buffer, buffer: Buffer, at: Offsets, book: Rulebook) -> Leavers:
    """Leavers whose packed features begin `at` these places of a buffer; ids are rows of 16 bytes."""
    fixed = _fixed(buffer, at, LEAVER)
    wishes, liked = fixed["wishes"].astype(np.int64), fixed["liked"].astype(np.int64)
    wish, rank, likes = tails(buffer, at + LEAVER.itemsize, wishes, liked)
    return Leavers(
        key=keys_of(ids),
        **{name: fixed[name].astype(np.float64) for name in ("latitude", "longitude", "radius_km", "interests")},
        level=fixed["level"].astype(np.int64),
        start_year=fixed["year"].astype(np.int64) + CENTURY,
        activities=fixed["activities"].astype(np.uint64),
        wish_start=_starts(wishes), wish=wish, wish_weight=np.array(book.rules.fit.wish_ranks)[rank],
        liked_start=_starts(liked), liked=likes,
    )  # fmt: skip


def unpack_vacancies(ids: Buffer, buffer: Buffer, at: Offsets) -> Vacancies:
    """The same for vacancies; employers become dense numbers."""
    fixed = _fixed(buffer, at, VACANCY)
    return Vacancies(
        key=keys_of(ids),
        occupation=fixed["occupation"].astype(np.int64),
        employer=np.unique(fixed["employer"], return_inverse=True)[1].reshape(-1).astype(np.int64),
        latitude=fixed["latitude"].astype(np.float64),
        longitude=fixed["longitude"].astype(np.float64),
        level=fixed["level"].astype(np.int64),
        strict=fixed["flags"] & STRICT > 0,
        start_year=fixed["year"].astype(np.int64) + CENTURY,
        flexible=fixed["flags"] & FLEXIBLE > 0,
        lesser_known=fixed["flags"] & LESSER_KNOWN > 0,
        places=fixed["places"].astype(np.int64),
        load=np.zeros(len(fixed)),
    )


def _fixed(buffer: Buffer, at: Offsets, kind: np.dtype[Any]) -> NDArray[Any]:
    rows = np.empty((len(at), kind.itemsize), dtype=np.uint8)
    gather(buffer, np.ascontiguousarray(at), rows)
    return rows.reshape(-1).view(kind)


def _starts(counts: Offsets) -> Offsets:
    return np.append(0, np.cumsum(counts)).astype(np.int64)


def joined(tables: Sequence[Leavers]) -> Leavers:
    """Several tables of leavers as one."""
    columns: dict[str, Any] = {}
    for name in Leavers._fields:
        parts = [getattr(table, name) for table in tables]
        if name.endswith("_start"):
            columns[name] = _starts(np.concatenate([np.diff(part) for part in parts]))
        else:
            columns[name] = np.concatenate(parts)
    return Leavers(**columns)
