"""The SQL door of matching. Ids go in and come out as text; every write is one statement for many rows."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


@dataclass(frozen=True)
class Edge:
    """A kept vacancy of a leaver; `shown` is its place in the list from 1, None when only kept."""

    leaver: str
    vacancy: str
    fit: float
    shown: int | None


@dataclass(frozen=True)
class ListFacts:
    """What is noted of a leaver's edges, so that a new vacancy finds whom it concerns."""

    kept: int
    discoveries: int
    care: int
    worst: float | None  # what a further vacancy must exceed to be shown; None: any may


@dataclass(frozen=True)
class Holder:
    """A leaver who keeps a vacancy, and is shown it or not; how many the list keeps (0: not known)."""

    leaver: str
    vacancy: str
    shown: bool
    kept: int


@dataclass(frozen=True)
class Standing:
    """The round in use (0: none) and where its lists are; the newest round that has begun; leavers a place."""

    round: int
    newest: int
    slot: int | None
    reach: float | None


def enter(connection: Connection) -> Standing:
    """Begin a transaction that changes features or lists: until its end no round begins nor is put in use."""
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
    found = connection.execute(_SQL["handled"], {"consumer": consumer, "event_id": event_id})
    return found.fetchone() is not None


def upsert_vacancies(connection: Connection, rows: Sequence[Mapping[str, Any]], reference: int) -> list[str]:
    """Take over open vacancies with their features, packed for a reference; the ids that were not outdated."""
    return _ids(connection, "upsert_vacancies", {"rows": Jsonb(list(rows)), "reference": reference})


