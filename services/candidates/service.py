"""Entrypoints of candidates."""

from services.candidates import handlers, resync
from services.candidates.reference import TABLES
from shared.contracts.calls import (
    Erased,
    EraseLeaver,
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    Leavers,
    ListLeavers,
    NormalisedProfile,
    NormaliseProfile,
    PushCount,
    ResyncCandidates,
    Resynced,
    StartImport,
)
from shared.runtime.providers import Clock, DatabaseProvider, NewId
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of candidates."""

    name = "candidates"
    database = DatabaseProvider()
    clock = Clock()
    new_id = NewId()

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
        return handlers.erase_leaver(command, database=self.database, clock=self.clock)

    @call(ResyncCandidates, "index.maintain")
    def resync_candidates(self, command: ResyncCandidates) -> Resynced:
        """Say a page again."""
        return resync.resync(command, database=self.database)

    @every(interval=600)
    def purge_trials(self) -> int:
        """Reports of trial runs live 24 hours."""
        return handlers.purge_trials(database=self.database, clock=self.clock)
