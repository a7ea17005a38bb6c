"""The SQL door of matching. Ids go in and come out as text; every write is one statement for many rows."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.matching.arrays import Numbers, Uuids
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
Pair = tuple[str, str]
Known = Callable[[int, Collection[str], Collection[int]], list[dict[str, Any]] | None]
"""Rows of vacancies by id and by number in a round, from memory; None: not known now."""
NO_LIST = -1
"""`leavers.kept` of who has no list of their own: a round makes it (migrations/0002)."""


def unknown(round_: int, ids: Collection[str], numbers: Collection[int]) -> None:
    """There is no memory."""


@dataclass(frozen=True)
class Held:
    """A leaver's list as it is: ids of vacancies, those `shown` first, best first, then the reserve. `own`: the service
    has made it, not the round. `packed` features, or the `profile` where they were for other occupations."""

    id: str
    packed: bytes | None
    profile: dict[str, Any] | None
    own: bool
    vacancies: Sequence[str]
    shown: int


@dataclass(frozen=True)
class Made:
    """A list that was made, and what is noted of it, so that a new vacancy finds whom it concerns."""

    leaver: str
    vacancies: Sequence[str]
    shown: int
    discoveries: int
    care: int
    worst: float  # what a further vacancy must exceed to be shown; minus infinity: any may


@dataclass(frozen=True)
class Standing:
    """The round in use (0: none) and where its lists are; the newest round that has begun; leavers a place."""

    round: int
    newest: int
    slot: int | None
    reach: float | None


def enter(connection: Connection) -> Standing:
    """Begin a transaction on features or lists: until its end no round begins nor is put in use."""
    connection.execute(_SQL["enter"])
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


def lock_leavers(connection: Connection, ids: Sequence[str]) -> None:
    """Lock leavers until the end of the transaction, in the order of their ids."""
    connection.execute(_SQL["lock_leavers"], {"ids": Uuids(ids)})


def held(
    connection: Connection, at: Standing, extra: Mapping[str, Iterable[str]], reference: int, known: Known = unknown
) -> tuple[list[Held], list[dict[str, Any]]]:
    """The lists of those of these leavers who have a profile, in the order of their ids; and, as `features`, what they
    hold and the extra vacancies given for each, `known` being asked first."""
    values = {**_at(at), "ids": Uuids(extra), "reference": reference}
    rows = connection.execute(_SQL["held"], values, binary=True).fetchall()
    numbers = {number for row in rows for number in row["numbers"] or ()}
    ids = {*chain(*extra.values()), *chain(*(row["vacancies"] or () for row in rows))}
    found = numbered(connection, at, ids, numbers, reference, known)
    id_of = {row["number"]: row["id"] for row in found}
    return [_held(row, id_of) for row in rows], [row for row in found if row["open"]]


def _held(row: dict[str, Any], id_of: Mapping[int, str]) -> Held:
    numbers = row.pop("numbers") or ()
    return Held(**{**row, "vacancies": row["vacancies"] or [id_of[number] for number in numbers]})


def leaver(connection: Connection, leaver_id: UUID) -> dict[str, Any] | None:
    """One profile, or None; an erased leaver's profile is null."""
    return connection.execute(_SQL["leaver"], {"id": leaver_id}).fetchone()


def short_leavers(connection: Connection, at: Standing, box: Mapping[str, float]) -> list[str]:
    """Leavers with a list that is not full whose radius may reach the box (degrees north, east, south, west)."""
    return _ids(connection, "short_leavers", {**_at(at), **box})


def holders(connection: Connection, at: Standing, vacancies: Sequence[str]) -> dict[str, list[str]]:
    """To whom each of these vacancies is shown."""
    found: dict[str, list[str]] = {id_: [] for id_ in vacancies}
    for row in connection.execute(_SQL["holders"], {**_at(at), "ids": list(vacancies)}):
        found[row["vacancy_id"]].append(row["leaver_id"])
    return found


def features(connection: Connection, at: Standing, vacancies: Iterable[str], reference: int) -> list[dict[str, Any]]:
    """Those of the vacancies that are open with their prices: features packed for a reference, or the document."""
    return [row for row in numbered(connection, at, list(vacancies), (), reference) if row["open"]]


def numbered(
    connection: Connection,
    at: Standing,
    vacancies: Collection[str],
    numbers: Collection[int],
    reference: int,
    known: Known = unknown,
) -> list[dict[str, Any]]:
    """The same, closed ones as well, and those that have these numbers in the round in use. Some stand there twice."""
    found = known(at.round, vacancies, numbers)
    if found is None:
        values = {"slot": at.slot, "ids": Uuids(vacancies), "numbers": Numbers(numbers), "reference": reference}
        row = connection.execute(_SQL["features"], values, binary=True).fetchone() or {}
        columns = (column or () for column in row.values())
        found = [dict(zip(row, one, strict=True)) for one in zip(*columns, strict=True)]
    others = [one for one in found if one["open"] and one["packed"] is None]
    whole = documents(connection, [one["id"] for one in others]) if others else {}
    for one in others:
        one["document"] = whole.get(one["id"])
        one["open"] = one["document"] is not None  # closed in between
    return found


def documents(connection: Connection, vacancies: Iterable[str]) -> dict[str, Any]:
    """Documents of those of the vacancies that are open, by id."""
    found = connection.execute(_SQL["documents"], {"ids": list(vacancies)})
    return {row["id"]: row["document"] for row in found}


def hold_open(connection: Connection, vacancies: Collection[str]) -> set[str]:
    """Those of the vacancies that are open, and stay so until the end of the transaction."""
    return set(_ids(connection, "hold_open", {"ids": list(vacancies)}))


def write_lists(connection: Connection, at: Standing, made: Sequence[Made]) -> None:
    """Lists the service has made; from now on they are their leavers' lists."""
    connection.execute(_SQL["write_lists"], {
        "newest": at.newest,
        "ids": Uuids(one.leaver for one in made),
        "own": Uuids(chain(*(one.vacancies for one in made))),
        "last": Numbers(accumulate(len(one.vacancies) for one in made)),
        "kept": [len(one.vacancies) for one in made],
        **{name: [getattr(one, name) for one in made] for name in ("shown", "discoveries", "care", "worst")},
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
