"""What is held about leavers: given to them, and forgotten, when they are erased and in time. Statements are in
queries.sql beside the others."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)


def export_leaver(connection: Connection, leaver: UUID) -> dict[str, list[dict[str, Any]]]:
    """Everything held about a leaver: rows by table."""
    row = connection.execute(_SQL["export_leaver"], {"leaver": leaver}).fetchone() or {"held": {}}
    return {table: rows or [] for table, rows in row["held"].items()}


def retains(connection: Connection) -> bool:
    """True for the one instance that deletes what is past its time, until its transaction ends."""
    return connection.execute(_SQL["retain_lock"]).fetchone() == {"mine": True}


def retain(connection: Connection, rule: str, now: datetime) -> int:
    """Delete what a rule says is past its time; how many rows."""
    return connection.execute(_SQL[rule], {"now": now}).rowcount


def erase_leavers(connection: Connection, revisions: Mapping[str, int], event_id: UUID) -> None:
    """Remove everything of these leavers but a tombstone; also from what was or is to be sent."""
    ids = list(revisions)
    connection.execute(_SQL["erase_leavers"], {"ids": ids, "revisions": list(revisions.values())})
    connection.execute(_SQL["delete_holders_of"], {"ids": ids})
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
