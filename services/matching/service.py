"""Entrypoints of matching."""

from services.matching import answers, exporting, handlers, retention
from services.matching.exposure import unseen
from services.matching.providers import IndexProvider, NightsProvider, ResidentProvider, RulebookProvider
from services.matching.resident import asking
from services.matching.rounds import night
from shared.contracts.calls import (
    Exported,
    ExportMatching,
    ListUnseen,
    MatchesOf,
    MatchList,
    PreviewMatches,
    Retained,
    RetainMatching,
    Unseen,
)
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
    resident = ResidentProvider()
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

    @every(interval=10)
    def keep_resident(self) -> bool:
        """Once there are many leavers a process has all of them in memory."""
        return asking.keep(self.resident, database=self.database)

    @call(ExportMatching, "data.read")
    def export_matching(self, query: ExportMatching) -> Exported:
        """Everything held about a leaver."""
        return exporting.export(query, database=self.database)

    @call(RetainMatching, "retention.run")
    def retain_matching(self, command: RetainMatching) -> Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @subscribe("matching", "vacancies")
    def on_vacancy(self, event: CloudEvent) -> None:
        """A vacancy is searchable or closed."""
        handlers.on_vacancy(event, database=self.database, index=self.index, resident=self.resident, book=self.book)

    @subscribe("matching", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is searchable or erased."""
        handlers.on_candidate(event, database=self.database, index=self.index, resident=self.resident, book=self.book)
