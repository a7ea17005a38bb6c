"""The SQL door of matching. Ids go in and come out as text; every write is one statement for many rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
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


def handled(connection: Connection, consumer: str, event_id: UUID) -> bool:
    """True when the event has had its effect already."""
    found = connection.execute(_SQL["handled"], {"consumer": consumer, "event_id": event_id})
    return found.fetchone() is not None


def upsert_vacancies(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Take over open vacancies with their features; the ids that were not outdated."""
    return _ids(connection, "upsert_vacancies", {"rows": Jsonb(list(rows))})


def close_vacancies(connection: Connection, revisions: Mapping[str, int]) -> list[str]:
    """Mark vacancies closed by id and revision; the ids that were not outdated."""
    return _ids(connection, "close_vacancies", {"ids": list(revisions), "revisions": list(revisions.values())})


def upsert_leavers(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Take over profiles; the ids that were neither outdated nor erased."""
    return _ids(connection, "upsert_leavers", {"rows": Jsonb(list(rows))})


def erase_leavers(connection: Connection, revisions: Mapping[str, int], event_id: UUID) -> None:
    """Remove everything of these leavers but a tombstone; also from what was or is to be sent."""
    ids = list(revisions)
    connection.execute(_SQL["erase_leavers"], {"ids": ids, "revisions": list(revisions.values())})
    connection.execute(_SQL["delete_lists"], {"ids": ids})
    connection.execute(_SQL["forget_handled"], {"ids": ids, "event_id": event_id})
    connection.execute(_SQL["forget_sent"], {"ids": ids})
    for row in connection.execute(_SQL["forget_unsent"], {"ids": ids}).fetchall():
        _forget_unsent(connection, row, set(ids))


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


def leavers(connection: Connection, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Profiles with what is noted of their lists."""
    return connection.execute(_SQL["leavers"], {"ids": list(ids)}).fetchall()


def lock_leavers(connection: Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Profiles, locked until the end of the transaction in the order of their ids."""
    return connection.execute(_SQL["lock_leavers"], {"ids": list(ids)}).fetchall()


def leaver(connection: Connection, leaver_id: UUID) -> dict[str, Any] | None:
    """One profile, or None; an erased leaver's profile is null."""
    return connection.execute(_SQL["leaver"], {"id": leaver_id}).fetchone()


def short_leavers(connection: Connection, box: Mapping[str, float]) -> list[str]:
    """Leavers with a list that is not full whose radius may reach the box (degrees north, east, south, west)."""
    return _ids(connection, "short_leavers", dict(box))


def holders(connection: Connection, vacancies: Sequence[str]) -> list[str]:
    """Leavers who keep one of these vacancies."""
    return _column(connection, "holders", "leaver_id", {"ids": list(vacancies)})


def left_short(connection: Connection, vacancies: Sequence[str]) -> list[str]:
    """Leavers who keep fewer than ten places without these vacancies."""
    return _column(connection, "left_short", "leaver_id", {"ids": list(vacancies)})


def edges(connection: Connection, leaver_ids: Sequence[str]) -> list[Edge]:
    """All edges of these leavers."""
    found = connection.execute(_SQL["edges"], {"ids": list(leaver_ids)})
    return [Edge(row["leaver_id"], row["vacancy_id"], row["fit"], row["shown"]) for row in found]


def features(connection: Connection, vacancies: Iterable[str]) -> list[dict[str, Any]]:
    """Features of those of the vacancies that are open."""
    return connection.execute(_SQL["features"], {"ids": list(vacancies)}).fetchall()


def documents(connection: Connection, vacancies: Iterable[str]) -> dict[str, Any]:
    """Documents of those of the vacancies that are open, by id."""
    found = connection.execute(_SQL["documents"], {"ids": list(vacancies)})
    return {row["id"]: row["document"] for row in found}


def write_edges(connection: Connection, gone: Sequence[Edge], changed: Sequence[Edge]) -> None:
    """Delete and write edges; one for a vacancy that was closed meanwhile is not written."""
    if gone:
        values = {"leavers": [edge.leaver for edge in gone], "vacancies": [edge.vacancy for edge in gone]}
        connection.execute(_SQL["delete_edges"], values)
    if changed:
        connection.execute(_SQL["upsert_edges"], {
            "leavers": [edge.leaver for edge in changed],
            "vacancies": [edge.vacancy for edge in changed],
            "fits": [edge.fit for edge in changed],
            "shown": [edge.shown for edge in changed],
        })  # fmt: skip


def describe_lists(connection: Connection, facts: Mapping[str, ListFacts]) -> None:
    """Note what the edges of these leavers are like."""
    connection.execute(_SQL["describe_lists"], {
        "ids": list(facts),
        "kept": [fact.kept for fact in facts.values()],
        "discoveries": [fact.discoveries for fact in facts.values()],
        "care": [fact.care for fact in facts.values()],
        "worst": [fact.worst for fact in facts.values()],
    })  # fmt: skip


def kept_list(connection: Connection, leaver_id: str) -> list[dict[str, Any]]:
    """Ids of the open vacancies kept for a leaver and their places in the list."""
    return connection.execute(_SQL["kept_list"], {"id": leaver_id}).fetchall()


def nearest(connection: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Coordinates of the nearest open vacancy a leaver could have, whatever the radius."""
    return connection.execute(_SQL["nearest"], dict(values)).fetchone()


def _ids(connection: Connection, query: str, values: dict[str, Any]) -> list[str]:
    return _column(connection, query, "id", values)


def _column(connection: Connection, query: str, name: str, values: dict[str, Any]) -> list[str]:
    return [row[name] for row in connection.execute(_SQL[query], values)]


def unseen(connection: Connection, kreis: str | None, limit: int) -> list[dict[str, Any]]:
    """Open vacancies in no list: `document` of some, `total` of all."""
    return connection.execute(_SQL["unseen"], {"kreis": kreis, "limit": limit}).fetchall()


def offered_occupations(connection: Connection, kreis: str | None) -> list[dict[str, Any]]:
    """Occupations of open vacancies: vacancies, places, and how many of them are in a list."""
    return connection.execute(_SQL["offered_occupations"], {"kreis": kreis}).fetchall()


def wishes(connection: Connection) -> dict[str, int]:
    """How many leavers wish for an occupation, by its id."""
    return {row["id"]: row["leavers"] for row in connection.execute(_SQL["wishes"])}
