"""Leavers and vacancies in memory, kept up to date: always what a fresh look at the database would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Thread

from services.matching import store
from services.matching.features import Market
from services.matching.resident.offers import Columns, Offers
from services.matching.resident.people import People
from services.matching.resident.store import changed_leavers, changed_vacancies, horizon
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
    since: str
    people: People
    offers: Offers

    @classmethod
    def read(cls, database: Database, book: Rulebook) -> "Seen":
        """Read everything; some seconds for a country."""
        with database.transaction() as connection:
            at = store.whole(connection)
            since = horizon(connection)
            roster, offered = read_roster(connection, at, book), read_offers(connection, at, book)
        return cls(at, since, People(roster, book), Offers(offered))


class Memory:
    """What is known without a look at the database. Not for several threads at once."""

    def __init__(self, database: Database, book: Rulebook) -> None:
        self._database, self._book = database, book
        self._seen: Seen | None = None
        self._read: list[Seen] = []
        self._reader: Thread | None = None

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

    def features(self, round_: int, ids: Sequence[str], numbers: Sequence[int]) -> Columns | None:
        """As `Offers.features`, with the numbers of a round; None: not known now."""
        known = self.ready() and self._seen and self._seen.at.round == round_
        return self._seen.offers.features(ids, numbers) if known and self._seen else None

    def _caught_up(self, seen: Seen) -> bool:
        with self._database.transaction() as connection:
            at = store.whole(connection)
            if at.round != seen.at.round:
                return False
            until = horizon(connection)
            since = (connection, at, seen.since, self._book.reference, MOST_RECENT)
            leavers, vacancies = changed_leavers(*since), changed_vacancies(*since)
        if MOST_RECENT in (len(leavers), len(vacancies)):
            return False
        seen.people.take(leavers)
        seen.offers.take(vacancies)
        seen.since = until
        if max(seen.people.few, seen.offers.few) > MOST_RECENT:
            self.read_again()
        return True
