"""The market of a round, out of matching's own tables, as arrays."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching import packing
from services.matching.alerts import Roster, roster_of
from services.matching.features import seeker_of
from services.matching.ids import Buffer
from services.matching.kernel.streams import gather, walk
from services.matching.kernel.tables import Floats, Ints, Leavers, Vacancies
from services.matching.offered import OFFER, Offers
from services.matching.packing import VACANCY, hexed, pack_leaver, pack_vacancy, unpack_leavers, unpack_vacancies
from services.matching.rounds import store
from services.matching.rounds.store import Round
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.runtime.database import Connection, Database

CHUNK_BYTES = 8 << 20


@dataclass(frozen=True, eq=False)
class RoundMarket:
    """Both sides with their ids (rows of 16 bytes). `last` is the price an earlier round ended with (nan: none);
    once a round has prices `began_with`, `price` and `number` are what it has noted."""

    leaver_ids: Buffer
    leavers: Leavers
    vacancy_ids: Buffer
    vacancies: Vacancies
    last: Floats
    price: Floats
    number: Ints


@dataclass(frozen=True, eq=False)
class _Tuples:
    """Tuples of a COPY: where each field is and how long."""

    buffer: Buffer
    at: Ints
    size: Ints

    def fixed(self, field: int, kind: str) -> NDArray[Any]:
        """A field of fixed size, zeros where it is null.

        Raises:
            ValueError: PostgreSQL has sent another type.
        """
        rows = np.zeros((len(self.at), np.dtype(kind).itemsize), dtype=np.uint8)
        known = np.flatnonzero(self.size[:, field] >= 0)
        if (self.size[known, field] != rows.shape[1]).any():
            raise ValueError(f"field {field} is not {kind}")
        taken = rows[known]
        gather(self.buffer, np.ascontiguousarray(self.at[known, field]), taken)
        rows[known] = taken
        return rows.reshape(-1).view(kind)

    def ids(self) -> Buffer:
        """The first field, a UUID."""
        return self.fixed(0, "V16").view(np.uint8).reshape(-1, 16)


def read(database: Database, made: Round | None, before: Round | None, book: Rulebook) -> RoundMarket:
    """Everyone to be matched now. For a round that has its prices the vacancies it has begun with."""
    reference = book.reference
    with database.transaction() as connection:
        kinds = store.any_unpacked(connection, reference)
    for kind in kinds:
        _pack(database, kind, reference, book)
    with ThreadPoolExecutor(2) as pool:
        leavers = pool.submit(_read_leavers, database, reference, book)
        offers = _read_vacancies(database, reference, made, before)
        leaver_ids, people = leavers.result()
        return RoundMarket(leaver_ids, people, *offers)


def _read_leavers(database: Database, reference: int, book: Rulebook) -> tuple[Buffer, Leavers]:
    ids: list[Buffer] = [np.zeros((0, 16), np.uint8)]
    tables = [unpack_leavers(ids[0], np.frombuffer(b"", dtype=np.uint8), np.zeros(0, np.int64), book)]
    with database.transaction() as connection:
        for found in _tuples(store.read(connection, "read_leavers", reference=reference), 2):
            ids.append(found.ids())
            tables.append(unpack_leavers(ids[-1], found.buffer, found.at[:, 1], book))
    return np.concatenate(ids), packing.joined(tables)


def read_roster(connection: Connection, at: Standing, book: Rulebook) -> Roster:
    """Everyone with what is noted of their lists."""
    blocks = store.read(connection, "read_roster", reference=book.reference, round=at.round, slot=at.slot)
    found = _whole(_tuples(blocks, 6), 6)
    leavers = unpack_leavers(found.ids(), found.buffer, found.at[:, 1], book)
    numbers = (found.fixed(field, kind).astype(np.int64) for field, kind in ((3, ">i2"), (4, ">i2"), (5, ">i8")))
    return roster_of(found.ids(), leavers, found.fixed(2, ">f4").astype(np.float32), *numbers)


def read_offers(connection: Connection, at: Standing, book: Rulebook) -> Offers:
    """Every vacancy that is open, or that the round in use knows."""
    blocks = store.read(connection, "read_offers", reference=book.reference, slot=at.slot)
    found = _whole(_tuples(blocks, 5), 5)
    offers = np.zeros(len(found.at), OFFER)
    offers["id"], offers["known"], offers["open"] = found.ids(), found.size[:, 1] >= 0, found.fixed(4, "u1") > 0
    offers["packed"] = found.fixed(1, f"V{VACANCY.itemsize}").view(np.uint8).reshape(-1, VACANCY.itemsize)
    offers["price"], offers["number"] = found.fixed(2, ">f8"), found.fixed(3, ">i4")
    return offers


def _read_vacancies(
    database: Database, reference: int, made: Round | None, before: Round | None
) -> tuple[Buffer, Vacancies, Floats, Floats, Ints]:
    priced = made is not None and made.priced_at is not None
    with database.transaction() as connection:
        if priced and made:
            blocks, fields = store.read(connection, "read_offered", reference=reference, slot=made.slot), 5
        else:
            slot = before.slot if before else None
            blocks, fields = store.read(connection, "read_vacancies", reference=reference, slot=slot), 3
        found = _whole(_tuples(blocks, fields), fields)
    ids, last = found.ids(), found.fixed(2, ">f8").astype(np.float64)
    last[found.size[:, 2] < 0] = np.nan
    table = unpack_vacancies(ids, found.buffer, found.at[:, 1])
    if not priced:
        return ids, table, last, np.zeros(0), np.zeros(0, np.int64)
    return ids, table, last, found.fixed(3, ">f8").astype(np.float64), found.fixed(4, ">i4").astype(np.int64)


def _tuples(blocks: Iterable[bytes], fields: int) -> Iterator[_Tuples]:
    """Tuples by the million bytes."""
    for part in _parts(blocks):
        buffer = np.frombuffer(part, dtype=np.uint8)
        most = len(buffer) // (2 + 4 * fields)
        at, size = np.empty((most, fields), np.int64), np.empty((most, fields), np.int64)
        count = walk(buffer, at, size)
        yield _Tuples(buffer, at[:count].copy(), size[:count].copy())


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    parts: list[bytes] = []
    held = 0
    for block in blocks:
        parts.append(block)
        held += len(block)
        if held >= CHUNK_BYTES:
            yield b"".join(parts)
            parts, held = [], 0
    yield b"".join(parts)


def _whole(several: Iterable[_Tuples], fields: int) -> _Tuples:
    parts = list(several)
    begins = np.cumsum([0, *(len(part.buffer) for part in parts)])
    none = np.zeros((0, fields), np.int64)
    at = np.concatenate([none, *(part.at + begin for part, begin in zip(parts, begins[:-1], strict=True))])
    buffer = np.concatenate([np.zeros(0, np.uint8), *(part.buffer for part in parts)])
    buffer.flags.writeable = False  # as those it is made of: the compiler takes it for another type
    return _Tuples(buffer, at, np.concatenate([none, *(part.size for part in parts)]))


def _pack(database: Database, kind: str, reference: int, book: Rulebook) -> None:
    """Pack what was written for other occupations, or by a version that did not pack."""
    after = store.FIRST
    while True:
        with database.transaction() as connection:
            rows = store.unpacked(connection, kind, reference, after)
            if not rows:
                return
            store.pack(connection, kind, reference, [_PACKERS[kind](row, book) for row in rows])
        after = rows[-1]["id"]


def _packed_leaver(row: dict[str, Any], book: Rulebook) -> dict[str, Any]:
    seeker = seeker_of(row["id"], LeaverProfile.received(row["profile"]), book)
    return {**row, "packed": hexed(pack_leaver(seeker, book))}


def _packed_vacancy(row: dict[str, Any], book: Rulebook) -> dict[str, Any]:
    return {**row, "packed": hexed(pack_vacancy(VacancyDocument.received(row["document"]), book))}


_PACKERS: dict[str, Callable[[dict[str, Any], Rulebook], dict[str, Any]]] = {
    "leavers": _packed_leaver,
    "vacancies": _packed_vacancy,
}


def checksum(leavers: Leavers, vacancies: Vacancies, began_with: Floats) -> str:
    """Of all that a round rests on; both sides in the order of their graph."""
    digest = hashlib.blake2b(digest_size=16)
    for column in (*leavers, *vacancies, began_with):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
