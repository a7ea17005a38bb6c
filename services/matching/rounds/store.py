"""The SQL door of rounds: whole markets in and out by binary COPY, and what is noted of each round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from shared.runtime.database import Connection, Database, load_queries

_SQL = load_queries(Path(__file__).parent)
KEEP = 2
"""Rounds out of use whose lists are kept for audit when a new one begins."""
FIRST = "00000000-0000-0000-0000-000000000000"
PAGE = 5000
_HEADER, _TRAILER = 19, b"\xff\xff"  # bytes before the first tuple of a binary COPY, and after the last one


@dataclass(frozen=True)
class Round:
    """A round as it is noted; migrations/0002 says what each column means."""

    id: int
    state: str
    slot: int | None
    began_at: datetime
    priced_at: datetime | None
    switched_at: datetime | None
    settled_at: datetime | None
    rules_version: str
    weights: str
    reference: str
    seed: int
    parts: int
    bounds: list[float] | None
    warm: bool | None
    attempts: int
    leavers: int | None
    vacancies: int | None
    inputs: str | None
    outcome: str | None
    reach: float | None

    @property
    def resumed(self) -> bool:
        """Whether it was interrupted."""
        return self.attempts > 0


_FIELDS = [field.name for field in fields(Round)]


def _one(connection: Connection, query: str, **values: Any) -> Round | None:
    row = connection.execute(_SQL[query], values).fetchone()
    return Round(**{name: row[name] for name in _FIELDS}) if row else None


@contextmanager
def locked(database: Database) -> Iterator[bool]:
    """Whether we are the one process that makes a round; for as long as the block runs."""
    with database.dedicated() as connection:
        yield connection.execute(_SQL["lock_round"]).fetchone() == {"locked": True}


def runs(connection: Connection) -> bool:
    """Whether some process makes a round just now."""
    return connection.execute(_SQL["round_runs"]).fetchone() is not None


def claim_night(connection: Connection, night: date) -> bool:
    """True for the one instance that starts this night's round."""
    return connection.execute(_SQL["claim_night"], {"night": night}).fetchone() is not None


def begin(connection: Connection, values: Mapping[str, Any]) -> Round:
    """A new round and room for it. Handlers wait meanwhile: those after us see that it has begun."""
    made = None
    for row in connection.execute(_SQL["retired"], {"keep": KEEP}).fetchall():
        connection.execute(_SQL["forget_slot"], {"id": row["id"]})
    connection.execute(_SQL["enter_alone"])
    made = _one(connection, "begin", **values)
    assert made is not None  # noqa: S101  # there is a slot more than rounds kept
    return made


def clear(connection: Connection, made: Round) -> None:
    """Empty a round's slot. Handlers wait meanwhile: their statements lock all slots, in another order."""
    connection.execute(_SQL["enter_alone"])
    connection.execute(_for_slot("clear_slot", made.slot))
    connection.execute(_SQL["forget_parts"], {"id": made.id})


def unfinished(connection: Connection) -> Round | None:
    """A round that was begun and not ended."""
    return _one(connection, "unfinished")


def find(connection: Connection, id_: int) -> Round | None:
    """A round by its number."""
    return _one(connection, "find", id=id_)


def current(connection: Connection) -> Round | None:
    """The round whose lists are in use."""
    return _one(connection, "current")


def resume(connection: Connection, made: Round) -> None:
    """Note that a round was interrupted and is gone on with."""
    connection.execute(_SQL["resume"], {"id": made.id})


def strip(connection: Connection, made: Round) -> None:
    """Give a round up."""
    connection.execute(_SQL["strip"], {"id": made.id})


def any_unpacked(connection: Connection, reference: int) -> list[str]:
    """Of which kinds some features are packed for other occupations, or not at all."""
    row = connection.execute(_SQL["any_unpacked"], {"reference": reference}).fetchone() or {}
    return [kind for kind, some in row.items() if some]


def unpacked(connection: Connection, kind: str, reference: int, after: str) -> list[dict[str, Any]]:
    """The next of them."""
    values = {"reference": reference, "after": after, "limit": PAGE}
    return connection.execute(_SQL[f"unpacked_{kind}"], values).fetchall()


def pack(connection: Connection, kind: str, reference: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write packed features; of what has changed meanwhile none."""
    connection.execute(_SQL[f"pack_{kind}"], {"reference": reference, "rows": Jsonb(list(rows))})


def read(connection: Connection, query: str, **numbers: int | None) -> Iterator[bytes]:
    """Whole tuples of a binary COPY, without header.

    Psycopg waits for each tuple as if it were far away; those that have come already are taken at once. Not past the
    trailer: to ask for more then is an error.
    """
    named = {name: sql.Literal(number) for name, number in numbers.items()}
    with connection.cursor().copy(sql.SQL(_SQL[query]).format(**named)) as pipe:
        skipped = _HEADER
        for block in pipe:
            data = bytes(block)[skipped:]
            yield data
            skipped = 0
            while data != _TRAILER:
                size, more = connection.pgconn.get_copy_data(1)
                if size <= 0:
                    break
                data = bytes(more)
                yield data


def write(connection: Connection, query: str, slot: int | None, blocks: Iterable[bytes]) -> None:
    """Send a whole binary COPY."""
    with connection.cursor().copy(_for_slot(query, slot)) as pipe:
        for block in blocks:
            pipe.write(block)


def _for_slot(query: str, slot: int | None) -> sql.Composed:
    return sql.SQL(_SQL[query]).format(slot=sql.Literal(slot))


def note(connection: Connection, query: str, **values: Any) -> None:
    """Note how far a round is: priced, settle, leave, switch."""
    connection.execute(_SQL[query], values)


def finished_parts(connection: Connection, made: Round) -> set[int]:
    """Partitions that are written."""
    return {row["part"] for row in connection.execute(_SQL["finished_parts"], {"id": made.id})}


def finish_part(connection: Connection, made: Round, part: int, leavers: int) -> list[str]:
    """Note a partition as written; no handler runs any more when this returns, so that the leavers
    returned are all who were erased meanwhile."""
    connection.execute(_SQL["enter_alone"])
    connection.execute(_SQL["finish_part"], {"id": made.id, "part": part, "leavers": leavers})
    return [row["id"] for row in connection.execute(_SQL["erased_since"], {"id": made.id})]


def enter_alone(connection: Connection) -> None:
    """Wait for the handlers that are under way; others wait for the end of our transaction."""
    connection.execute(_SQL["enter_alone"])


def touched(connection: Connection, made: Round, after: str, limit: int) -> list[dict[str, Any]]:
    """The next vacancies that came, changed or went since a round began."""
    values = {"id": made.id, "after": after, "limit": limit}
    return connection.execute(_SQL["touched_vacancies"], values).fetchall()


def count_touched(connection: Connection, made: Round) -> dict[str, int]:
    """How many leavers and vacancies have changed since a round began."""
    row = connection.execute(_SQL["count_touched"], {"id": made.id}).fetchone()
    return dict(row or {})


def drop_outdated(connection: Connection, made: Round, after: str) -> list[str]:
    """Drop the own lists of the next leavers whose list is the round's now; their ids."""
    values = {"id": made.id, "after": after, "limit": PAGE}
    ids = [row["id"] for row in connection.execute(_SQL["outdated"], values)]
    for query in ("drop_holders", "drop_lists") if ids else ():
        connection.execute(_SQL[query], {"ids": ids})
    return ids
