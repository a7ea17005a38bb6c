"""Calls (RPC) of the gateway and the console: one request and one answer model a method.

A method `x` of service `s` is served at `POST /rpc/x` with the request model as JSON; see
shared/runtime/calls.py. Lists are bounded: at most 500 rows and 1 MiB a call.
"""

from shared.contracts.calls.accounts import Authenticate, CreateKey, KeyCreated, Once, Principal, new_idempotency_key
from shared.contracts.calls.candidates import (
    CohortRow,
    Erased,
    EraseLeaver,
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    NormalisedProfile,
    NormaliseProfile,
    PushCount,
    ReportItem,
    RowProblem,
    StartImport,
)
from shared.contracts.calls.matching import Match, MatchesOf, MatchList, PreviewMatches, Reason
from shared.contracts.calls.search import Resolve, Resolved
from shared.contracts.calls.vacancies import (
    BulkItem,
    BulkResult,
    ChangeVacancy,
    CloseVacancy,
    GetVacancy,
    ListVacancies,
    PostVacancies,
    PostVacancy,
    ReopenVacancy,
    VacancyAccepted,
    VacancyList,
)

__all__ = [
    "Authenticate",
    "BulkItem",
    "BulkResult",
    "ChangeVacancy",
    "CloseVacancy",
    "CohortRow",
    "CreateKey",
    "EraseLeaver",
    "Erased",
    "FinishImport",
    "GetImport",
    "GetVacancy",
    "ImportReport",
    "ImportRows",
    "ImportStarted",
    "KeyCreated",
    "ListVacancies",
    "Match",
    "MatchList",
    "MatchesOf",
    "NormaliseProfile",
    "NormalisedProfile",
    "Once",
    "PostVacancies",
    "PostVacancy",
    "PreviewMatches",
    "Principal",
    "PushCount",
    "Reason",
    "ReopenVacancy",
    "ReportItem",
    "Resolve",
    "Resolved",
    "RowProblem",
    "StartImport",
    "VacancyAccepted",
    "VacancyList",
    "new_idempotency_key",
]
