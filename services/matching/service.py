"""Entrypoints of matching."""

from services.matching import answers, handlers
from services.matching.exposure import unseen
from services.matching.providers import IndexProvider, NightsProvider, RulebookProvider
from services.matching.rounds import night
from shared.contracts.calls import ListUnseen, MatchesOf, MatchList, PreviewMatches, Unseen
from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of matching."""

    name = "matching"
    niceness = 10
    """Lists may come a second later; a search, an answer and the index that both wait for may not."""
    database = DatabaseProvider()
    index = IndexProvider()
    book = RulebookProvider()
    nights = NightsProvider()
    clock = Clock()

    @call(PreviewMatches, "match.preview")
    def preview(self, query: PreviewMatches) -> MatchList:
        """Matches for a profile that is not stored."""
        return answers.preview(query, database=self.database, index=self.index, book=self.book)

    @call(MatchesOf, "match.read")
    def matches_of(self, query: MatchesOf) -> MatchList:
        """The list of a stored leaver."""
        return answers.matches_of(query, database=self.database, book=self.book)

    @call(ListUnseen, "market.unseen")
    def list_unseen(self, query: ListUnseen) -> Unseen:
        """What nobody sees."""
        return unseen.list_unseen(query, database=self.database)

    @every(interval=60)
    def on_minute(self) -> bool:
        """By night, once across instances: a process makes everyone's lists."""
        return night.on_minute(self.nights, database=self.database, clock=self.clock)

    @subscribe("matching", "vacancies")
    def on_vacancy(self, event: CloudEvent) -> None:
        """A vacancy is searchable or closed."""
        handlers.on_vacancy(event, database=self.database, index=self.index, book=self.book)

    @subscribe("matching", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is searchable or erased."""
        handlers.on_candidate(event, database=self.database, index=self.index, book=self.book)
