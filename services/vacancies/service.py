"""Entrypoints of vacancies."""

from services.vacancies import bulk, handlers, releases, resync, retention, seeing, upkeep
from services.vacancies.providers import FactsProvider
from services.vacancies.reports import handlers as reports
from shared.contracts.calls import (
    BulkResult,
    ChangeVacancy,
    CloseVacancy,
    CountViews,
    DecideReport,
    Figures,
    FindReport,
    GetVacancy,
    ListFigures,
    ListOpen,
    ListReports,
    ListVacancies,
    OpenVacancies,
    PostVacancies,
    PostVacancy,
    ReopenReport,
    ReopenVacancy,
    Report,
    ReportedVacancy,
    ReportQueue,
    ReportVacancy,
    Resynced,
    ResyncVacancies,
    Retained,
    RetainVacancies,
    VacancyAccepted,
    VacancyList,
    ViewsCounted,
)
from shared.contracts.events import CloudEvent
from shared.contracts.vacancy import VacancyRecord
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider, NewId
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of vacancies."""

    name = "vacancies"
    database = DatabaseProvider()
    facts = FactsProvider()
    clock = Clock()
    new_id = NewId()

    @call(PostVacancy, "vacancy.write")
    def post_vacancy(self, command: PostVacancy) -> VacancyAccepted:
        """Accept a vacancy."""
        return handlers.post_vacancy(
            command, database=self.database, facts=self.facts, clock=self.clock, new_id=self.new_id
        )

    @call(PostVacancies, "vacancy.write")
    def post_vacancies(self, command: PostVacancies) -> BulkResult:
        """Accept many, each on its own."""
        return bulk.post_vacancies(
            command, database=self.database, facts=self.facts, clock=self.clock, new_id=self.new_id
        )

    @call(ChangeVacancy, "vacancy.write")
    def change_vacancy(self, command: ChangeVacancy) -> VacancyAccepted:
        """Replace a vacancy."""
        return handlers.change_vacancy(command, database=self.database, facts=self.facts, clock=self.clock)

    @call(CloseVacancy, "vacancy.write")
    def close_vacancy(self, command: CloseVacancy) -> VacancyAccepted:
        """Withdraw or mark filled."""
        return handlers.close_vacancy(command, database=self.database, clock=self.clock)

    @call(ReopenVacancy, "vacancy.write")
    def reopen_vacancy(self, command: ReopenVacancy) -> VacancyAccepted:
        """Undo of close."""
        return handlers.reopen_vacancy(command, database=self.database, clock=self.clock)

    @call(GetVacancy, "vacancy.read")
    def get_vacancy(self, command: GetVacancy) -> VacancyRecord:
        """One vacancy."""
        return handlers.get_vacancy(command, database=self.database)

    @call(ListVacancies, "vacancy.write")
    def list_vacancies(self, command: ListVacancies) -> VacancyList:
        """The caller's own."""
        return handlers.list_vacancies(command, database=self.database)

    @call(ListOpen, "vacancy.read")
    def list_open(self, command: ListOpen) -> OpenVacancies:
        """What is public."""
        return handlers.list_open(command, database=self.database)

    @call(ResyncVacancies, "index.maintain")
    def resync_vacancies(self, command: ResyncVacancies) -> Resynced:
        """Say a page again."""
        return resync.resync(command, database=self.database)

    @call(CountViews, "vacancy.read")
    def count_views(self, command: CountViews) -> ViewsCounted:
        """Seen again."""
        return seeing.count_views(command, database=self.database)

    @call(ListFigures, "vacancy.write")
    def list_figures(self, command: ListFigures) -> Figures:
        """How often the caller's were seen."""
        return seeing.list_figures(command, database=self.database, clock=self.clock)

    @call(ReportVacancy, "vacancy.report")
    def report_vacancy(self, command: ReportVacancy) -> Report:
        """Something is wrong with a vacancy."""
        return reports.report_vacancy(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(FindReport, "vacancy.report")
    def find_report(self, command: FindReport) -> Report:
        """What became of it."""
        return reports.find_report(command, database=self.database)

    @call(ListReports, "report.decide")
    def list_reports(self, command: ListReports) -> ReportQueue:
        """A region's queue."""
        return reports.list_reports(command, database=self.database)

    @call(DecideReport, "report.decide")
    def decide_report(self, command: DecideReport) -> ReportedVacancy:
        """Dismiss, or stop the vacancy."""
        return reports.decide_report(command, database=self.database, clock=self.clock)

    @call(ReopenReport, "report.decide")
    def reopen_report(self, command: ReopenReport) -> ReportedVacancy:
        """Undo of a decision."""
        return reports.reopen_report(command, database=self.database, clock=self.clock)

    @call(RetainVacancies, "retention.run")
    def retain_vacancies(self, command: RetainVacancies) -> Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @subscribe("vacancies", "accounts")
    def on_account(self, event: CloudEvent) -> None:
        """An account is released or closed: its vacancies are published or withdrawn."""
        releases.hear(event, database=self.database, clock=self.clock)

    @every(interval=60)
    def on_minute(self) -> int:
        """Expire what is past its dates."""
        return upkeep.expire_late(database=self.database, clock=self.clock)
