"""Leavers and vacancies in memory, kept up to date: always what a fresh look at the database would say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Thread

from services.matching import store
from services.matching.features import Market
from services.matching.ids import Buffer
from services.matching.kernel.tables import Ints
from services.matching.offered import Offers
from services.matching.resident.offers import Vacancies
from services.matching.resident.people import People
from services.matching.resident.store import Snapshot, looking, news, snapshot
from services.matching.rounds.reading import read_offers, read_roster
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from shared.runtime.database import Database

MOST_RECENT = 5000
"""With more leavers or vacancies of their own beside the many all are read again."""


@dataclass(eq=False)
class Seen:
    """All of them as they were read in one moment, and what came since."""

    at: Standing
    until: Snapshot
    people: People
    vacancies: Vacancies

    @classmethod
    def read(cls, database: Database, book: Rulebook) -> "Seen":
        """Read everything; some seconds for a country."""
        with database.transaction() as connection:
            at = store.whole(connection)
            until = snapshot(connection)
            roster, offered = read_roster(connection, at, book), read_offers(connection, at, book)
        return cls(at, until, People(roster, book), Vacancies(offered))


class Memory:
    """What is known without a look at the database. Not for several threads at once."""

    def __init__(self, database: Database, book: Rulebook) -> None:
        self._database, self._book, self._connection = database, book, looking(database)
        self._seen: Seen | None = None
        self._read: list[Seen] = []
        self._reader: Thread | None = None

    def close(self) -> None:
        """Look no more."""
        self._connection.close()

    def ready(self) -> bool:
        """Catch up with what was committed so far; False while all is being read (that goes on beside)."""
        if self._reader and not self._reader.is_alive():
            self._reader = None
        if self._read:
            self._seen = self._read.pop()
        if self._seen and self._caught_up(self._seen):
            return True
        self.read_again()
        return False

    def read_again(self) -> None:
        """Read everything beside what else is done."""
        if self._reader is None:
            self._reader = Thread(target=lambda: self._read.append(Seen.read(self._database, self._book)), daemon=True)
            self._reader.start()

    def wait(self) -> None:
        """Wait for the end of reading."""
        if self._reader:
            self._reader.join()

    def concerned(self, market: Market, wanted: Mapping[str, int]) -> dict[str, list[str]] | None:
        """As `alerts.concerned`, of everyone; None: not known now."""
        return self._seen.people.concerned(market, wanted) if self.ready() and self._seen else None

    def named(self, round_: int, ids: Buffer, numbers: Ints, after: Collection[int]) -> Offers | None:
        """Vacancies by id and by number in a round; None: not known now. At least as the transactions `after` have left
        them; what came later need not be in it. Without any it looks again."""
        if not (after and self._seen and all(map(self._seen.until.saw, after))) and not self.ready():
            return None
        known = self._seen and self._seen.at.round == round_
        return self._seen.vacancies.named(ids, numbers) if known and self._seen else None

    def _caught_up(self, seen: Seen) -> bool:
        new = news(self._connection, seen.at, seen.until, self._book.reference, MOST_RECENT)
        if new.round != seen.at.round or MOST_RECENT in (len(new.leavers), len(new.vacancies)):
            return False
        seen.people.take(new.leavers)
        seen.vacancies.take(new.vacancies)
        seen.until = new.snapshot
        if max(seen.people.few, seen.vacancies.few) > MOST_RECENT:
            self.read_again()
        return True
