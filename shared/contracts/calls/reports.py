"""Calls to vacancies about reports (notice and action) and about how often a vacancy was seen."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Repeatable
from shared.contracts.calls.accounts import Principal
from shared.contracts.vacancy import VacancyRecord
from shared.contracts.vocabulary import PlainText

ReportReason = Literal["gone", "false", "no_training", "discriminating", "money", "unsafe", "illegal", "other"]
ReportState = Literal["open", "dismissed", "upheld"]
Statement = Annotated[PlainText, Field(min_length=3, max_length=1000)]


class ReportVacancy(Contract):
    """Somebody says that something is wrong with a public vacancy. Nobody is asked who they are."""

    vacancy_id: UUID
    reason: ReportReason
    text: Annotated[PlainText, Field(max_length=500)] = ""


class FindReport(Repeatable):
    """What became of a report; `reference` is what its sender was given (case and dashes do not matter)."""

    reference: Annotated[str, Field(max_length=40)]


class Report(Contract):
    """A report as its sender sees it. `answer` is the coordinator's, for the sender and the company."""

    id: UUID
    reference: str
    vacancy_id: UUID
    reason: ReportReason
    text: str
    state: ReportState
    answer: str | None = None
    created_at: datetime
    decided_at: datetime | None = None


class ListReports(Repeatable):
    """Reports about vacancies of the caller's region: open ones first come first, decided ones latest first."""

    principal: Principal
    decided: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ReportedVacancy(Contract):
    """A report beside the vacancy it is about. `changed_since`: the company has changed it after the decision."""

    report: Report
    vacancy: VacancyRecord
    changed_since: bool = False


class ReportQueue(Contract):
    """Answer of list_reports; `open` counts all open ones of the region."""

    items: tuple[ReportedVacancy, ...]
    open: int


class DecideReport(Repeatable):
    """Dismiss a report, or uphold it, which stops the vacancy. The same decision twice is the same as once."""

    principal: Principal
    report_id: UUID
    decision: Literal["dismissed", "upheld"]
    answer: Statement


class ReopenReport(Repeatable):
    """Undo of a decision: the report is open again, and the vacancy is free unless another report stops it."""

    principal: Principal
    report_id: UUID


class ViewCount(Contract):
    """How often a vacancy stood in a list, and how often its page was opened, since the last count."""

    vacancy_id: UUID
    shown: Annotated[int, Field(ge=0)] = 0
    opened: Annotated[int, Field(ge=0)] = 0


class CountViews(Repeatable):
    """Add to the sums of a day. A batch that comes twice counts once; nothing in it says who has looked."""

    batch: UUID
    at: AwareDatetime
    items: Annotated[tuple[ViewCount, ...], Field(max_length=500)]


class ViewsCounted(Contract):
    """Answer of count_views: how many of the items were counted now."""

    counted: int


class ListFigures(Repeatable):
    """What a company should know of its vacancies beside their content."""

    principal: Principal


class Figure(Contract):
    """Views of a vacancy since it is public and in the last seven days; why it is stopped, if it is; the guild or
    chamber that entered it or changed it last, if one did."""

    vacancy_id: UUID
    shown: int = 0
    opened: int = 0
    shown_lately: int = 0
    opened_lately: int = 0
    stopped_for: ReportReason | None = None
    stopped_because: str | None = None
    entered_by: str | None = None
    changed_by: str | None = None


class Figures(Contract):
    """Answer of list_figures: vacancies there is something to say of."""

    items: tuple[Figure, ...]
