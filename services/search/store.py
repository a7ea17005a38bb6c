"""The SQL door of search."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.contracts.calls import DocumentKind
from shared.runtime.database import Connection, load_queries

Kind = DocumentKind

_SQL = load_queries(Path(__file__).parent)


@dataclass(frozen=True)
class Source:
    """What a source of truth says of a document: its revision, and the body (None: it must not be found)."""

    id: UUID
    revision: int
    body: dict[str, Any] | None


@dataclass(frozen=True)
class Projected:
    """What we know of a document: whose revision it is, our version, and the body (None: a tombstone)."""

    id: UUID
    revision: int
    version: int
    body: dict[str, Any] | None


def handled(connection: Connection, consumer: str, event_id: UUID) -> bool:
    """True when an event took its whole effect before."""
    values = {"consumer": consumer, "event_id": event_id}
    return connection.execute(_SQL["handled"], values).fetchone() is not None


def project(connection: Connection, kind: Kind, sources: Sequence[Source]) -> list[Projected]:
    """Take over what is newer; the state after that of all the named documents. Ids must differ."""
    values = {
        "kind": kind,
        "ids": [source.id for source in sources],
        "revisions": [source.revision for source in sources],
        "bodies": [None if s.body is None else json.dumps(s.body, ensure_ascii=False) for s in sources],
    }
    connection.execute(_SQL["project"], values)
    return projected(connection, kind, [source.id for source in sources])


def projected(connection: Connection, kind: Kind, ids: Sequence[UUID]) -> list[Projected]:
    """The state of the named documents, in the order of their ids; of those there are."""
    return _projected(connection.execute(_SQL["projected"], {"kind": kind, "ids": list(ids)}))


def page(
    connection: Connection, kind: Kind, *, after: UUID, limit: int, since: datetime | None = None
) -> list[Projected]:
    """The next documents and tombstones after an id, of those changed since a time."""
    values = {"kind": kind, "after": after, "limit": limit, "since": since}
    return _projected(connection.execute(_SQL["page"], values))


def _projected(rows: Iterable[dict[str, Any]]) -> list[Projected]:
    return [Projected(r["id"], r["source_revision"], r["document_version"], r["body"]) for r in rows]


def forget(connection: Connection, leavers: Sequence[UUID]) -> None:
    """Delete what outbox and inbox hold of erased leavers."""
    values = {"subjects": [str(leaver) for leaver in leavers]}
    for name in ("forget_sent", "forget_pending", "forget_emptied", "forget_inbox"):
        connection.execute(_SQL[name], values)