def alike(connection: Connection, at: Standing, asked: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Place and price of vacancies of an occupation in a box, for each of the boxes `n`."""
    return connection.execute(_SQL["alike"], {"asked": Jsonb(list(asked)), "slot": at.slot}).fetchall()


def close_vacancies(connection: Connection, revisions: Mapping[str, int]) -> list[str]:
    """Mark vacancies closed by id and revision; the ids that were not outdated."""
    return _ids(connection, "close_vacancies", {"ids": list(revisions), "revisions": list(revisions.values())})


def upsert_leavers(connection: Connection, rows: Sequence[Mapping[str, Any]], reference: int) -> list[str]:
    """Take over profiles, packed for a reference; the ids that were neither outdated nor erased."""
    return _ids(connection, "upsert_leavers", {"rows": Jsonb(list(rows)), "reference": reference})


def erase_leavers(connection: Connection, revisions: Mapping[str, int], event_id: UUID) -> None:
    """Remove everything of these leavers but a tombstone; also from what was or is to be sent."""
    ids = list(revisions)
    connection.execute(_SQL["erase_leavers"], {"ids": ids, "revisions": list(revisions.values())})
    connection.execute(_SQL["delete_lists"], {"ids": ids})
    forget_lists(connection, ids)
    connection.execute(_SQL["forget_handled"], {"ids": ids, "event_id": event_id})
    connection.execute(_SQL["forget_sent"], {"ids": ids})
    for row in connection.execute(_SQL["forget_unsent"], {"ids": ids}).fetchall():
        _forget_unsent(connection, row, set(ids))


def forget_lists(connection: Connection, ids: Sequence[str]) -> None:
    """Remove leavers from the lists of all rounds."""
    for query in ("forget_holders", "forget_lists") if ids else ():
        connection.execute(_SQL[query], {"ids": list(ids)})


def _forget_unsent(connection: Connection, row: Mapping[str, Any], gone: set[str]) -> None:
    body = json.loads(row["body"])
    data = body["data"]
    if "items" in data:  # match.proposed
        left = data["items"] = [item for item in data["items"] if item["leaver_id"] not in gone]
        subjects = [item["leaver_id"] for item in left]
    else:  # match.withdrawn
        left = subjects = data["leaver_ids"] = [id_ for id_ in data["leaver_ids"] if id_ not in gone]
    if not left:
        connection.execute(_SQL["delete_unsent"], {"seq": row["seq"]})
        return
    body["subject"] = body["subject"] if body["subject"] not in gone else subjects[0]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    values = {"seq": row["seq"], "body": text, "subjects": sorted({*subjects, body["subject"]})}
    connection.execute(_SQL["rewrite_unsent"], values)


def leavers(connection: Connection, at: Standing, ids: Iterable[str], reference: int) -> list[dict[str, Any]]:
    """Leavers with a place: features packed for a reference, or the profile, and what is noted of their lists."""
    return connection.execute(_SQL["leavers"], {**_at(at), "ids": list(ids), "reference": reference}).fetchall()


def profiles(connection: Connection, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Profiles in the order of their ids."""
    return connection.execute(_SQL["profiles"], {"ids": list(ids)}).fetchall()


def lock_leavers(connection: Connection, at: Standing, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Profiles, locked until the end of the transaction in the order of their ids; `own`: the list is not a round's."""
    return connection.execute(_SQL["lock_leavers"], {**_at(at), "ids": list(ids)}).fetchall()


def leaver(connection: Connection, at: Standing, leaver_id: UUID) -> dict[str, Any] | None:
    """One profile, or None; an erased leaver's profile is null."""
    return connection.execute(_SQL["leaver"], {**_at(at), "id": leaver_id}).fetchone()


def short_leavers(connection: Connection, at: Standing, box: Mapping[str, float]) -> list[str]:
    """Leavers with a list that is not full whose radius may reach the box (degrees north, east, south, west)."""
    return _ids(connection, "short_leavers", {**_at(at), **box})


def holders(connection: Connection, at: Standing, vacancies: Sequence[str]) -> list[Holder]:
    """Who keeps one of these vacancies."""
    found = connection.execute(_SQL["holders"], {**_at(at), "ids": list(vacancies)})
    return [Holder(row["leaver_id"], row["vacancy_id"], row["shown"], row["kept"]) for row in found]


def edges(connection: Connection, at: Standing, own: Sequence[str], others: Sequence[str]) -> list[Edge]:
    """What is kept for leavers with lists of their own and for others. The fit of a round's edges is not known (0)."""
    rows = connection.execute(_SQL["own_edges"], {"ids": list(own)}).fetchall() if own else []
    if others and at.slot is not None:
        rows += connection.execute(_SQL["round_edges"], {"slot": at.slot, "ids": list(others)}).fetchall()
    return [Edge(row["leaver_id"], row["vacancy_id"], row["fit"], row["shown"]) for row in rows]


def delete_edges_of(connection: Connection, leaver_ids: Sequence[str]) -> None:
    """Delete all edges of these leavers."""
    if leaver_ids:
        connection.execute(_SQL["delete_lists"], {"ids": list(leaver_ids)})


def features(connection: Connection, at: Standing, vacancies: Iterable[str]) -> list[dict[str, Any]]:
    """Features of those of the vacancies that are open, with their prices."""
    return connection.execute(_SQL["features"], {"slot": at.slot, "ids": list(vacancies)}).fetchall()


def documents(connection: Connection, vacancies: Iterable[str]) -> dict[str, Any]:
    """Documents of those of the vacancies that are open, by id."""
    found = connection.execute(_SQL["documents"], {"ids": list(vacancies)})
    return {row["id"]: row["document"] for row in found}


def write_edges(connection: Connection, gone: Sequence[Edge], changed: Sequence[Edge], fresh: Collection[str]) -> None:
    """Delete and write edges; `fresh` vacancies are new in some list: closed meanwhile, they get no edge."""
    if gone:
        values = {"leavers": [edge.leaver for edge in gone], "vacancies": [edge.vacancy for edge in gone]}
        connection.execute(_SQL["delete_edges"], values)
    if changed:
        connection.execute(_SQL["upsert_edges"], {
            "leavers": [edge.leaver for edge in changed],
            "vacancies": [edge.vacancy for edge in changed],
            "fits": [edge.fit for edge in changed],
            "shown": [edge.shown for edge in changed],
            "fresh": sorted(fresh),
        })  # fmt: skip


def describe_lists(connection: Connection, at: Standing, facts: Mapping[str, ListFacts]) -> None:
    """Note what the edges of these leavers are like, and that they are their lists from now on."""
    connection.execute(_SQL["describe_lists"], {
        "newest": at.newest,
        "ids": list(facts),
        "kept": [fact.kept for fact in facts.values()],
        "discoveries": [fact.discoveries for fact in facts.values()],
        "care": [fact.care for fact in facts.values()],
        "worst": [fact.worst for fact in facts.values()],
    })  # fmt: skip


def nearest(connection: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where and what the nearest open vacancy is that a leaver could have, whatever the radius."""
    return connection.execute(_SQL["nearest"], dict(values)).fetchone()


def _at(at: Standing) -> dict[str, Any]:
    return {"round": at.round, "slot": at.slot}


def _ids(connection: Connection, query: str, values: dict[str, Any]) -> list[str]:
    return [row["id"] for row in connection.execute(_SQL[query], values)]
