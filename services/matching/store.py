"""The SQL door of matching. Ids go in as text or as rows of 16 bytes and come out as text, but for lists, which stay as
PostgreSQL sends them; every write is one statement for many rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from psycopg.types.json import Jsonb

from services.matching.arrays import Numbers, Reals, Smalls, Uuids
from services.matching.ids import Buffer
from services.matching.kernel.kept import KeptRows
from services.matching.kernel.tables import Ints
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
Pair = tuple[str, str]
NO_LIST = -1
"""`leavers.kept` of who has no list of their own: a round makes it (migrations/0002)."""


@dataclass(frozen=True)
class Standing:
    """The round in use (0: none) and where its lists are; the newest round that has begun; leavers a place; the number
    of this transaction, if it may write."""

    round: int
    newest: int
    slot: int | None
    reach: float | None
    transaction: int | None


def enter(connection: Connection, *, again: bool = False) -> Standing:
    """Begin a transaction on features or lists: until its end no round begins nor is put in use. `again`: it is made
    again should the database lose it in a crash; no transaction that follows can be kept without it."""
    connection.execute(_SQL["enter"], {"again": again})
    return standing(connection)


def whole(connection: Connection) -> Standing:
    """Begin a transaction that reads: all of it from the same round, whatever is put in use meanwhile."""
    connection.execute(_SQL["whole"])
    return standing(connection)


def standing(connection: Connection) -> Standing:
    """How rounds stand."""
    row = connection.execute(_SQL["standing"]).fetchone()
    return Standing(**(row or {}))


def count_leavers(connection: Connection) -> int:
    """Leavers with a place."""
    row = connection.execute(_SQL["count_leavers"]).fetchone()
    return int(row["count"]) if row else 0


def handled(connection: Connection, consumer: str, event_id: UUID) -> bool:
    """True when the event has had its effect already."""
    return connection.execute(_SQL["handled"], {"consumer": consumer, "event_id": event_id}).fetchone() is not None


def upsert_vacancies(connection: Connection, rows: Sequence[Mapping[str, Any]], reference: int) -> list[str]:
    """Take over open vacancies with their features, packed for a reference; the ids that were not outdated."""
    return _ids(connection, "upsert_vacancies", {"rows": Jsonb(list(rows)), "reference": reference})


def alike(connection: Connection, at: Standing, asked: Sequence[Mapping[str, Any]], most: int) -> list[dict[str, Any]]:
    """Place and price (None: it has none yet) of vacancies of an occupation in a box, at most so many nearest to
    its middle, for each of the boxes `n`."""
    return connection.execute(_SQL["alike"], {"asked": Jsonb(list(asked)), "slot": at.slot, "most": most}).fetchall()


def close_vacancies(connection: Connection, revisions: Mapping[str, int]) -> list[str]:
    """Mark vacancies closed by id and revision; the ids that were not outdated."""
    return _ids(connection, "close_vacancies", {"ids": list(revisions), "revisions": list(revisions.values())})


def upsert_leavers(
    connection: Connection, rows: Sequence[Mapping[str, Any]], reference: int, kept: int = 0
) -> list[str]:
    """Take over profiles, packed for a reference; the ids that were neither outdated nor erased. New leavers have so
    many places in a list of their own, NO_LIST if a round makes it."""
    return _ids(connection, "upsert_leavers", {"rows": Jsonb(list(rows)), "reference": reference, "kept": kept})


def leavers(connection: Connection, at: Standing, ids: Iterable[str], reference: int) -> list[dict[str, Any]]:
    """Leavers with a place: features packed for a reference, or the profile, and what is noted of their lists."""
    return connection.execute(_SQL["leavers"], {**_at(at), "ids": list(ids), "reference": reference}).fetchall()


def profiles(connection: Connection, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Profiles in the order of their ids."""
    return connection.execute(_SQL["profiles"], {"ids": list(ids)}).fetchall()


def lock_leavers(connection: Connection, ids: Iterable[str]) -> None:
    """Lock leavers until the end of the transaction, in the order of their ids."""
    connection.execute(_SQL["lock_leavers"], {"ids": Uuids(ids)})


