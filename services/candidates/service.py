"""Entrypoints of candidates."""

from services.candidates import erasing, exporting, handlers, own, resync, retention
from services.candidates.providers import SweepProvider
from services.candidates.reference import TABLES
from shared.contracts.calls import (
    ChangeOwn,
    Erased,
    EraseLeaver,
    Erasures,
    ErasuresReapplied,
    ErasureState,
    ExportCandidates,
    Exported,
    FinishImport,
    FollowErasure,
    GetImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    Leavers,
    ListErasures,
    ListLeavers,
    NormalisedProfile,
    NormaliseProfile,
    OwnChanged,
    PushCount,
    ReapplyErasures,
    ResyncCandidates,
    Resynced,
    RetainCandidates,
    Retained,
    StartImport,
)
from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider, NewId
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of candidates."""

    name = "candidates"
    database = DatabaseProvider()
    clock = Clock()
    new_id = NewId()
    sweep = SweepProvider()

    @call(StartImport, "cohort.push")
    def start_import(self, command: StartImport) -> ImportStarted:
        """Open an import run."""
        return handlers.start_import(command, database=self.database, clock=self.clock)

    @call(ImportRows, "cohort.push")
    def import_rows(self, command: ImportRows) -> ImportReport:
        """A chunk of rows."""
        return handlers.import_rows(
            command, database=self.database, clock=self.clock, new_id=self.new_id, reference=TABLES
        )

    @call(FinishImport, "cohort.push")
    def finish_import(self, command: FinishImport) -> ImportReport:
        """Close an import and count."""
        return handlers.finish_import(command, database=self.database, clock=self.clock)

    @call(PushCount, "cohort.push")
    def push_count(self, command: PushCount) -> ImportReport:
        """Places for claim codes."""
        return handlers.push_count(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(GetImport, "cohort.push")
    def get_import(self, command: GetImport) -> ImportReport:
        """The report of an import."""
        return handlers.get_import(command, database=self.database, clock=self.clock)

    @call(ListLeavers, "code.issue")
    def list_leavers(self, command: ListLeavers) -> Leavers:
        """A school's own leavers."""
        return handlers.list_leavers(command, database=self.database)

    @call(NormaliseProfile, "match.preview")
    def normalise_profile(self, command: NormaliseProfile) -> NormalisedProfile:
        """The canonical profile, not stored."""
        return handlers.normalise_profile(command, reference=TABLES, clock=self.clock)

    @call(EraseLeaver, "leaver.erase")
    def erase_leaver(self, command: EraseLeaver) -> Erased:
        """Erase a leaver everywhere."""
        return erasing.erase_leaver(command, database=self.database, clock=self.clock)

    @call(FollowErasure, "erasure.follow")
    def follow_erasure(self, query: FollowErasure) -> ErasureState:
        """How far an erasure is."""
        return erasing.follow_erasure(query, database=self.database)

    @call(ListErasures, "retention.run")
    def list_erasures(self, query: ListErasures) -> Erasures:
        """Who is erased."""
        return erasing.list_erasures(query, database=self.database)

    @call(ReapplyErasures, "retention.run")
    def reapply_erasures(self, command: ReapplyErasures) -> ErasuresReapplied:
        """After a backup was made good."""
        return erasing.reapply(command, database=self.database, clock=self.clock)

    @call(ExportCandidates, "data.read")
    def export_candidates(self, query: ExportCandidates) -> Exported:
        """Everything held about a leaver."""
        return exporting.export(query, database=self.database)

    @call(RetainCandidates, "retention.run")
    def retain_candidates(self, command: RetainCandidates) -> Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @call(ChangeOwn, "consent.give")
    def change_own(self, command: ChangeOwn) -> OwnChanged:
        """What a leaver says for themself."""
        return own.change_own(command, database=self.database, clock=self.clock)

    @subscribe("candidates", "accounts")
    def on_lapsed(self, event: CloudEvent) -> None:
        """Letters nobody used."""
        retention.erase_lapsed(event, database=self.database, clock=self.clock)

    @subscribe("candidates", "erasures")
    def on_erasure_done(self, event: CloudEvent) -> None:
        """A service holds nothing of some leavers any more."""
        erasing.on_done(event, database=self.database, clock=self.clock)

    @every(interval=5)
    def on_erasures(self) -> dict[str, int]:
        """What got lost is said again; what lies in queues goes."""
        return erasing.on_tick(database=self.database, sweep=self.sweep, clock=self.clock)

    @call(ResyncCandidates, "index.maintain")
    def resync_candidates(self, command: ResyncCandidates) -> Resynced:
        """Say a page again."""
        return resync.resync(command, database=self.database)

    @every(interval=600)
    def purge_trials(self) -> int:
        """Reports of trial runs live 24 hours."""
        return handlers.purge_trials(database=self.database, clock=self.clock)
