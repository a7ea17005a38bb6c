"""Entrypoints of search."""

from functools import partial

from services.search import asked, checking, editor, exporting, handlers, indexing, rebuilding, retention, searching
from services.search.occupations.reference import find_place
from services.search.providers import Background, IndexProvider, KnownProvider
from services.search.store import Kind
from shared.contracts.calls import (
    AcceptAliases,
    AliasesAccepted,
    AskedQueries,
    CompareIndex,
    Exported,
    ExportSearch,
    FollowRebuild,
    IndexCompared,
    ListAsked,
    RebuildState,
    Resolve,
    Resolved,
    Retained,
    RetainSearch,
    StartRebuild,
)
from shared.contracts.events import CloudEvent
from shared.contracts.search import OccupationCandidates, OccupationQuery, SearchQuery, SearchResult, Suggestions
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider, NewId, SettingsProvider
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of search."""

    name = "search"
    database = DatabaseProvider()
    settings = SettingsProvider()
    clock = Clock()
    index = IndexProvider()
    known = KnownProvider()
    background = Background()
    new_id = NewId()

    @call(SearchQuery, "search.use")
    def search(self, query: SearchQuery) -> SearchResult:
        """Vacancies for a search."""
        answer = partial(
            searching.search,
            client=self.index,
            prefix=self.settings.index_prefix,
            knowledge=self.known.knowledge,
            find_place=find_place,
            clock=self.clock,
        )
        return asked.noting(query, answer, log=self.known.log, clock=self.clock)

    @call(OccupationQuery, "search.use")
    def occupations(self, query: OccupationQuery) -> OccupationCandidates:
        """Occupations for a text."""
        return handlers.occupations(query, knowledge=self.known.knowledge)

    @call(OccupationQuery, "search.use")
    def suggest(self, query: OccupationQuery) -> Suggestions:
        """Completions."""
        return handlers.suggest(query, completions=self.known.completions)

    @call(Resolve, "search.use")
    def resolve(self, command: Resolve) -> Resolved:
        """Activity tags and occupations of words."""
        return handlers.resolve(command, knowledge=self.known.knowledge)

    @call(CompareIndex, "index.maintain")
    def compare_index(self, command: CompareIndex) -> IndexCompared:
        """Where the index is not what the projection says."""
        return checking.compare(command, database=self.database, client=self.index, prefix=self.settings.index_prefix)

    @call(StartRebuild, "index.maintain")
    def start_rebuild(self, command: StartRebuild) -> RebuildState:
        """Build an index anew, in the background."""
        return rebuilding.start(
            command,
            database=self.database,
            client=self.index,
            prefix=self.settings.index_prefix,
            new_id=self.new_id,
            spawn=self.background,
        )

    @call(FollowRebuild, "index.maintain")
    def follow_rebuild(self, command: FollowRebuild) -> RebuildState:
        """How far a rebuild is."""
        return rebuilding.follow(command, database=self.database)

    @every(interval=60, eager=True)
    def on_interrupted(self) -> list[Kind]:
        """The last pass of rebuilds whose instance went."""
        return rebuilding.finish_interrupted(
            database=self.database, client=self.index, prefix=self.settings.index_prefix
        )

    @every(interval=60)
    def on_minute(self) -> dict[str, int]:
        """By night, once across instances: is the index what the projection says?"""
        return checking.nightly(
            database=self.database, client=self.index, prefix=self.settings.index_prefix, clock=self.clock
        )

    @call(ListAsked, "occupation.learn")
    def list_asked(self, query: ListAsked) -> AskedQueries:
        """What was asked, for the editor."""
        return editor.list_asked(query, database=self.database, clock=self.clock)

    @call(AcceptAliases, "occupation.learn")
    def accept_aliases(self, command: AcceptAliases) -> AliasesAccepted:
        """New names of occupations."""
        return editor.accept_aliases(command, database=self.database, knowledge=self.known.knowledge)

    @every(interval=10)
    def on_tick(self) -> None:
        """Write the log of what was asked."""
        editor.keep_asked(self.known.log, database=self.database, clock=self.clock)

    @every(interval=60, eager=True)
    def on_aliases(self) -> int:
        """Names accepted elsewhere."""
        return editor.learn(self.known.knowledge, database=self.database)

    @call(ExportSearch, "data.read")
    def export_search(self, query: ExportSearch) -> Exported:
        """Everything held about a leaver."""
        return exporting.export(query, database=self.database)

    @call(RetainSearch, "retention.run")
    def retain_search(self, command: RetainSearch) -> Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @subscribe("search", "vacancies")
    def on_vacancies(self, event: CloudEvent) -> None:
        """Vacancies opened, changed or closed."""
        indexing.index_vacancies(event, database=self.database, client=self.index, prefix=self.settings.index_prefix)

    @subscribe("search", "candidates")
    def on_candidates(self, event: CloudEvent) -> None:
        """Leavers shared, changed or erased."""
        indexing.index_candidates(event, database=self.database, client=self.index, prefix=self.settings.index_prefix)