def held(connection: Connection, at: Standing, ids: Iterable[str], reference: int) -> list[dict[str, Any]]:
    """The lists of those of these leavers who have a profile, in the order of their ids: `vacancies` by id where it is
    the service's `own`, which transaction has written it last `changed`, else `numbers` of the round (arrays as
    PostgreSQL sends them); features packed for a reference, or the profile."""
    values = {**_at(at), "ids": Uuids(ids), "reference": reference}
    return connection.execute(_SQL["held"], values, binary=True).fetchall()


def leaver(connection: Connection, leaver_id: UUID) -> dict[str, Any] | None:
    """One profile, or None; an erased leaver's profile is null."""
    return connection.execute(_SQL["leaver"], {"id": leaver_id}).fetchone()


def short_leavers(connection: Connection, at: Standing, box: Mapping[str, float]) -> list[str]:
    """Leavers with a list that is not full whose radius may reach the box (degrees north, east, south, west)."""
    return _ids(connection, "short_leavers", {**_at(at), **box})


def holders(connection: Connection, at: Standing, vacancies: Sequence[str]) -> dict[str, list[str]]:
    """To whom each of these vacancies is shown."""
    found: dict[str, list[str]] = {id_: [] for id_ in vacancies}
    for row in connection.execute(_SQL["holders"], {**_at(at), "ids": Uuids(vacancies)}):
        found[row["vacancy_id"]].append(row["leaver_id"])
    return found


def features(
    connection: Connection, at: Standing, vacancies: Buffer, numbers: Ints, reference: int
) -> list[dict[str, Any]]:
    """Vacancies by id and by number in the round in use, open or not, some twice: price, number (None where it was
    asked for by id), features if they are packed for a reference."""
    values = {"slot": at.slot, "ids": Uuids(vacancies), "numbers": Numbers(numbers), "reference": reference}
    row = connection.execute(_SQL["features"], values, binary=True).fetchone() or {}
    columns = (column or () for column in row.values())
    return [dict(zip(row, one, strict=True)) for one in zip(*columns, strict=True)]


def documents(connection: Connection, vacancies: Iterable[str]) -> dict[str, Any]:
    """Documents of those of the vacancies that are open, by id."""
    found = connection.execute(_SQL["documents"], {"ids": list(vacancies)})
    return {row["id"]: row["document"] for row in found}


def hold_open(connection: Connection, vacancies: Buffer, reference: int) -> dict[str, bytes | None]:
    """Those of the vacancies that are open, with their features if they are packed for a reference; they stay so until
    the end of the transaction."""
    rows = connection.execute(_SQL["hold_open"], {"ids": Uuids(vacancies), "reference": reference}, binary=True)
    return {row["id"]: row["packed"] for row in rows}


def write_lists(connection: Connection, at: Standing, leavers: Buffer, vacancies: Buffer, made: KeptRows) -> None:
    """Lists the service has made, of rows of the vacancies; from now on they are their leavers' lists. What is noted of
    them lets a new vacancy find whom it concerns."""
    filled = np.arange(made.item.shape[1]) < made.held[:, None]
    connection.execute(_SQL["write_lists"], {
        "newest": at.newest,
        "ids": Uuids(leavers),
        "own": Uuids(vacancies[made.item[filled]]),
        "last": Numbers(np.cumsum(made.held, dtype=np.int64)),
        "kept": Smalls(made.held),
        **{name: Smalls(getattr(made, name)) for name in ("shown", "discoveries", "care")},
        "worst": Reals(made.worst),
    })  # fmt: skip


def note_holders(connection: Connection, gone: Iterable[Pair], come: Iterable[Pair]) -> None:
    """Vacancies (second) that leavers (first) are shown no more, and such as the round's holders do not tell of."""
    for query, pairs in (("delete_holders", list(gone)), ("insert_holders", list(come))):
        if pairs:
            values = {"leavers": Uuids(pair[0] for pair in pairs), "vacancies": Uuids(pair[1] for pair in pairs)}
            connection.execute(_SQL[query], values)


def nearest(connection: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where and what the nearest open vacancy is that a leaver could have, whatever the radius."""
    return connection.execute(_SQL["nearest"], dict(values)).fetchone()


def _at(at: Standing) -> dict[str, Any]:
    return {"round": at.round, "slot": at.slot}


def _ids(connection: Connection, query: str, values: dict[str, Any]) -> list[str]:
    return [row["id"] for row in connection.execute(_SQL[query], values)]
