"""The SQL door of the resident process: what was written since."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.matching.offered import Offers, offers_of
from services.matching.store import Standing
from shared.runtime.database import Connection, Database, load_queries

_SQL = load_queries(Path(__file__).parent)
Row = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """Which transactions a look has seen: all before the `oldest` that was open, and those before `after` that were
    not `open`."""

    oldest: int
    after: int
    open: frozenset[int]

    @classmethod
    def read(cls, text: str) -> "Snapshot":
        """As PostgreSQL writes it: `oldest:after:open,open`."""
        oldest, after, others = text.split(":")
        return cls(int(oldest), int(after), frozenset(map(int, filter(None, others.split(",")))))

    def saw(self, transaction: int) -> bool:
        """Whether a transaction had ended."""
        return transaction < self.oldest or (transaction < self.after and transaction not in self.open)


@dataclass(frozen=True)
class News:
    """What was written since another look: the round in use by now; leavers with revision, features, what is noted of
    lists, or that they went; vacancies."""

    snapshot: Snapshot
    round: int
    leavers: list[Row]
    vacancies: Offers


def snapshot(connection: Connection) -> Snapshot:
    """Which transactions this one sees."""
    row = connection.execute(_SQL["snapshot"]).fetchone() or {}
    return Snapshot.read(row["snapshot"])


def looking(database: Database) -> Connection:
    """A connection for `news`. Its end is an error: what was seen of a database that has crashed need not be in it."""
    connection = database.dedicated()
    connection.execute(_SQL["plan_once"])
    return connection


def news(connection: Connection, at: Standing, since: Snapshot, reference: int, most: int) -> News:
    """What was written since a look, at most so many of each kind; `at`: how rounds stood then."""
    values = {"round": at.round, "slot": at.slot, "since": str(since.oldest), "reference": reference, "most": most}
    row = connection.execute(_SQL["news"], values).fetchone() or {}
    leavers, vacancies = (_unpacked(row[kind] or []) for kind in ("leavers", "vacancies"))
    return News(Snapshot.read(row["snapshot"]), row["round"], leavers, offers_of(vacancies))


def _unpacked(rows: list[Row]) -> list[Row]:
    return [{**row, "packed": row["packed"] and bytes.fromhex(row["packed"][2:])} for row in rows]
